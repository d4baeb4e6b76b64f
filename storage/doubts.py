"""Sends that nobody can say arrived: the far side is asked, a tap proves them, or an operator decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, select, update

from domain.delivery import State
from storage import ticks
from storage.outbox import ITEM, WORDS, Item, item_of, outbox
from storage.people import member
from storage.statements import Statement


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


_OWN = tuple(WORDS if name == "message" else outbox.c[name] for name in Row.__dataclass_fields__ if name != "name")


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


def settle(db: Connection, row_id: int, verdict: Verdict, now: datetime, receipt: str | None = None) -> State:
    """Write down what was decided about a send in doubt; gives its state from now on."""
    state = _BECOMES[verdict]
    values: dict[str, Any] = {"state": str(state), "lease": None, "leased_until": None, "done": now}
    if receipt:
        values |= {"receipt": receipt, "error": None}
    if verdict is Verdict.RESEND:
        values |= {"done": None, "due": now, "attempts": 0, "error": None}
    db.execute(update(outbox).where(outbox.c.id == row_id).values(values))
    return state


def to_trace(
    db: Connection, adapters: Iterable[str], since: datetime, limit: int, but: Iterable[int] = ()
) -> list[Item]:
    """Sends of these channels that fell into doubt since then, but for those rows; the oldest first.

    One without an address never began to leave under this number: nothing of it can be found.
    """
    here = outbox.c.state == State.UNCERTAIN, outbox.c.adapter.in_(sorted(adapters)), outbox.c.chat != ""
    query = (
        select(*ITEM)
        .where(*here, outbox.c.done >= since, outbox.c.id.not_in(sorted(but)))
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [item_of(row) for row in db.execute(query)]


def before(db: Connection, item: Item) -> str:
    """The receipt of the last message to that chat that surely left before this one; empty where there is none."""
    there = (
        outbox.c.adapter == item.adapter,
        outbox.c.workspace == item.workspace,
        outbox.c.chat == item.chat,
        outbox.c.op == "send",
        outbox.c.state == State.SENT,
        outbox.c.receipt != "",
    )
    written = select(outbox.c.created).where(outbox.c.id == item.id).scalar_subquery()
    left = select(outbox.c.receipt).where(*there, outbox.c.id < item.id, outbox.c.done <= written)
    return db.execute(left.order_by(outbox.c.id.desc()).limit(1)).scalar() or ""


def arrived(db: Connection, row_id: int, receipt: str, now: datetime) -> bool:
    """It stands at the far side; False where somebody settled it meanwhile."""
    return _settled(db, row_id, Verdict.SENT, now, receipt)


def missing(db: Connection, row_id: int, now: datetime, parked: str) -> bool:
    """It surely does not stand there: send it again, once ever.

    Args:
        db: inside a unit.
        row_id: the send.
        now: the moment.
        parked: an error that leaves the decision to a person all the same.

    Returns:
        False where it was sent again before, or is a person's to decide.
    """
    row = locked(db, row_id)
    if row is None or row.state != State.UNCERTAIN or row.error == parked:
        return False
    if not ticks.win(db, "outbox.again", str(row_id), now):
        return False
    return _settled(db, row_id, Verdict.RESEND, now)


def _settled(db: Connection, row_id: int, verdict: Verdict, now: datetime, receipt: str | None = None) -> bool:
    row = locked(db, row_id)
    if row is None or row.state != State.UNCERTAIN:
        return False
    settle(db, row_id, verdict, now, receipt)
    return True


_IN_CHAT = Statement(
    select(outbox.c.id, WORDS).where(
        outbox.c.state == str(State.UNCERTAIN),
        outbox.c.op == "send",
        outbox.c.adapter == bindparam("adapter"),
        outbox.c.workspace == bindparam("workspace"),
        outbox.c.chat == bindparam("chat"),
    )
)
"""Asked at each tap: driver SQL, for the answer is nearly always that there is none."""


def in_chat(db: Connection, adapter: str, workspace: str, chat: str) -> list[tuple[int, str]]:
    """Number and letter of each message to that chat that is in doubt."""
    return [(int(row[0]), str(row[1])) for row in _IN_CHAT.all(db, adapter=adapter, workspace=workspace, chat=chat)]


def known(db: Connection, adapter: str, chat: str, receipt: str) -> bool:
    """Whether a send to that chat has this receipt."""
    there = outbox.c.adapter == adapter, outbox.c.chat == chat, outbox.c.receipt == receipt
    return bool(db.execute(select(exists().where(*there))).scalar())
