"""The database: `run(unit)` is the only way to write, `read(query)` takes no write lock."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, DateTime, Engine, MetaData, TypeDecorator, create_engine, event, make_url, text
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from domain.errors import Misconfigured, Unavailable
from domain.failpoints import Passing, nowhere
from storage.effects import collecting, done
from storage.writer import Writer

T = TypeVar("T")
Unit = Callable[[Connection], T]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


IDLE = 10
"""Seconds that a unit may do nothing; no unit of ours waits for anything but the database."""
_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


class Moment(TypeDecorator[datetime]):
    """An aware datetime, always UTC; SQLite has no zones, so there it is stored without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """SQLAlchemy's own takes five times as long to write the same text; each turn has a dozen moments."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else value.astimezone(UTC)


@lru_cache(maxsize=64)
def _as_text(value: datetime | None) -> str | None:
    """Kept in mind for a while: a unit writes its own moment into most of its rows."""
    if value is None:
        return None
    # Nearly every moment is in UTC already; what is cut off are the six characters of its "+00:00".
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ", "microseconds")[:-6]


def _of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Database:
    """One database, SQLite or PostgreSQL, behind the same two calls.

    SQLite has one writer: units run strictly one after the other, each in its savepoint, and share commits
    (`storage.writer`). PostgreSQL runs each unit in a transaction of its own on a pool of threads; units lock the
    rows they decide on, and a serialization failure repeats the unit.

    Args:
        url: sqlite:///… or postgresql+psycopg://…
        threads: units or reads at once.
        patience: seconds to wait for another process that writes to the same SQLite file.
        passing: told of each failpoint; a test may end the process there.
        enqueue: with many machines, where work for this moment goes (`storage.ticks.at_once`).
    """

    def __init__(
        self,
        url: str,
        threads: int = 8,
        patience: float = 10.0,
        passing: Passing = nowhere,
        enqueue: Callable[[Connection, str, str], bool] | None = None,
    ) -> None:
        self.url = _address(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        engine = _sqlite(self.url, patience) if self.is_sqlite else _postgres(self.url, threads)
        self.engine = engine.execution_options(passing=passing, enqueue=enqueue)
        self.passing = passing
        self._threads = ThreadPoolExecutor(4 if self.is_sqlite else threads, thread_name_prefix="db")
        self._writer = Writer(self.engine) if self.is_sqlite else None

    async def run(self, unit: Unit[T], deadline: float | None = None) -> T:
        """Run `unit` in a transaction and return its result once it is committed.

        Args:
            unit: takes a connection, never commits, does no network; may run again after a serialization failure.
            deadline: on the loop's clock, seconds; a unit that has not started by then never runs.

        Raises:
            Unavailable: nothing of the unit was kept, as far as can be told: with PostgreSQL the answer to a commit
                may be lost on its way, so whoever must know looks up a key that the unit wrote.
        """
        if self._writer:
            return await self._writer.run(unit, deadline)
        loop, gave_up = asyncio.get_running_loop(), threading.Event()
        late = partial(_late, gave_up, deadline, loop.time)
        try:
            return await loop.run_in_executor(self._threads, self._transaction, unit, late)
        except asyncio.CancelledError:
            gave_up.set()
            raise

    async def read(self, query: Unit[T]) -> T:
        """Run `query` on a connection that cannot write, beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, query)

    def read_now(self, query: Unit[T]) -> T:
        """The same for callers without a loop (command line, tests)."""
        try:
            with self.engine.execution_options(postgresql_readonly=True).connect() as connection:
                return query(connection)
        except OperationalError as error:
            raise Unavailable(f"The database does not answer: {error.orig}") from error

    def run_now(self, unit: Unit[T]) -> T:
        """The same as `run` for callers without a loop; waits for the write lock for a few seconds."""
        try:
            return _once(self.engine.execution_options(writes=True), unit)
        except OperationalError as error:
            raise Unavailable(f"The database does not take this now: {error.orig}") from error

    def _transaction(self, unit: Unit[T], late: Callable[[], None]) -> T:
        late()
        for attempt in range(6):
            try:
                return _once(self.engine, unit, late)
            except DBAPIError as error:
                if attempt < 5 and _again(error):
                    continue
                if isinstance(error, OperationalError):
                    raise Unavailable(f"The database does not take this now: {error.orig}") from error
                raise
        raise AssertionError("unreachable")

    @property
    def written(self) -> tuple[int, int] | None:
        """Commits since the start and the units that shared them; None where each unit has its own."""
        return (self._writer.commits, self._writer.units) if self._writer else None

    def close(self) -> None:
        """Let running units finish, then give everything back."""
        if self._writer:
            self._writer.close()
        self._threads.shutdown(wait=True)
        self.engine.dispose()


def _once(engine: Engine, unit: Unit[T], late: Callable[[], None] = lambda: None) -> T:
    """One run in a transaction of its own; what it does outside the database is done unless it will run again."""
    with engine.begin() as connection:
        effects = collecting(connection)
        try:
            result = unit(connection)
        except Exception as error:
            if not (isinstance(error, DBAPIError) and _again(error)):
                done(effects)
            raise
        late()
    done(effects)
    return result


def one_at_a_time(db: Connection, what: str) -> None:
    """Until the end of this unit no other machine does the same; SQLite's one writer needs no such turn."""
    if db.dialect.name == "postgresql":
        db.execute(_TURN, {"what": what})


def passing(db: Connection, name: str) -> None:
    """Tell that a failpoint inside a unit is passed."""
    db.get_execution_options().get("passing", nowhere)(name)


def _again(error: DBAPIError) -> bool:
    """Serialization failures, deadlocks, and a key that another unit wrote just before: the unit then reads it.

    PostgreSQL, Appendix A: 40001, 40P01, 23505.
    """
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "23505"}


def _late(gave_up: threading.Event, deadline: float | None, clock: Callable[[], float]) -> None:
    """Nothing begins after its deadline, and nothing is kept for a caller who is gone."""
    if gave_up.is_set() or (deadline is not None and clock() > deadline):
        raise Unavailable("Too late to start")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise Misconfigured(
            "The database's address is none: write sqlite:///folder/file.db or postgresql+psycopg://…"
        ) from None
    if address.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise Misconfigured("Write the address of PostgreSQL as postgresql+psycopg://user:password@host/name")
    return address


def _postgres(url: URL, threads: int) -> Engine:
    engine = create_engine(url, pool_size=threads + 2, max_overflow=4, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _never_idle)
    return engine


def _never_idle(connection: Any, record: Any) -> None:
    """A machine that is stopped in the middle of a unit keeps its locks for this long, and everybody waiting."""
    del record
    connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE}s'")
    connection.commit()


def _sqlite(url: URL, patience: float) -> Engine:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(f"The folder {folder} for the database cannot be made: {error.strerror}") from error
    lasting = {"timeout": patience, "check_same_thread": False}
    # Values stay out of errors: a traceback in the log shall not quote what a member wrote.
    engine = create_engine(url, connect_args=lasting, pool_size=8, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: Any) -> None:
    """WAL with FULL: a commit that was answered survives a power cut; foreign keys are off by default in SQLite."""
    del record
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Writers take the lock at once; a read that would later write could not get it without losing its snapshot."""
    writes = connection.get_execution_options().get("writes", False)
    if connection.info.get("writes") is not writes:
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.info["writes"] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
