"""What is due: planning a hundred thousand pieces of work, a thousand due at one moment, ten thousand digests."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from sqlalchemy import Connection

from benchmarks.figures import Figure
from bot import logs
from bot.context import Setting
from bot.i18n import Catalogues
from domain.roles import Role
from scheduler import digest
from scheduler.engine.embedded import Engine
from scheduler.works import Office, Works
from storage import needs, outbox, people, profile, ticks
from storage.db import Database
from storage.tables import metadata

PLANNED, AT_ONCE, MEMBERS, CHUNK = 100_000, 1_000, 10_000, 1_000
LANGUAGES = ("en", "es", "it", "ca", "el")
OFFERS = ("web design", "bookkeeping", "photography", "grant writing", "Greek translation", "carpentry", "video")
ASKS = ("3h web designer for a catalogue", "a bookkeeper who knows VAT", "photos of our workshop", "a carpenter")
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@contextmanager
def opened() -> Iterator[Database]:
    """A database with every table, on the disk."""
    with TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder)}/due.db")
        metadata.create_all(db.engine.execution_options(writes=True))
        try:
            yield db
        finally:
            db.close()


def now() -> datetime:
    return datetime.now(UTC)


async def planning(db: Database, many: int) -> float:
    """Seconds until so many pieces of work are planned, a thousand a unit."""
    at = now() + timedelta(days=1)

    def plan(start: int, connection: Connection) -> None:
        for number in range(start, start + CHUNK):
            ticks.plan(connection, "remind", str(number), at + timedelta(seconds=number))

    began = time.perf_counter()
    await asyncio.gather(*(db.run(partial(plan, start)) for start in range(0, many, CHUNK)))
    return time.perf_counter() - began


async def together(db: Database, many: int) -> tuple[list[float], float]:
    """How many seconds late each of so many pieces begins that are due at one moment, and the loop's longest stall."""
    works, late = Works(), list[float]()
    at = now() + timedelta(seconds=2)

    @works.due("remind")
    async def remind(office: Office, key: str) -> None:
        del office, key
        late.append((now() - at).total_seconds())

    def plan(connection: Connection) -> None:
        for number in range(many):
            ticks.plan(connection, "remind", f"now {number}", at)

    await db.run(plan)
    engine = Engine(Office(db, Setting(Catalogues(), now), lambda: None), works)
    engine.start()
    stall = 0.0
    while len(late) < many:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        stall = max(stall, time.perf_counter() - before - 0.001)
    await engine.stop()
    return late, stall


def community(db: Connection, many: int) -> None:
    """Members of several languages, each with offers, one in fifty with a need."""
    rng, then = random.Random(1), MONDAY - timedelta(days=30)
    place = people.add_community(db, "Harbour", "open", "en", "UTC", then)
    for number in range(many):
        member = people.add_member(db, f"Ann {number}", rng.choice(LANGUAGES), "UTC", place, then)
        people.add_account(db, member, "telegram", "", str(number), str(number), then)
        people.set_membership(db, place, member, "in", then, Role.MEMBER)
        profile.change(db, member, then, offers=tuple(rng.sample(OFFERS, 2)), published=True)
        if number % (many // 20) == 0:
            columns = {"side": "need", "community_id": place, "member_id": member, "state": "open"}
            needs.add(db, MONDAY - timedelta(days=2), text=rng.choice(ASKS), **columns)


async def digests(db: Database, many: int) -> tuple[float, int]:
    """Seconds until every member's week is decided on, written in their language and queued; how many were queued."""
    await db.run(partial(community, many=many))
    office = Office(db, Setting(Catalogues(), lambda: MONDAY), lambda: None)
    began = time.perf_counter()
    await digest.scan(office, "")
    took = time.perf_counter() - began
    return took, (await db.read(outbox.counts)).get("pending", 0)


async def _measured(*, quick: bool) -> list[Figure]:
    with opened() as db:
        planned = [await planning(db, PLANNED) for _ in range(1 if quick else 3)]
    late, stalls = [], []
    for _ in range(1 if quick else 5):
        with opened() as db:
            found, stall = await together(db, AT_ONCE)
            late.append(1000 * sorted(found)[int(0.99 * len(found))])
            stalls.append(1000 * stall)
    with opened() as db:
        took, queued = await digests(db, MEMBERS // (10 if quick else 1))
    return [
        Figure.of(f"{PLANNED:,} pieces planned", "s", planned, "goal: 2"),
        Figure.of(f"{AT_ONCE:,} due at once: p99 late", "ms", late, "goal: 60"),
        Figure.of("the loop's longest stall meanwhile", "ms", stalls, "goal: 10"),
        Figure.of(f"{queued:,} digests", "s", [took], f"goal for {MEMBERS:,}: 10"),
    ]


def run(*, quick: bool = False) -> list[Figure]:
    """Measure all three on SQLite."""
    logs.set_up("error", "console", [])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measured(quick=quick))
