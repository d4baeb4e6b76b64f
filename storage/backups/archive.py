"""The file of a backup: a small SQLite database with a header, every table's rows and a hash of each."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from domain.errors import TertuliaError

APPLICATION = 0x54455254
"""Stands in the file's first hundred bytes and tells it from every other SQLite file."""
FORMAT = 1
HEADER = "tertulia_backup"
CHUNK = 500
"""Rows in memory at once."""
Row = Sequence[Any]
Progress = Callable[[str, int, int], None]
"""Told of a table, how many of all rows are done, and how many there are."""


class NoBackup(TertuliaError):
    """The file cannot be restored; the message says why and what to do."""


@dataclass(frozen=True)
class Contents:
    """One table: how many rows, and the hash of all of them in order."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Header:
    """What a backup says of itself; `running`: a bot was at work on the database while it was made."""

    made: datetime
    revision: str
    release: str
    kind: str
    running: bool
    tables: tuple[Contents, ...]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)

    def dumps(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), default=datetime.isoformat)

    @classmethod
    def loads(cls, text: str) -> "Header":
        """From JSON."""
        body = json.loads(text)
        tables = tuple(Contents(t["name"], tuple(t["columns"]), t["rows"], t["sha256"]) for t in body["tables"])
        return cls(**(body | {"made": datetime.fromisoformat(body["made"]), "tables": tables}))


class Sum:
    """The hash of a table's rows, in order."""

    def __init__(self) -> None:
        self.rows, self._hash = 0, hashlib.sha256()

    def add(self, rows: Sequence[Row]) -> None:
        """Take in the next rows."""
        self.rows += len(rows)
        for row in rows:
            self._hash.update(json.dumps(list(row), default=_shown).encode() + b"\n")

    def hex(self) -> str:
        """What it has come to."""
        return self._hash.hexdigest()


def _shown(value: bytes) -> str:
    return f"bytes {value.hex()}"


def quoted(name: str) -> str:
    """A name of a table or column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


class Archive:
    """A backup that is open for reading.

    Args:
        path: the file.
        connection: to it; nothing can write through it.
        header: read and found whole.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, header: Header) -> None:
        self.path, self.header, self._connection = path, header, connection

    def rows(self, table: Contents) -> Iterator[list[Row]]:
        """A table's rows in chunks."""
        columns = ", ".join(map(quoted, table.columns))
        try:
            found = self._connection.execute(f"SELECT {columns} FROM {quoted(table.name)} ORDER BY rowid")  # noqa: S608 – names of our own tables, quoted
            while chunk := found.fetchmany(CHUNK):
                yield chunk
        except sqlite3.Error as error:
            raise _damaged(self.path) from error

    def check(self, told: Progress) -> None:
        """Read the whole file and compare it with its header.

        Raises:
            NoBackup: it is not what it was when it was made.
        """
        done = 0
        for table in self.header.tables:
            summed = Sum()
            for chunk in self.rows(table):
                summed.add(chunk)
                done += len(chunk)
                told(f"checking {table.name}", done, self.header.rows)
            if (summed.rows, summed.hex()) != (table.rows, table.sha256):
                raise _damaged(self.path)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup and read its header; `check` reads the rest.

    Raises:
        NoBackup: it is none, it is damaged, or a newer release made it.
    """
    if not path.is_file():
        raise NoBackup(f"There is no file {path}.")
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)) as connection:
        yield Archive(path, connection, _header(path, connection))


def _header(path: Path, connection: sqlite3.Connection) -> Header:
    if not is_ours(path):
        raise NoBackup(f"{path} is no backup of Tertulia: choose a file that `tertulia backup` made.")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > FORMAT:
            raise NoBackup(f"A newer release of Tertulia made {path}: install that one to restore it.")
        text, digest = connection.execute(f"SELECT body, sha256 FROM {HEADER}").fetchone()  # noqa: S608 – a constant
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            raise _damaged(path)
        return Header.loads(text)
    except (sqlite3.Error, TypeError, ValueError, KeyError, AttributeError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> NoBackup:
    return NoBackup(f"{path} is damaged or cut short: take another backup. Nothing was changed.")


def is_ours(path: Path) -> bool:
    """Whether the file is a backup that Tertulia made, whole or not; read from its first bytes."""
    with path.open("rb") as file:
        start = file.read(72)
    return start.startswith(b"SQLite format 3\0") and int.from_bytes(start[68:72], "big") == APPLICATION
