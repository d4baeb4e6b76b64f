"""SQLite's one writer: units one after the other, whatever waits shares a commit (group commit)."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import sleep
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from domain.errors import Unavailable
from storage.effects import Effect, collecting, done
from storage.statements import SHARING, executed

T = TypeVar("T")
GROUP = 128
"""Units a commit at most: bounds how long the first of a group waits for the last."""

CROWD, MOMENT = 4, 0.001
"""Where so many shared the last commit more are on their way: after so many seconds they share the next."""

TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
}
"""The machine's faults, not the unit's: SQLite may have undone the whole transaction already."""


@dataclass(frozen=True)
class _Job:
    unit: Callable[[Connection], Any]
    deadline: float | None
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


_Result = tuple[_Job, Any, BaseException | None, Sequence[Effect]]
"""What becomes of a unit: its result or why there is none, and what it does outside the database."""


class Writer:
    """A thread that owns the writing connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=True)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self.commits = self.units = 0
        """Since the start; only the thread below writes them."""
        self._connection: Connection | None = None
        self._crowded = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, unit: Callable[[Connection], T], deadline: float | None) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(unit, deadline, loop, future))
        return await future

    def close(self) -> None:
        """Finish what was asked for, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while group := self._waiting():
            failure: BaseException
            try:
                self._commit(group)
                continue
            except OperationalError as error:
                # Disk full, locked, I/O error: the whole group is undone and each caller is told.
                failure = Unavailable(f"The database does not take this now: {error.orig}")
            except BaseException as error:  # noqa: BLE001 – the writer must outlive whatever a driver raises
                failure = error
            self._hang_up()
            _release([(job, None, failure, ()) for job in group])
        self._hang_up()

    def _connected(self) -> Connection:
        """SQLAlchemy begins once and is left in that belief: its own begin and commit cost as much as two turns."""
        connection = self._engine.connect()
        connection.begin()
        executed(connection, "COMMIT")
        return connection

    def _hang_up(self) -> None:
        """After trouble the next group begins on a connection of its own."""
        connection, self._connection = self._connection, None
        if connection:
            with suppress(DBAPIError):
                connection.info.pop(SHARING, None)  # whoever gets it next is alone on it
                connection.close()

    def _waiting(self) -> list[_Job]:
        """Block for the first job, then take what else is there; an empty list ends the thread."""
        first = self._jobs.get()
        if first is None:
            return []
        if self._crowded:
            sleep(MOMENT)
        group = [first]
        while len(group) < GROUP and not self._jobs.empty():
            job = self._jobs.get()
            if job is None:
                self._jobs.put(None)
                break
            group.append(job)
        self._crowded = len(group) >= CROWD
        return group

    def _commit(self, group: list[_Job]) -> None:
        """One transaction for all; where one fails or gave up meanwhile, it is made again and nobody else's suffers.

        Nearly every unit succeeds: a savepoint for each of many would be two statements of a turn's eleven.
        """
        careful = len(group) == 1
        while True:
            wanted = [job for job in group if not job.future.cancelled()]
            connection = self._connection = self._connection or self._connected()
            executed(connection, "BEGIN IMMEDIATE")
            connection.info[SHARING] = not careful
            results = _in_savepoints(connection, wanted) if careful else _plainly(connection, wanted)
            if results is None or any(job.future.cancelled() for job in wanted):
                executed(connection, "ROLLBACK")
                careful = True
                continue
            executed(connection, "COMMIT")
            self.commits += 1
            self.units += len(results)
            return _release(results)


def _plainly(connection: Connection, jobs: list[_Job]) -> list[_Result] | None:
    """Each unit's result; None where one of them failed, and nothing of what was written may be kept."""
    results: list[_Result] = []
    for job in jobs:
        row = _tried(connection, job)
        if row[2]:
            return None
        results.append(row)
    return results


def _in_savepoints(connection: Connection, jobs: list[_Job]) -> list[_Result]:
    """A unit that fails is rolled back to its savepoint and hurts nobody else's."""
    results: list[_Result] = []
    for job in jobs:
        executed(connection, "SAVEPOINT unit")
        row = _tried(connection, job)
        if row[2]:
            executed(connection, "ROLLBACK TO unit")
        executed(connection, "RELEASE unit")
        results.append(row)
    return results


def _tried(connection: Connection, job: _Job) -> _Result:
    """The unit's result, or why there is none; the machine's own trouble is everybody's and is raised."""
    if job.deadline is not None and job.loop.time() > job.deadline:
        return job, None, Unavailable("Too late to start"), ()
    effects = collecting(connection)
    try:
        return job, job.unit(connection), None, effects
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in TROUBLE:
            raise
        return job, None, error, effects
    except Exception as error:  # noqa: BLE001 – handed to the unit's own caller
        return job, None, error, effects


def _release(results: list[_Result]) -> None:
    """Hand results to their loops, one wake-up a loop and group; what they do outside the database is done by then."""
    for row in results:
        done(row[3])
    by_loop: dict[asyncio.AbstractEventLoop, list[_Result]] = {}
    for row in results:
        by_loop.setdefault(row[0].loop, []).append(row)
    for loop, rows in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, rows)


def _settle(rows: list[_Result]) -> None:
    for job, result, error, _ in rows:
        if job.future.done():
            continue
        if error is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(error)
