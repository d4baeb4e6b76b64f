"""Makes a backup while others write: one look at everything, into a file that appears whole or not at all."""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, and_, case, func, literal, select
from sqlalchemy.exc import OperationalError

from domain.delivery import Purpose, State
from domain.errors import TertuliaError, Unavailable
from storage import revisions
from storage.backups import archive, shape
from storage.backups.archive import APPLICATION, CHUNK, FORMAT, HEADER, Contents, Header, Progress, Sum, quoted
from storage.db import Database, passing

OPEN = (str(State.PENDING), str(State.SENDING))
AGAIN = tuple(str(purpose) for purpose in Purpose if not purpose.once)

AS_THEY_ARE = frozenset({int, float, str, bytes, type(None)})


class NotMade(TertuliaError):
    """There is no backup; the message says why and what to do."""


def release() -> str:
    """The installed release of Tertulia."""
    return metadata.version("tertulia")


def silent(table: str, done: int, rows: int) -> None:
    """Tell nobody how far it is."""


def at_full_speed() -> None:
    """Leave no room between chunks."""


def make(
    db: Database,
    path: Path,
    made: datetime,
    release: str,
    *,
    running: bool,
    told: Progress = silent,
    rest: Callable[[], None] = at_full_speed,
) -> Header:
    """Write everything that the database holds at this instant into a file; it is read again before it gets its name.

    Args:
        db: a database of any revision that this release knows; others may write meanwhile.
        path: the file; an earlier backup there is replaced at the very end.
        made: the moment.
        release: of Tertulia.
        running: whether a bot is at work on the database.
        told: how far it is.
        rest: called between chunks, so that a bot in the same process keeps breathing.

    Raises:
        NotMade: it could not be written; there is no half file.
    """
    try:
        if path.exists() and not (path.is_file() and archive.is_ours(path)):
            raise NotMade(f"{path} is there and is no backup: choose another name.")
        with _draft(path) as draft:
            header = _written(db, draft, made, release, running, told, rest)
            with archive.opened(draft) as found:
                found.check(_resting(told, rest))
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise NotMade(f"{path} cannot be written ({why}): there is no backup.") from error
    except OperationalError as error:
        raise Unavailable(f"The database does not answer: {error.orig}") from error
    return header


def _resting(told: Progress, rest: Callable[[], None]) -> Progress:
    def both(table: str, done: int, rows: int) -> None:
        told(table, done, rows)
        rest()

    return both


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A file beside the final one, readable by this user only; it gets the name once it is whole and on the disk.

    What a killed process left is written over by the next; the lock on it ends with the process that holds it.
    """
    draft = path.with_name(f".{path.name}.part")
    with _owned(draft) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NotMade(f"Another process is writing {path}: wait until it is done.") from error
        file.truncate(0)
        try:
            yield draft
            os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _settle_folder(path.parent)


def _owned(draft: Path) -> IO[bytes]:
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "r+b")


def _settle_folder(folder: Path) -> None:
    """A new name survives a power cut once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(
    db: Database, draft: Path, made: datetime, release: str, running: bool, told: Progress, rest: Callable[[], None]
) -> Header:
    with closing(sqlite3.connect(draft, isolation_level=None)) as file, _snapshot(db) as source:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"application_id = {APPLICATION}"):
            file.execute(f"PRAGMA {pragma}")
        file.execute(f"PRAGMA user_version = {FORMAT}")
        file.execute("BEGIN")
        revision = revisions.revision(source)
        if revision is None:
            raise NotMade("This database is empty: there is nothing to back up.")
        tables = _tables(source, file, revision, _resting(told, rest))
        header = Header(made, revision, release, db.url.get_backend_name(), running, tables)
        body = header.dumps()
        file.execute(f"CREATE TABLE {HEADER} (body TEXT, sha256 TEXT)")
        digest = hashlib.sha256(body.encode()).hexdigest()
        file.execute(f"INSERT INTO {HEADER} VALUES (?, ?)", (body, digest))  # noqa: S608 – a constant
        file.execute("COMMIT")
    return header


@contextmanager
def _snapshot(db: Database) -> Iterator[Connection]:
    """One instant of the database, for as long as it is read; nobody who writes waits for it."""
    level: dict[str, Any] = {} if db.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.execution_options(**level).connect() as connection:
        yield connection


def _tables(source: Connection, file: sqlite3.Connection, revision: str, told: Progress) -> tuple[Contents, ...]:
    tables = [table for table in shape.at(revision).sorted_tables if not shape.is_fleeting(table.name)]
    total = sum(source.execute(select(func.count()).select_from(table)).scalar() or 0 for table in tables)
    done, found = 0, []
    for table in tables:
        found.append(_copied(source, file, table, partial(_so_far, told, table.name, done, total)))
        done += found[-1].rows
        passing(source, "backup.inside")
    return tuple(found)


def _so_far(told: Progress, name: str, before: int, total: int, rows: int) -> None:
    told(name, before + rows, total)


def _copied(source: Connection, file: sqlite3.Connection, table: Table, told: Callable[[int], None]) -> Contents:
    columns = tuple(column.name for column in table.columns)
    file.execute(f"CREATE TABLE {quoted(table.name)} ({', '.join(map(quoted, columns))})")
    into = f"INSERT INTO {quoted(table.name)} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 – names of our own tables, quoted
    query = select(*_told(table)).order_by(*shape.ordered(table)).execution_options(yield_per=CHUNK)
    summed = Sum()
    for chunk in source.execute(query).partitions():
        rows = [tuple(map(_packed, row)) for row in chunk]
        file.executemany(into, rows)
        summed.add(rows)
        told(summed.rows)
    return Contents(table.name, columns, summed.rows, summed.hex())


def _told(table: Table) -> list[Any]:
    """The columns of a table; the words of an answer that has left stay behind, a code may stand in them."""
    if table.name != "outbox":
        return list(table.columns)
    left = and_(table.c.purpose.in_(AGAIN), table.c.state.not_in(OPEN))
    words = case((left, literal("")), else_=table.c.message).label("message")
    return [words if column.name == "message" else column for column in table.columns]


def _packed(value: Any) -> Any:
    """A value as both kinds of database can hold it: moments and days as ISO 8601."""
    if type(value) in AS_THEY_ARE:  # nearly all of them, so it is asked first
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a backup does not know how to keep a {type(value).__name__}")
