"""The queue of many machines: procrastinate's job table, written inside the unit that asks for the work."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from domain.errors import Misconfigured

Piece = tuple[str, str]
"""A work's name and its key."""
MISSING = "PostgreSQL needs procrastinate beside Tertulia: pip install 'tertulia[postgres]', or use SQLite."


class Queue:
    """Puts pieces of work where every machine's workers find them.

    A job only says which piece is to be looked at; whether and when it is wanted stands in the table `due`. It has a
    queue of its work's name, so that a process of an older release takes none that it does not know, a queueing lock,
    so that a piece waits there once, and a lock, so that it is done by one process at a time.

    Raises:
        Misconfigured: procrastinate is not installed.
    """

    def __init__(self) -> None:
        try:
            from procrastinate import SyncPsycopgConnector, exceptions
            from procrastinate.jobs import Job
            from procrastinate.manager import JobManager
        except ImportError as error:
            raise Misconfigured(MISSING) from error
        self._job, self._errors = Job, exceptions
        self._jobs = JobManager(SyncPsycopgConnector())  # never opened: it uses the unit's connection

    def enqueue(self, db: Connection, work: str, key: str) -> bool:
        """Put one piece into the queue; False where it waits there already."""
        return self._put(db, [(work, key)])

    def put(self, db: Connection, pieces: Sequence[Piece]) -> None:
        """Put those into the queue that do not wait there already."""
        if pieces and not self._put(db, pieces):
            for piece in pieces:
                self._put(db, [piece])

    def _put(self, db: Connection, pieces: Iterable[Piece]) -> bool:
        """All of them or none.

        The error of a row that stands already spoils PostgreSQL's transaction: who caught it without a savepoint and
        committed would lose the whole unit without hearing of it.
        """
        jobs = [self._made(work, key) for work, key in pieces]
        try:
            with db.begin_nested():
                self._jobs.batch_defer_jobs(jobs, connection=db.connection.driver_connection)
        except self._errors.AlreadyEnqueued:
            return False
        except self._errors.ConnectorException as error:
            # As the database itself would have said it, so that the unit is repeated where that helps.
            raise OperationalError("enqueue", None, error.__cause__ or error) from error
        return True

    def _made(self, work: str, key: str) -> Any:
        lock = f"{work} {key}"
        return self._job(queue=work, task_name=work, lock=lock, queueing_lock=lock, task_kwargs={"key": key})
