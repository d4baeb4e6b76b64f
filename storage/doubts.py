"""Sends that nobody can say arrived: an operator looks at the far side and decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select, update

from domain.delivery import State
from domain.errors import Refused
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
    op: str
    adapter: str
    chat: str
    member_id: int | None
    name: str | None
    message: str
    error: str | None
    attempts: int
    created: datetime
    not_after: datetime | None


_NAMES = ("id", "state", "purpose", "op", "adapter", "chat", "member_id")
_MORE = ("message", "error", "attempts", "created", "not_after")
_COLUMNS: Sequence[Any] = (*(outbox.c[n] for n in _NAMES), member.c.name, *(outbox.c[n] for n in _MORE))


def in_state(db: Connection, state: State, limit: int) -> list[Row]:
    """Sends in that state, oldest first."""
    query = select(*_COLUMNS).outerjoin(member, member.c.id == outbox.c.member_id).where(outbox.c.state == state)
    return [Row(*row) for row in db.execute(query.order_by(outbox.c.id).limit(limit))]


def resolve(db: Connection, row_id: int, verdict: Verdict, now: datetime) -> State:
    """Settle one send in doubt; returns its state from now on.

    Raises:
        Refused: it is not in doubt, or shall be sent again after its time.
    """
    query = select(outbox.c.state, outbox.c.not_after).where(outbox.c.id == row_id)
    row = db.execute(query.with_for_update()).first()
    if row is None:
        raise Refused(f"There is no send {row_id}: see `tertulia outbox list`.")
    if row.state != State.UNCERTAIN:
        raise Refused(f"Send {row_id} is {row.state}, not uncertain: nothing to resolve.")
    if verdict is Verdict.RESEND and row.not_after and row.not_after < now:
        raise Refused(f"Send {row_id} was worth something until {row.not_after:%Y-%m-%d %H:%M} UTC: choose --drop.")
    following = _BECOMES[verdict]
    pending = following is State.PENDING
    again = {"due": now, "attempts": 0, "error": None} if pending else {}
    free = {"done": None if pending else now, "lease": None, "leased_until": None}
    db.execute(update(outbox).where(outbox.c.id == row_id).values(state=str(following), **free, **again))
    return following
