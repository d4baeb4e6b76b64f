"""Whether a bot works on a database: a lock that ends with its process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from domain.errors import TertuliaError
from storage.db import Database

KEY = 0x54455254554C4941
"""Of PostgreSQL's advisory lock: the letters of our name."""


class Occupied(TertuliaError):
    """Somebody else is at the database; the message says who and what to do."""


class Presence:
    """The mark of a bot at work, or of whoever wants to be alone with the database.

    SQLite: a lock on a file beside the database's. PostgreSQL: an advisory lock of a connection of its own.
    Any number of bots may be present; whoever is alone is the only one.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._file: int | None = None
        self._connection: Connection | None = None

    def take(self, *, alone: bool = False) -> bool:
        """Be present; False where that cannot be now."""
        if self._db.is_sqlite:
            return self._take_file(fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        self._connection = self._db.engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        lock = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
        if self._connection.execute(text(f"SELECT {lock}(:key)"), {"key": KEY}).scalar():
            return True
        self.give()
        return False

    def _take_file(self, kind: int) -> bool:
        if not self._db.url.database or self._db.url.database == ":memory:":
            return True
        file = os.open(f"{self._db.url.database}.run", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def renew(self) -> None:
        """A server that restarted has forgotten the lock: take it again."""
        if self._connection is None:
            return
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self.give()
            with suppress(DBAPIError):
                self.take()

    def give(self) -> None:
        """Be gone."""
        if self._file is not None:
            os.close(self._file)
        if self._connection:
            self._connection.invalidate()  # a pooled connection would keep the lock
            self._connection.close()
        self._file = self._connection = None


def somebody(db: Database) -> bool:
    """Whether a bot works on the database."""
    one = Presence(db)
    alone = one.take(alone=True)
    one.give()
    return not alone


@contextmanager
def alone(db: Database) -> Iterator[None]:
    """Keep everybody out for a while.

    Raises:
        Occupied: a bot works on the database.
    """
    one = Presence(db)
    if not one.take(alone=True):
        raise Occupied("A bot works on this database: stop it first (`tertulia run`, on every machine).")
    try:
        yield
    finally:
        one.give()
