"""Sends that nobody can say arrived: an operator looks at the far side and decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, select, update

from domain.delivery import State
from storage.outbox import outbox
from storage.people import member


class Verdict(StrEnum):
    """What became of a send in doubt, as a person found out, or what shall become of it."""

    SENT = "sent"
    RESEND = "resend"
    DROP = "drop"


_BECOMES = {Verdict.SENT: State.SENT, Verdict.RESEND: State.PENDING, Verdict.DROP: State.CANCELLED}


@dataclass(frozen=True)
class Row:
    """A send as an operator sees it."""

    id: int
    state: str
    purpose: str
    adapter: str
    chat: str
    member_id: int | None
    message: str
    error: str | None
    attempts: int
    created: datetime
    not_after: datetime | None
    name: str | None


_OWN = tuple(outbox.c[name] for name in Row.__dataclass_fields__ if name != "name")


def _rows() -> Select[Any]:
    return select(*_OWN, member.c.name).outerjoin(member, member.c.id == outbox.c.member_id)


def in_state(db: Connection, state: State, limit: int) -> list[Row]:
    """Sends in that state, oldest first."""
    query = _rows().where(outbox.c.state == state).order_by(outbox.c.id).limit(limit)
    return [Row(*row) for row in db.execute(query)]


def locked(db: Connection, row_id: int) -> Row | None:
    """The send of that number, locked: it is about to be decided on."""
    row = db.execute(_rows().where(outbox.c.id == row_id).with_for_update(of=outbox)).first()
    return Row(*row) if row else None


def settle(db: Connection, row_id: int, verdict: Verdict, now: datetime) -> State:
    """Write down what a person decided about a send in doubt; gives its state from now on."""
    state = _BECOMES[verdict]
    values: dict[str, Any] = {"state": str(state), "lease": None, "leased_until": None, "done": now}
    if verdict is Verdict.RESEND:
        values |= {"done": None, "due": now, "attempts": 0, "error": None}
    db.execute(update(outbox).where(outbox.c.id == row_id).values(values))
    return state
