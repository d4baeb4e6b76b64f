"""Counts sends by their state; a row that somebody's erasure took away is remembered as it stood last."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from domain.delivery import Purpose, State
from storage.outbox import WORDS, outbox

OPEN = {State.PENDING, State.SENDING, State.UNCERTAIN}
"""States that may change still: what was in doubt may be proved."""


@dataclass(frozen=True)
class Row:
    """A row of the outbox."""

    id: int
    state: State
    op: str
    purpose: Purpose
    adapter: str
    chat: str
    once: str
    message: str


class Sends:
    """Every send that was ever planned."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self._newest = 0

    def look(self, db: Connection, now: datetime) -> None:
        """Read what is new and what was open."""
        del now
        waiting = {row.id for row in self.rows.values() if row.state in OPEN}
        columns = [WORDS if name == "message" else outbox.c[name] for name in Row.__dataclass_fields__]
        query = select(*columns).where(or_(outbox.c.id > self._newest, outbox.c.id.in_(sorted(waiting))))
        found = {row.id: self._worded(_row(row)) for row in db.execute(query)}
        gone = (self.rows[number] for number in waiting - found.keys())
        self.rows |= found | {row.id: _erased(row) for row in gone}
        self._newest = max(self.rows, default=0)

    def _worded(self, row: Row) -> Row:
        """The bot forgets the words of an answer minutes after it was decided; the count goes by what it said."""
        known = self.rows.get(row.id)
        return row if row.message or known is None else replace(row, message=known.message)

    def figures(self) -> dict[str, Any]:
        """Planned is the sum of the others."""
        counts = {str(state): 0 for state in State}
        for row in self.rows.values():
            counts[row.state] += 1
        return {"sends": {"planned": len(self.rows), **counts}}


def _row(row: Any) -> Row:
    values = row._asdict()
    values |= {"state": State(row.state), "purpose": Purpose(row.purpose), "once": row.once or ""}
    return Row(**values)


def _erased(row: Row) -> Row:
    """Whoever is forgotten is sent nothing more; a doubt stays one."""
    state = State.CANCELLED if row.state is State.PENDING else row.state
    return Row(row.id, state, row.op, row.purpose, row.adapter, row.chat, row.once, row.message)
