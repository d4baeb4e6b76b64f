"""Puts a backup into a database of either kind: the whole file is checked first, and it is kept whole or not at all."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from domain.errors import Unavailable
from storage import migrate, revisions
from storage.backups import archive, journal, making, settling, shape
from storage.backups.archive import Archive, Contents, NoBackup, Progress
from storage.backups.settling import Settled
from storage.db import Database, Moment

GAP = 10_000
"""Numbers left out after a restore: what was made after the backup had them, and old buttons still carry them."""


@dataclass(frozen=True)
class Wanted:
    """How to restore.

    Args:
        replace: what the database holds now may go.
        moved: no bot has run since the backup was made, so what waited then still waits.
        erased: when whom was erased, from every journal at hand, by fingerprint.
        periods: the period of each periodic work at this moment, by its name.
        scratch: a folder for what an older backup needs on its way to this release.
    """

    replace: bool
    moved: bool
    erased: Mapping[str, datetime]
    periods: Mapping[str, str]
    scratch: Path


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    rows: int
    settled: Settled
    erased: int


def restore(db: Database, found: Archive, now: datetime, wanted: Wanted, told: Progress = making.silent) -> Restored:
    """Put a backup into the database, in one transaction.

    Args:
        db: nobody works on it (`storage.backups.presence`).
        found: an open backup; it is read to its end before anything is touched.
        now: the moment, by the bot's own clock.
        wanted: how.
        told: how far it is.

    Raises:
        NoBackup: the file cannot be restored, or not into this database; nothing was changed.
        Unavailable: the database did not take it; nothing was changed.
    """
    _require_known(found)
    found.check(told)
    with _brought_up(found, wanted.scratch) as current:
        _require_shape(current)
        try:
            with db.engine.execution_options(writes=True).begin() as connection:
                return _replaced(connection, current, now, wanted, told)
        except OperationalError as error:
            raise Unavailable(f"The database does not take this now: {error.orig}") from error
        except DBAPIError as error:
            raise NoBackup(
                f"The rows of {found.path} do not fit together: take another. Nothing was changed."
            ) from error


def _require_known(found: Archive) -> None:
    if found.header.revision not in revisions.known():
        raise NoBackup(f"A newer release of Tertulia made {found.path}: install that one to restore it.")


def _require_shape(found: Archive) -> None:
    """A file with other tables or columns than its revision has was not made by `backup`."""
    held = {table.name: set(table.columns) for table in found.header.tables}
    tables = shape.at(found.header.revision).tables.values()
    meant = {table.name: {c.name for c in table.columns} for table in tables if not shape.is_fleeting(table.name)}
    if held != meant:
        odd = sorted(name for name in held.keys() | meant.keys() if held.get(name) != meant.get(name))
        raise NoBackup(f"{found.path} does not hold what its release has ({', '.join(odd)}): take another backup.")


@contextmanager
def _brought_up(found: Archive, scratch: Path) -> Iterator[Archive]:
    """The backup as this release would have made it: an older one goes through its migrations beside the database."""
    header = found.header
    if header.revision == revisions.newest():
        yield found
        return
    _require_shape(found)
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".restore-", dir=scratch) as folder:
        older = Database(f"sqlite:///{folder}/older.db")
        try:
            migrate.up(older.engine, header.revision)
            older.run_now(lambda on: _filled(on, found, making.silent))
            migrate.up(older.engine)
            file = Path(folder) / "current"
            making.make(older, file, header.made, header.release, running=header.running)
        finally:
            older.close()
        with archive.opened(file) as current:
            yield current


def _replaced(db: Connection, found: Archive, now: datetime, wanted: Wanted, told: Progress) -> Restored:
    migrate.upgrade(db)
    tables = shape.at(revisions.newest()).sorted_tables
    if db.dialect.name == "postgresql":
        db.execute(text("SET LOCAL lock_timeout = '10s'"))
        names = ", ".join(db.dialect.identifier_preparer.format_table(table) for table in tables)
        db.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    if not wanted.replace and any(db.execute(select(table).limit(1)).first() for table in tables):
        raise NoBackup("This database is not empty: restore into an empty one, or say --replace. Nothing was changed.")
    erased = journal.together(wanted.erased, journal.of_database(db))
    for table in reversed(tables):
        db.execute(delete(table))
    rows = _filled(db, found, told)
    settled = settling.settle(db, now, wanted.periods, moved=wanted.moved)
    gone = settling.erase_again(db, erased, now, told)
    if db.dialect.name == "postgresql":
        for table in tables:
            _number_on(db, table)
    return Restored(rows, settled, gone)


def _filled(db: Connection, found: Archive, told: Progress) -> int:
    """Write every row of the backup; a table's rows come after those they name."""
    tables = shape.at(found.header.revision)
    held = {contents.name: contents for contents in found.header.tables}
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # rows that name rows of their own table
    done = 0
    for table in tables.sorted_tables:
        contents = held.get(table.name)
        if contents is None:
            continue
        unpack = _unpacking(db, table, contents)
        for chunk in found.rows(contents):
            db.execute(insert(table), [unpack(row) for row in chunk])
            done += len(chunk)
            told(f"restoring {table.name}", done, found.header.rows)
    return done


def _unpacking(db: Connection, table: Table, contents: Contents) -> Callable[[archive.Row], dict[str, Any]]:
    """From a row of the file to the values of a table's columns."""
    postgres = db.dialect.name == "postgresql"
    readers = [(name, _reader(table.c[name], postgres=postgres)) for name in contents.columns]

    def unpack(row: archive.Row) -> dict[str, Any]:
        pairs = zip(readers, row, strict=True)
        return {name: None if value is None else read(value) for (name, read), value in pairs}

    return unpack


def _reader(column: Column[Any], *, postgres: bool) -> Callable[[Any], Any]:
    if isinstance(column.type, Moment | DateTime):  # an instant, or what a clock on some wall shows
        return datetime.fromisoformat
    if isinstance(column.type, Date):
        return date.fromisoformat
    if isinstance(column.type, Boolean):
        return bool
    return _without_nul if postgres else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _without_nul(value: Any) -> Any:
    """The one character that SQLite's texts may have and PostgreSQL's may not."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _number_on(db: Connection, table: Table) -> None:
    """Let new rows of a numbered table go on far behind what the backup holds."""
    column = table.autoincrement_column
    if column is None:
        return
    quote = db.dialect.identifier_preparer.format_table
    sequence = select(func.pg_get_serial_sequence(quote(table), column.name)).scalar_subquery()
    highest = select(func.coalesce(func.max(column), 0) + GAP).scalar_subquery()
    db.execute(select(func.setval(sequence, highest)))
