"""The outbox: all that leaves the bot, written in the unit that caused it, carried by the sender."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    exists,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from domain.delivery import Purpose, State, after_crash
from storage.db import Moment, metadata
from storage.people import account

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
    Column("message", Text, nullable=False),
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
    Index("ix_outbox_open", "state", "priority", "due", "id"),
    Index("ix_outbox_card", "member_id", "card"),
)
"""`member_id`: the address is decided when the row is claimed; else (adapter, workspace, chat) says it."""


@dataclass(frozen=True)
class Item:
    """A claimed row with the address it goes to."""

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


_ITEM = (
    outbox.c.id,
    outbox.c.adapter,
    outbox.c.workspace,
    outbox.c.chat,
    outbox.c.member_id,
    outbox.c.op,
    outbox.c.target,
    outbox.c.card,
    outbox.c.trigger,
    outbox.c.message,
    outbox.c.purpose,
    outbox.c.attempts,
    outbox.c.not_after,
)


def _item(row: Sequence[Any], **changed: Any) -> Item:
    values = dict(zip((c.name for c in _ITEM), row, strict=False))
    return Item(**(values | {"purpose": Purpose(values["purpose"])} | changed))


def put(db: Connection, now: datetime, op: str, message: str, purpose: Purpose, **columns: Any) -> Item | None:
    """Write a row; None when its `once` key stands already (the send is planned or done)."""
    once = columns.get("once")
    if once is not None and db.execute(select(outbox.c.id).where(outbox.c.once == once)).first():
        return None
    row: dict[str, Any] = {
        "adapter": "", "workspace": "", "chat": "", "member_id": None, "target": "", "card": "", "trigger": "",
        "attempts": 0, "not_after": None, "due": now, "state": str(State.PENDING),
    }  # fmt: skip
    row |= columns
    row |= {"op": op, "message": message, "purpose": str(purpose), "priority": purpose.priority, "created": now}
    result = db.execute(insert(outbox).values(row))
    row["id"] = result.inserted_primary_key[0]  # type: ignore[index]  # an insert has one
    return _item([row[c.name] for c in _ITEM])


def claim(
    db: Connection, lease: str, until: datetime, now: datetime, adapters: Iterable[str], limit: int
) -> list[Item]:
    """Lease what is due, most urgent first; rows of a member get the account that they used last.

    A row whose `not_after` has passed is expired; one whose member has no open chat here is failed as unreachable.
    """
    late = and_(outbox.c.state == State.PENDING, outbox.c.not_after < now)
    db.execute(update(outbox).where(late).values(state=str(State.EXPIRED), done=now))
    free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)
    query = (
        select(*_ITEM)
        .where(outbox.c.state == State.PENDING, outbox.c.due <= now, free)
        .where(or_(outbox.c.adapter == "", outbox.c.adapter.in_(list(adapters))))
        .order_by(outbox.c.priority, outbox.c.due, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    items = [_item(row) for row in db.execute(query)]
    claimed = [found for item in items if (found := _addressed(db, item, set(adapters), now))]
    if claimed:
        ids = [item.id for item in claimed]
        db.execute(update(outbox).where(outbox.c.id.in_(ids)).values(lease=lease, leased_until=until))
    return claimed


def _addressed(db: Connection, item: Item, adapters: set[str], now: datetime) -> Item | None:
    """The item with its final address and, for an edit by card, its target."""
    if item.member_id is None or item.chat:
        return item
    columns = (account.c.platform, account.c.workspace, account.c.chat)
    query = select(*columns).where(account.c.member_id == item.member_id, account.c.state == "active")
    if item.op == "edit":
        return _edit_by_card(db, item, now)
    if item.adapter:
        query = query.where(account.c.platform == item.adapter)
    reached = db.execute(query.order_by(account.c.used.desc(), account.c.id).limit(1)).first()
    if reached is None:
        mark(db, item.id, State.FAILED, now, error="unreachable")
        return None
    if reached.platform not in adapters:
        return None
    address = {"adapter": reached.platform, "workspace": reached.workspace, "chat": reached.chat}
    db.execute(update(outbox).where(outbox.c.id == item.id).values(address))
    return _item([address.get(c.name, getattr(item, c.name)) for c in _ITEM])


def _edit_by_card(db: Connection, item: Item, now: datetime) -> Item | None:
    """The last message sent to that member under this card; where none was, there is nothing to edit."""
    query = select(outbox.c.adapter, outbox.c.workspace, outbox.c.chat, outbox.c.receipt).where(
        outbox.c.member_id == item.member_id,
        outbox.c.card == item.card,
        outbox.c.op.in_(("send", "edit")),
        outbox.c.receipt.is_not(None),
    )
    shown = db.execute(query.order_by(outbox.c.id.desc()).limit(1)).first()
    if shown is None:
        mark(db, item.id, State.CANCELLED, now, error="no card")
        return None
    found = {"adapter": shown.adapter, "workspace": shown.workspace, "chat": shown.chat, "target": shown.receipt}
    db.execute(update(outbox).where(outbox.c.id == item.id).values(found))
    return _item([found.get(c.name, getattr(item, c.name)) for c in _ITEM])


def mark_sending(db: Connection, ids: list[int], lease: str, now: datetime) -> set[int]:
    """Mark rows of this lease "sending" just before their send; returns those that are still ours to send."""
    still = and_(outbox.c.id.in_(ids), outbox.c.lease == lease, outbox.c.state == State.PENDING)
    live = and_(still, or_(outbox.c.not_after.is_(None), outbox.c.not_after >= now))
    rows = db.execute(select(outbox.c.id).where(live).with_for_update()).scalars().all()
    if rows:
        db.execute(update(outbox).where(outbox.c.id.in_(rows)).values(state=str(State.SENDING)))
    return set(rows)


def mark(db: Connection, row_id: int, state: State, now: datetime, **columns: Any) -> None:
    """Write what became of a row: receipt, error, or when it is due again."""
    done = None if state is State.PENDING else now
    values = {"state": str(state), "done": done, "lease": None, "leased_until": None} | columns
    db.execute(update(outbox).where(outbox.c.id == row_id).values(values))


def recover(db: Connection, now: datetime, *, alone: bool) -> int:
    """Take over from dead processes: rows they left "sending", and leases on rows not begun. Returns the former.

    Args:
        db: inside a unit.
        now: leases that ran out before this are dead.
        alone: no other process sends from this database, so every lease found at start is a dead one's.
    """
    free = {"lease": None, "leased_until": None}
    dead = true() if alone else or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)
    again = [str(p) for p in Purpose if after_crash(p) is State.PENDING]
    left = and_(outbox.c.state == State.SENDING, dead)
    repeat = update(outbox).where(left, outbox.c.purpose.in_(again)).values(state=str(State.PENDING), **free)
    doubt = update(outbox).where(left).values(state=str(State.UNCERTAIN), done=now, error="crash", **free)
    found = db.execute(repeat).rowcount + db.execute(doubt).rowcount
    held = and_(outbox.c.state == State.PENDING, outbox.c.lease.is_not(None), dead)
    db.execute(update(outbox).where(held).values(**free))
    return found


def cancel(db: Connection, now: datetime, member_id: int | None = None, once: str | None = None) -> int:
    """Stop what has not left yet: everything to a member, or the row of that key."""
    key = outbox.c.once == once if once else outbox.c.member_id == member_id
    waiting = and_(outbox.c.state == State.PENDING, key)
    return db.execute(update(outbox).where(waiting).values(state=str(State.CANCELLED), done=now)).rowcount


def counts(db: Connection) -> dict[str, int]:
    """Rows by state: they add up to what was planned."""
    query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    return {str(state): int(count) for state, count in db.execute(query)}


def next_due(db: Connection) -> datetime | None:
    """When the earliest waiting row is due."""
    return db.execute(select(func.min(outbox.c.due)).where(outbox.c.state == State.PENDING)).scalar()


def was_sent(db: Connection, once: str) -> bool:
    """Whether the send of that key has gone out."""
    return bool(db.execute(select(exists().where(outbox.c.once == once, outbox.c.state == State.SENT))).scalar())


def in_state(db: Connection, state: State, limit: int = 100) -> list[Item]:
    """Rows of one state, oldest first, for the operator."""
    query = select(*_ITEM).where(outbox.c.state == state).order_by(outbox.c.id).limit(limit)
    return [_item(row) for row in db.execute(query)]
