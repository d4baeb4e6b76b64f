"""Vectors of texts on disk, in a file of their own: they can be made again, so a damaged file is simply thrown away."""

import sqlite3
from collections.abc import Callable, Iterator, MutableMapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TypeVar

import structlog

log = structlog.get_logger()
MOST = 200_000
"""Vectors that are kept: about 330 MB of 384 numbers; what was made longest ago goes first."""
BUSY_SECONDS = 5.0

T = TypeVar("T")


class Vectors(MutableMapping[str, bytes]):
    """A mapping from a text's stamp to its vector that outlives the process; several threads and processes share it.

    Trouble with the file never stops anybody: what cannot be read is not there, what cannot be written is not kept.
    """

    def __init__(self, path: Path, most: int = MOST) -> None:
        self._path, self._most, self._lock = path, most, Lock()
        self._db: sqlite3.Connection | None = None

    def __getitem__(self, key: str) -> bytes:
        row = self._run(lambda db: db.execute("SELECT vector FROM vector WHERE stamp = ?", (key,)).fetchone())
        if row is None or not isinstance(row[0], bytes):
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key: str, vector: bytes) -> None:
        self._run(lambda db: self._put(db, key, vector))

    def __delitem__(self, key: str) -> None:
        if not self._run(lambda db: db.execute("DELETE FROM vector WHERE stamp = ?", (key,)).rowcount):
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        found = self._run(lambda db: db.execute("SELECT stamp FROM vector ORDER BY number").fetchall())
        return iter([row[0] for row in found or ()])

    def __len__(self) -> int:
        row = self._run(lambda db: db.execute("SELECT count(*) FROM vector").fetchone())
        return int(row[0]) if row else 0

    def keep_only(self, keys: AbstractSet[str]) -> int:
        """Forget the vectors of all other texts: those of whoever left or was erased. Returns how many."""
        gone = [(key,) for key in self if key not in keys]
        if gone:
            self._run(lambda db: db.executemany("DELETE FROM vector WHERE stamp = ?", gone))
        return len(gone)

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None

    def _put(self, db: sqlite3.Connection, key: str, vector: bytes) -> None:
        db.execute("INSERT OR REPLACE INTO vector (stamp, vector) VALUES (?, ?)", (key, vector))
        db.execute("DELETE FROM vector WHERE number <= (SELECT max(number) FROM vector) - ?", (self._most,))

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do it in the file; a damaged one is replaced by an empty one, once."""
        with self._lock:
            for _ in range(2):
                try:
                    return self._in_file(work)
                except sqlite3.OperationalError as error:  # locked, full, read-only: it may be better next time
                    log.warning("the vectors' file cannot be used", reason=str(error))
                    return None
                except sqlite3.DatabaseError as error:
                    log.warning("the vectors' file is damaged and begun anew", reason=str(error))
                    self._throw_away()
        return None

    def _in_file(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._db is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA synchronous = OFF")  # a vector that a power cut loses is made again
            self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left in the file
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS vector"
                " (number INTEGER PRIMARY KEY AUTOINCREMENT, stamp TEXT NOT NULL UNIQUE, vector BLOB NOT NULL)"
            )
        return work(self._db)

    def _throw_away(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
        self._db = None
        for name in (self._path, Path(f"{self._path}-journal")):
            with suppress(OSError):
                name.unlink()
