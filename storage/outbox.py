"""The outbox: all that leaves the bot, written in the unit that caused it, carried by the sender."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    insert,
    or_,
    select,
    table,
    text,
    update,
)

from domain.delivery import Purpose, State
from storage.db import Moment, metadata
from storage.statements import Statement

letter = Table(
    "letter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", Text, nullable=False),
)
"""A message that many rows share: a broadcast's words and picture are stored once a language."""

broadcast = table("broadcast", column("id"), column("erased"))
"""Of another feature; only these columns are touched here."""

_OF_ONE = text("broadcast_id IS NOT NULL")
"""Nearly all that leaves is no broadcast's."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("adapter", String, nullable=False, default=""),
    Column("workspace", String, nullable=False, default=""),
    Column("chat", String, nullable=False, default=""),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE")),
    Column("op", String, nullable=False),
    Column("target", String, nullable=False, default=""),
    Column("card", String, nullable=False, default=""),
    Column("trigger", String, nullable=False, default=""),
    Column("message", Text, nullable=False, info={"files": True}),
    Column("purpose", String, nullable=False),
    Column("once", String, unique=True),
    Column("priority", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("due", Moment, nullable=False),
    Column("not_after", Moment),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease", String),
    Column("leased_until", Moment),
    Column("receipt", String),
    Column("error", String),
    Column("reference", String, nullable=False, default=""),
    Column("created", Moment, nullable=False),
    Column("done", Moment),
    Column("broadcast_id", Integer),
    Column("letter_id", Integer),
    Index("ix_outbox_open", "state", "priority", "due", "id"),
    Index("ix_outbox_card", "member_id", "card"),
    Index("ix_outbox_broadcast", "broadcast_id", "state", sqlite_where=_OF_ONE, postgresql_where=_OF_ONE),
)
"""`member_id`: the address is decided when the row is claimed; else (adapter, workspace, chat) says it.

`letter_id`: where the message stands that this row shares with others; its own is empty then.
"""


class Item(NamedTuple):
    """A claimed row with the address it goes to; a plain tuple, for each turn and each send makes several."""

    id: int
    adapter: str
    workspace: str
    chat: str
    member_id: int | None
    op: str
    target: str
    card: str
    trigger: str
    message: str
    purpose: Purpose
    attempts: int
    not_after: datetime | None
    due: datetime
    reference: str


_SHARED = select(letter.c.message).where(letter.c.id == outbox.c.letter_id).scalar_subquery()
WORDS = case((outbox.c.letter_id.is_(None), outbox.c.message), else_=func.coalesce(_SHARED, "")).label("message")
"""A row's message, wherever it stands."""
ITEM = tuple(WORDS if name == "message" else outbox.c[name] for name in Item._fields)
_PURPOSE = Item._fields.index("purpose")
_NEW = {column.name: None for column in outbox.c if column.name != "id"} | {
    "adapter": "", "workspace": "", "chat": "", "target": "", "card": "", "trigger": "", "reference": "",
    "attempts": 0, "state": str(State.PENDING),
}  # fmt: skip
"""What a row says until it is told otherwise."""
_INSERT = insert(outbox).values({name: bindparam(name) for name in _NEW})
_PUT = Statement({"sqlite": _INSERT, "postgresql": _INSERT.returning(outbox.c.id)})
_PLANNED = Statement(select(outbox.c.id).where(outbox.c.once == bindparam("once")))


def item_of(row: Sequence[Any]) -> Item:
    """A row of the columns `ITEM`."""
    values = list(row)
    values[_PURPOSE] = Purpose(values[_PURPOSE])
    return Item(*values)


def put(db: Connection, now: datetime, op: str, message: str, purpose: Purpose, **columns: Any) -> Item | None:
    """Write a row; None when its `once` key stands already (the send is planned or done)."""
    once = columns.get("once")
    if once is not None and _PLANNED.first(db, once=once):
        return None
    row: dict[str, Any] = {
        **_NEW, "due": now, **columns,
        "op": op, "message": message, "purpose": purpose.value, "priority": purpose.priority, "created": now,
    }  # fmt: skip
    row["id"], row["purpose"] = _PUT.inserted(db, row), purpose
    return Item._make([row[name] for name in Item._fields])


def mark(db: Connection, row_id: int, state: State, now: datetime, **columns: Any) -> None:
    """Write what became of a row: receipt, error, or when it is due again.

    What was cancelled or ran out of time while it was tried does not come back for another try.
    """
    done = None if state is State.PENDING else now
    values = {"state": str(state), "done": done, "lease": None, "leased_until": None} | columns
    change = _marking(tuple(sorted(values)), open_only=state is State.PENDING)
    change.run(db, row=row_id, **{f"new_{name}": value for name, value in values.items()})


_SENT = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(state=str(State.SENT), receipt=bindparam("to"), done=bindparam("at"), lease=None, leased_until=None)
)


def mark_sent(db: Connection, rows: Iterable[tuple[int, str, datetime]]) -> None:
    """Write down of rows that they arrived: which one, its receipt, and when."""
    _SENT.many(db, ({"row": row_id, "to": receipt, "at": at} for row_id, receipt, at in rows))


@cache
def _marking(names: tuple[str, ...], *, open_only: bool) -> Statement:
    """One for each set of columns."""
    this = outbox.c.id == bindparam("row")
    if open_only:
        this = and_(this, or_(outbox.c.state == str(State.PENDING), outbox.c.state == str(State.SENDING)))
    return Statement(update(outbox).where(this).values({name: bindparam(f"new_{name}") for name in names}))


def cancel(db: Connection, now: datetime, member_id: int | None = None, once: str | None = None) -> int:
    """Stop what has not left yet: everything to a member, or the row of that key."""
    key = outbox.c.once == once if once else outbox.c.member_id == member_id
    waiting = and_(outbox.c.state == State.PENDING, key)
    return db.execute(update(outbox).where(waiting).values(state=str(State.CANCELLED), done=now)).rowcount


def cancel_keys(db: Connection, now: datetime, beginning: str, member_id: int | None = None) -> int:
    """Stop what has not left yet of all keys that begin so, such as the reminders of one event."""
    waiting = and_(outbox.c.state == State.PENDING, outbox.c.once.startswith(beginning, autoescape=True))
    if member_id is not None:
        waiting = and_(waiting, outbox.c.member_id == member_id)
    return db.execute(update(outbox).where(waiting).values(state=str(State.CANCELLED), done=now)).rowcount


def leave_ledgers(db: Connection, member_id: int) -> None:
    """A broadcast counts whom it was for; who is erased leaves a number behind, so that its ledger still adds up."""
    theirs = select(func.count()).where(
        outbox.c.member_id == member_id, outbox.c.op == "send", outbox.c.broadcast_id == broadcast.c.id
    )
    had = select(outbox.c.broadcast_id).where(outbox.c.member_id == member_id, outbox.c.broadcast_id.is_not(None))
    mine = update(broadcast).where(broadcast.c.id.in_(had))
    db.execute(mine.values(erased=broadcast.c.erased + theirs.scalar_subquery()))


def counts(db: Connection) -> dict[str, int]:
    """Rows by state: they add up to what was planned."""
    query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    return {str(state): int(count) for state, count in db.execute(query)}


def open_counts(db: Connection) -> dict[str, int]:
    """Rows that are not settled, by state: few however long the ledger is, so that this is cheap to ask often."""
    states = (State.PENDING, State.SENDING, State.UNCERTAIN)
    query = select(outbox.c.state, func.count()).where(outbox.c.state.in_([str(state) for state in states]))
    found = {str(state): int(count) for state, count in db.execute(query.group_by(outbox.c.state))}
    return {str(state): found.get(str(state), 0) for state in states}


def next_due(db: Connection) -> datetime | None:
    """When the earliest waiting row is due."""
    return db.execute(select(func.min(outbox.c.due)).where(outbox.c.state == State.PENDING)).scalar()


def was_sent(db: Connection, once: str) -> bool:
    """Whether the send of that key has gone out."""
    return bool(db.execute(select(exists().where(outbox.c.once == once, outbox.c.state == State.SENT))).scalar())


def in_state(db: Connection, state: State, limit: int = 100) -> list[Item]:
    """Rows of one state, oldest first, for the operator."""
    query = select(*ITEM).where(outbox.c.state == state).order_by(outbox.c.id).limit(limit)
    return [item_of(row) for row in db.execute(query)]
