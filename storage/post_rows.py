"""A post's rows in the outbox: one a part of a thread, found by their keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select

from domain.delivery import State
from domain.post_threads import LONGEST
from storage.outbox import outbox
from storage.post_shapes import Shape
from storage.statements import Statement


@dataclass(frozen=True)
class Row:
    """What became of one part, as the ledger knows it."""

    id: int
    once: str
    state: str
    receipt: str | None
    error: str | None
    op: str
    due: datetime
    done: datetime | None

    @property
    def open(self) -> bool:
        """It may still leave by itself."""
        return self.state in {State.PENDING, State.SENDING}


_ROWS = Shape(Row, outbox)
_BY_KEY = Statement(_ROWS.query.where(outbox.c.once == bindparam("once")))


def key(post_id: int, channel_id: int, part: int, attempt: int) -> str:
    """Under which a part is planned once, the first being 0; each retry has keys of its own."""
    return f"post:{post_id}:{channel_id}:{part}:{attempt}"


def gone(post_id: int, channel_id: int, receipt: str) -> str:
    """Under which a part that is out is taken back once."""
    return f"post:{post_id}:{channel_id}:gone:{receipt}"


def of_keys(db: Connection, keys: Iterable[str]) -> dict[str, Row]:
    """The rows of these keys; those that do not stand are missing."""
    return {row.once: row for row in _ROWS.all(db, _ROWS.query.where(outbox.c.once.in_(list(keys))))}


def latest(db: Connection, post_id: int, channel_id: int, attempt: int, known: int) -> tuple[int, Row] | None:
    """The last part of that round that has a row, and its number; None where none stands.

    Args:
        db: inside a unit.
        post_id: the post.
        channel_id: where.
        attempt: which round. The first one says a part after the other, so that the row is where receipts end.
        known: how many receipts are known.
    """
    looked = range(LONGEST) if attempt else range(max(0, known - 1), known + 1)
    for part in reversed(looked):
        if row := _ROWS.of(_BY_KEY.first(db, once=key(post_id, channel_id, part, attempt))):
            return part, row
    return None


def out(db: Connection, post_id: int, channel_id: int, attempts: int) -> dict[int, str]:
    """The messages that brought the parts that are out, of all rounds so far, by number: the last that left counts."""
    keys = {key(post_id, channel_id, part, n): part for n in range(attempts + 1) for part in range(LONGEST)}
    left = and_(outbox.c.once.in_(keys), outbox.c.state == str(State.SENT))
    rows = {row.once: row.message for row in db.execute(select(outbox.c.once, outbox.c.message).where(left))}
    return {part: rows[once] for once, part in keys.items() if once in rows}
