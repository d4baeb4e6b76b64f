"""The trials of `make torture`: which bots on which database suffer what."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture import breakage
from tests.torture.breakage import Breaking
from tests.torture.kills import Plan, under_kills
from tests.torture.ledger import Ledger
from tests.torture.places import empty, postgres, staged
from tests.torture.proxy import Cutter, cutting
from tests.torture.report import Report
from tests.torture.signals import PACE, ROUND_TRIP, under_signals

PACED, WORKERS, TROUBLE = 250.0, 3, 3000
"""Messages a second of each process, processes that share PostgreSQL, sends of the trials that break a database."""


@dataclass(frozen=True)
class Size:
    """How much of it all: what `make torture` takes, or less while something is being mended."""

    sends: int = 20_000
    kills: int = 60
    signals: int = 100


async def killed(report: Report, size: Size) -> None:
    """SQLite, one process."""
    plan = Plan(size.sends, size.kills, report.seed)
    with TemporaryDirectory() as folder:
        async with staged(Path(folder), PACE=str(PACED)) as stage:
            clean = await under_kills(stage, Plan(size.sends, 0, report.seed))
    report.of_kills("SQLite, no kill", "kills", clean)
    with TemporaryDirectory() as folder:
        async with staged(Path(folder), PACE=str(PACED)) as stage:
            outcome = await under_kills(stage, plan)
    report.of_kills("SQLite, SIGKILL", "kills", outcome)
    report.slower("kills", clean, outcome)


async def shared(report: Report, size: Size) -> None:
    """PostgreSQL, several processes that compete by lease."""
    with postgres() as server, TemporaryDirectory() as folder:
        async with staged(Path(folder), empty(server), PACE=str(PACED)) as stage:
            plan = Plan(size.sends, size.kills, report.seed, WORKERS)
            report.of_kills(f"PostgreSQL, {WORKERS} processes, SIGKILL", "workers", await under_kills(stage, plan))


async def signalled(report: Report, size: Size) -> None:
    """SQLite, one process, SIGTERM."""
    with TemporaryDirectory() as folder:
        ledger = Ledger(round_trip=ROUND_TRIP)
        async with staged(Path(folder), ledger=ledger, PACE=str(PACE)) as stage:
            outcome = await under_signals(stage, size.signals, report.seed)
    report.of_signals("SQLite, SIGTERM", "signals", outcome)


async def file_troubles(report: Report, size: Size) -> None:
    """SQLite's file cannot be written for a while."""
    del size
    for name, trouble in (("full disk", breakage.full_disk(5.0)), ("locked file", breakage.locked_file(14.0))):
        with TemporaryDirectory() as folder:
            async with staged(Path(folder), PACE=str(PACED)) as stage:
                outcome = await breakage.broken(stage, name, TROUBLE, trouble)
        report.of_breakage(f"SQLite, {name}", "file", outcome, outcome.faults())


async def server_troubles(report: Report, size: Size) -> None:
    """PostgreSQL goes away in three ways."""
    del size
    with postgres() as server:
        troubles: tuple[tuple[str, Breaking, bool], ...] = (
            ("connections ended", breakage.dropped_connections(20, 0.25), False),
            ("server restarted", breakage.restarted_server(server, 4.0), True),
        )
        for name, trouble, says_no in troubles:
            with TemporaryDirectory() as folder:
                async with staged(Path(folder), empty(server), PACE=str(PACED)) as stage:
                    outcome = await breakage.broken(stage, name, TROUBLE, trouble)
            report.of_breakage(f"PostgreSQL, {name}", "server", outcome, outcome.faults(says_no=says_no))
        await _lost_commits(report, empty(server))


async def _lost_commits(report: Report, url: str) -> None:
    cutter = Cutter(report.seed, 0.0)
    with TemporaryDirectory() as folder:
        async with cutting(url, cutter) as through, staged(Path(folder), url, PACE=str(PACED)) as stage:
            stage.through = through
            trouble = breakage.lost_commits(cutter, 0.1, 5.0)
            outcome = await breakage.broken(stage, "lost", TROUBLE, trouble)
    name = f"PostgreSQL, connection lost in COMMIT ({cutter.cut['before']} before it, {cutter.cut['after']} after)"
    report.of_breakage(name, "server", outcome, outcome.faults(says_no=False))


Trial = Callable[[Report, Size], Awaitable[None]]
TRIALS: dict[str, Trial] = {
    "kills": killed,
    "workers": shared,
    "signals": signalled,
    "file": file_troubles,
    "server": server_troubles,
}


def named(names: list[str]) -> list[tuple[str, Trial]]:
    """Those trials, or all of them."""
    return [(name, trial) for name, trial in TRIALS.items() if not names or name in names]
