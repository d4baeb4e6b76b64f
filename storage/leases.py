"""Which process sends which row of the outbox: claims by lease, marks before a send, takeover after a crash."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from domain.delivery import Purpose, State, after_crash
from storage.db import Moment, passing
from storage.outbox import ITEM, Item, item_of, mark, outbox
from storage.people import account
from storage.statements import Statement

FREE = {"lease": None, "leased_until": None}
SOON = timedelta(seconds=1)
"""When an edit looks again whose card is just being sent."""


_BEGIN = Statement(
    update(outbox)
    .where(
        outbox.c.id == bindparam("row"),
        outbox.c.lease == bindparam("holder"),
        or_(
            outbox.c.state == str(State.SENDING),
            and_(
                outbox.c.state == str(State.PENDING),
                or_(outbox.c.not_after.is_(None), outbox.c.not_after >= bindparam("now", type_=Moment)),
            ),
        ),
    )
    .values(state=str(State.SENDING))
)
"""Each send of a *once* purpose begins with it."""


def claim(
    db: Connection,
    lease: str,
    until: datetime,
    now: datetime,
    adapters: Iterable[str],
    limit: int,
    *,
    answers: bool | None = None,
) -> list[Item]:
    """Lease what is due, most urgent first; rows of a member get the account that they used last.

    A row whose `not_after` has passed is expired; one whose member has no open chat here is failed as unreachable.
    Rows for channels that are not here stay as they are and keep nobody else waiting. `answers` tells apart
    what is said to somebody who asks, in the chat where they asked: only that, all but that, or everything (None).
    """
    here = set(adapters)
    db.execute(_EXPIRE, {"now": now})
    query = _claiming(tuple(sorted(here)), answers=answers)
    items = [item_of(row) for row in db.execute(query, {"now": now, "limit": limit})]
    claimed = [found for item in items if (found := _addressed(db, item, here, now))]
    if claimed:
        ids = [item.id for item in claimed]
        db.execute(update(outbox).where(outbox.c.id.in_(ids)).values(lease=lease, leased_until=until))
    return claimed


_NOW = bindparam("now", type_=Moment)
_EXPIRE = (
    update(outbox)
    .where(outbox.c.state == State.PENDING, outbox.c.not_after < _NOW)
    .values(state=str(State.EXPIRED), done=_NOW)
)


@cache
def _claiming(adapters: tuple[str, ...], *, answers: bool | None) -> Select[Any]:
    """Built once for each set of channels: what is asked after each send."""
    here = _wanted(set(adapters), answers=answers)
    return (
        select(*ITEM)
        .where(outbox.c.state == State.PENDING, outbox.c.due <= _NOW, _free(_NOW), here)
        .order_by(outbox.c.priority, outbox.c.due, outbox.c.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(of=outbox, skip_locked=True)
    )


def _free(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)


def _wanted(adapters: set[str], *, answers: bool | None) -> ColumnElement[bool]:
    said = and_(outbox.c.purpose == str(Purpose.ANSWER), outbox.c.adapter.in_(sorted(adapters)), outbox.c.chat != "")
    if answers is None:
        return _ours(adapters)
    return said if answers else and_(_ours(adapters), ~said)


def _ours(adapters: set[str]) -> ColumnElement[bool]:
    """Rows that these channels can carry, rows of members who are nowhere, and edits whose card must be looked up."""
    preferred = (
        select(account.c.platform)
        .where(account.c.member_id == outbox.c.member_id, account.c.state == "active")
        .order_by(account.c.used.desc(), account.c.id)
        .limit(1)
        .scalar_subquery()
    )
    open_edit = and_(outbox.c.adapter == "", outbox.c.op == "edit")
    to_member = and_(outbox.c.adapter == "", func.coalesce(preferred, "").in_([*sorted(adapters), ""]))
    return or_(outbox.c.adapter.in_(sorted(adapters)), open_edit, to_member)


def _addressed(db: Connection, item: Item, adapters: set[str], now: datetime) -> Item | None:
    """The item with its final address and, for an edit by card, its target."""
    if item.op == "edit" and item.card and not item.target:
        return _edit_by_card(db, item, adapters, now)
    if item.member_id is None or item.chat:
        return item
    columns = (account.c.platform, account.c.workspace, account.c.chat)
    query = select(*columns).where(account.c.member_id == item.member_id, account.c.state == "active")
    if item.adapter:
        query = query.where(account.c.platform == item.adapter)
    reached = db.execute(query.order_by(account.c.used.desc(), account.c.id).limit(1)).first()
    if reached is None:
        mark(db, item.id, State.FAILED, now, error="unreachable")
        return None
    return _goes_to(db, item, adapter=reached.platform, workspace=reached.workspace, chat=reached.chat)


def _goes_to(db: Connection, item: Item, **address: str) -> Item:
    db.execute(update(outbox).where(outbox.c.id == item.id).values(address))
    return item_of([address.get(column.name, getattr(item, column.name)) for column in ITEM])


def _edit_by_card(db: Connection, item: Item, adapters: set[str], now: datetime) -> Item | None:
    """The last message under this card, of that member or in that chat; one that waits is changed before it leaves."""
    cards = select(outbox).where(_whose(item), outbox.c.card == item.card).limit(1)
    newest = cards.order_by(outbox.c.id.desc())
    sent = db.execute(newest.where(outbox.c.op == "send")).first()
    if sent and sent.state in {State.PENDING, State.SENDING}:
        _edit_unsent(db, item, sent, now)
        return None
    shown = db.execute(newest.where(outbox.c.op.in_(("send", "edit")), outbox.c.receipt.is_not(None))).first()
    if shown is None:
        mark(db, item.id, State.CANCELLED, now, error="no card")
        return None
    found = _goes_to(db, item, adapter=shown.adapter, workspace=shown.workspace, chat=shown.chat, target=shown.receipt)
    return found if found.adapter in adapters else None


def _whose(item: Item) -> ColumnElement[bool]:
    if item.member_id is not None:
        return outbox.c.member_id == item.member_id
    there = and_(outbox.c.adapter == item.adapter, outbox.c.workspace == item.workspace, outbox.c.chat == item.chat)
    return and_(outbox.c.member_id.is_(None), there)


def _edit_unsent(db: Connection, item: Item, sent: Any, now: datetime) -> None:
    """A card that waits is rewritten where it waits; one that is in somebody's hands is looked at again soon."""
    if sent.lease is None and sent.state == State.PENDING:
        db.execute(update(outbox).where(outbox.c.id == sent.id).values(message=item.message))
        mark(db, item.id, State.CANCELLED, now, error="changed before it was sent")
    else:
        mark(db, item.id, State.PENDING, now, due=now + SOON)


def mark_sending(db: Connection, ids: list[int], lease: str, now: datetime) -> set[int]:
    """Mark rows of this lease "sending" just before their send; returns those that are still ours to send.

    A second mark of the same lease is the first one again: the answer to it was lost with a connection.
    """
    return {row for row in ids if _BEGIN.run(db, row=row, holder=lease, now=now)}


def let_go(db: Connection, lease: str, held: Iterable[int]) -> int:
    """Free rows of this lease that are in nobody's hand: their claim was committed and its answer got lost."""
    strays = and_(outbox.c.lease == lease, outbox.c.state == State.PENDING, outbox.c.id.not_in(list(held)))
    return db.execute(update(outbox).where(strays).values(**FREE)).rowcount


def postpone(db: Connection, moments: dict[int, datetime], lease: str) -> None:
    """Give claimed rows back that cannot leave soon: they are due at these moments."""
    for row_id, due in moments.items():
        ours = and_(outbox.c.id == row_id, outbox.c.lease == lease, outbox.c.state == State.PENDING)
        db.execute(update(outbox).where(ours).values(due=due, **FREE))


def unmark(db: Connection, row_id: int, lease: str) -> None:
    """Take a mark back before anything was sent: this process may not send any more."""
    ours = and_(outbox.c.id == row_id, outbox.c.lease == lease, outbox.c.state == State.SENDING)
    db.execute(update(outbox).where(ours).values(state=str(State.PENDING), **FREE))


def next_look(db: Connection, now: datetime, adapters: Iterable[str]) -> datetime | None:
    """When the earliest waiting row of these channels is due, or falls free from a lease."""
    falls_free = case((outbox.c.leased_until > outbox.c.due, outbox.c.leased_until), else_=outbox.c.due)
    moment = case((_free(now), outbox.c.due), else_=falls_free)
    waiting = select(func.min(moment)).where(outbox.c.state == State.PENDING, _ours(set(adapters)))
    return db.execute(waiting).scalar()


def idle_since(db: Connection, now: datetime, adapters: Iterable[str] | None) -> datetime | None:
    """When the earliest row of these channels was due; None as long as anybody has any row in hand.

    A queue that its pace keeps long is no trouble: a sender that works always holds the rows that leave next.
    """
    at_work = and_(outbox.c.state.in_([str(State.PENDING), str(State.SENDING)]), outbox.c.leased_until >= now)
    if db.execute(select(exists().where(at_work))).scalar():
        return None
    here = true() if adapters is None else _ours(set(adapters))
    return db.execute(select(func.min(outbox.c.due)).where(outbox.c.state == State.PENDING, here)).scalar()


def recover(db: Connection, now: datetime, *, alone: bool) -> int:
    """Take over from dead processes: rows they left "sending", and leases on rows not begun. Returns the former.

    Args:
        db: inside a unit.
        now: leases that ran out before this are dead.
        alone: no other process sends from this database, so every lease found at start is a dead one's.
    """
    return _recovered(db, true() if alone else _free(now), now)


def take_over(db: Connection, adapters: Iterable[str], now: datetime, keep: Iterable[int]) -> int:
    """These channels have just become this process's: every lease on their rows is a dead one's.

    Args:
        db: inside a unit.
        adapters: by name.
        now: the moment.
        keep: rows that this process has in hand itself, from when it had the channels before.
    """
    left = and_(outbox.c.adapter.in_(sorted(adapters)), outbox.c.lease.is_not(None), outbox.c.id.not_in(sorted(keep)))
    return _recovered(db, left, now)


def _recovered(db: Connection, dead: ColumnElement[bool], now: datetime) -> int:
    again = [str(why) for why in Purpose if after_crash(why) is State.PENDING]
    left = and_(outbox.c.state == State.SENDING, dead)
    repeat = update(outbox).where(left, outbox.c.purpose.in_(again)).values(state=str(State.PENDING), **FREE)
    doubt = update(outbox).where(left).values(state=str(State.UNCERTAIN), done=now, error="crash", **FREE)
    found = db.execute(repeat).rowcount
    passing(db, "recovery.inside")
    found += db.execute(doubt).rowcount
    held = and_(outbox.c.state == State.PENDING, outbox.c.lease.is_not(None), dead)
    db.execute(update(outbox).where(held).values(**FREE))
    return found


def departures(db: Connection, since: datetime, now: datetime) -> list[Any]:
    """Rows of (adapter, workspace, chat, op, moment) that left since then, the oldest first, for the pace of a start.

    What a dead process had begun, or may have sent without a mark, counts as having left just now.
    """
    moment = func.coalesce(outbox.c.done, literal(now, Moment)).label("moment")
    columns = (outbox.c.adapter, outbox.c.workspace, outbox.c.chat, outbox.c.op, moment)
    left = outbox.c.state.in_([str(State.SENT), str(State.UNCERTAIN), str(State.FAILED)])
    unmarked = outbox.c.purpose.in_([str(why) for why in Purpose if not why.once])
    begun = or_(
        outbox.c.state == str(State.SENDING),
        and_(outbox.c.state == str(State.PENDING), outbox.c.lease.is_not(None), unmarked),
    )
    lately = or_(and_(left, outbox.c.done >= since), begun)
    return list(db.execute(select(*columns).where(outbox.c.chat != "", lately).order_by(moment)))
