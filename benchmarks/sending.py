"""The sender with its outbox: as fast as it goes, and at a platform's limit with round trips of 80 ms."""

import asyncio
import json
import os
import statistics
import sys
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvloop

from benchmarks.contender import ROOT, SECRET, TOKEN
from benchmarks.figures import Figure
from benchmarks.outside import Outside, listening

ROUND_TRIP = 0.08


@dataclass(frozen=True)
class Pace:
    """A limit in messages a second, 0 for none, and how many may be on their way."""

    a_second: int
    in_flight: int
    rows: int
    round_trip: float = ROUND_TRIP


@dataclass(frozen=True)
class Carried:
    """What the sender's process told, and what arrived."""

    cpu: float
    departures: list[float]
    replies: list[float]
    arrivals: list[float]

    @property
    def a_second(self) -> float:
        """Messages a second between the first and the last arrival."""
        return (len(self.arrivals) - 1) / (self.arrivals[-1] - self.arrivals[0])

    def share(self, a_second: int) -> float:
        """Per cent of the limit that was used, from the first departure to the last."""
        return 100 * (len(self.departures) - 1) / (self.departures[-1] - self.departures[0]) / a_second


def fullest(moments: Sequence[float], seconds: float = 1.0) -> int:
    """The most that lie in any sliding window of so many seconds; a window does not hold its own end."""
    ordered = sorted(moments)
    return max(bisect_left(ordered, began + seconds) - at for at, began in enumerate(ordered))


async def carried(pace: Pace) -> Carried:
    """One outbox carried by a process of its own to a far side in this one."""
    outside = Outside(round_trip=pace.round_trip)
    with TemporaryDirectory() as folder:
        async with listening(outside) as api:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.peers.carrying", cwd=folder, stdout=asyncio.subprocess.PIPE,
                env=_environment(Path(folder), api, pace),
            )  # fmt: skip
            out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the sender broke")
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return Carried(told["cpu"], told["departures"], told["replies"], outside.arrivals)


def _environment(folder: Path, api: str, pace: Pace) -> dict[str, str]:
    given = {
        "API": api, "PORT": "0", "TOKEN": TOKEN, "SECRET": SECRET, "FOLDER": str(folder), "STORES": "1",
        "ROWS": str(pace.rows), "A_SECOND": str(pace.a_second), "IN_FLIGHT": str(pace.in_flight),
    }  # fmt: skip
    named = {f"BENCH_{name}": value for name, value in given.items()}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | named


async def _measured(*, quick: bool) -> list[Figure]:
    free = [await carried(Pace(0, 100, 2_000 if quick else 5_000, 0.0)) for _ in range(2 if quick else 5)]
    figures = [
        Figure.of("without a limit", "messages/s", [one.a_second for one in free]),
        Figure.of(
            "without a limit, for each second of CPU", "messages/s",
            [len(one.departures) / one.cpu for one in free], "goal: 3,500; marks included",
        ),
    ]  # fmt: skip
    for pace in (Pace(30, 5, 150 if quick else 600), Pace(1_000, 100, 3_000 if quick else 10_000)):
        figures += _paced(pace, await carried(pace))
    return figures


def _paced(pace: Pace, one: Carried) -> list[Figure]:
    name = f"{pace.a_second:,}/s, {pace.in_flight} in flight"
    left, came = fullest(one.departures), fullest(one.arrivals)
    replies = sorted(one.replies) or [0.0]
    return [
        Figure.of(f"{name}: of the limit", "%", [one.share(pace.a_second)], "goal: 99"),
        Figure.of(f"{name}: fullest second, left", "messages", [left], f"limit: {pace.a_second}"),
        Figure.of(f"{name}: fullest second, arrived", "messages", [came], f"limit: {pace.a_second}"),
        Figure.of(
            f"{name}: an answer meanwhile, p99", "s", [replies[int(0.99 * (len(replies) - 1))]],
            f"goal: 2; p50 {statistics.median(replies):.2f} s",
        ),
    ]  # fmt: skip


def run(*, quick: bool = False) -> list[Figure]:
    """Measure all of it."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measured(quick=quick))
