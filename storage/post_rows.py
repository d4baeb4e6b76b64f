"""A post's rows in the outbox: one a part of a thread, found by their keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.delivery import State
from domain.post_threads import LONGEST
from storage.outbox import outbox


@dataclass(frozen=True)
class Row:
    """What became of one part, as the ledger knows it."""

    id: int
    once: str
    state: str
    receipt: str | None
    error: str | None
    due: datetime
    done: datetime | None
    message: str

    @property
    def open(self) -> bool:
        """It may still leave by itself."""
        return self.state in {State.PENDING, State.SENDING}


_COLUMNS = tuple(outbox.c[name] for name in Row.__dataclass_fields__)


def key(post_id: int, channel_id: int, part: int, attempt: int) -> str:
    """Under which a part is planned once, the first being 0; each retry has keys of its own."""
    return f"post:{post_id}:{channel_id}:{part}:{attempt}"


def gone(post_id: int, channel_id: int, receipt: str) -> str:
    """Under which a part that is out is taken back once."""
    return f"post:{post_id}:{channel_id}:gone:{receipt}"


def of_keys(db: Connection, keys: Iterable[str]) -> dict[str, Row]:
    """The rows of these keys; those that do not stand are missing."""
    found = [Row(*row) for row in db.execute(select(*_COLUMNS).where(outbox.c.once.in_(list(keys))))]
    return {row.once: row for row in found}


def latest(db: Connection, post_id: int, channel_id: int, attempt: int) -> tuple[int, Row] | None:
    """The last part of that round that has a row, and its number; None where none stands."""
    keys = [key(post_id, channel_id, part, attempt) for part in range(LONGEST)]
    rows = of_keys(db, keys)
    return next(((part, rows[keys[part]]) for part in reversed(range(LONGEST)) if keys[part] in rows), None)


def out(db: Connection, post_id: int, channel_id: int, attempts: int) -> dict[int, Row]:
    """The parts that are out, of all rounds so far, by number: the last that was sent counts."""
    keys = {key(post_id, channel_id, part, n): part for n in range(attempts + 1) for part in range(LONGEST)}
    rows = of_keys(db, keys)
    return {keys[once]: rows[once] for once in keys if once in rows and rows[once].state == State.SENT}
