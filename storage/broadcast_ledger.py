"""The ledger of a broadcast: a row for everybody in its audience, and what became of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    and_,
    cast,
    column,
    exists,
    func,
    insert,
    literal,
    select,
    table,
    update,
)

from domain.broadcasts import Ledger, Reader
from domain.delivery import Purpose, State
from storage import broadcasts
from storage.broadcasts import Broadcast, broadcast, broadcast_tap
from storage.outbox import outbox
from storage.people import account, member, membership

PURPOSE = "broadcasts"
"""Under this name a member says that they want none."""
STOPPED = "stopped"
consent = table("consent", column("member_id"), column("purpose"), column("given"))
"""Of another feature; only these columns are read here."""
OPEN = [str(State.PENDING), str(State.SENDING)]


@dataclass(frozen=True)
class Recipient:
    """Somebody in the audience, as the rules and the letter need them."""

    id: int
    language: str
    budget: int
    reader: Reader


@dataclass(frozen=True)
class Entry:
    """A row to be written: to whom, in which state, when, and why not."""

    member_id: int
    letter_id: int
    state: State
    due: datetime
    error: str | None = None


@dataclass(frozen=True)
class Told:
    """What a manager's card tells of a broadcast that has begun."""

    ledger: Ledger
    taps: dict[int, int]
    altered: dict[str, int]
    translated: bool


def recipients(db: Connection, community_id: int, ids: Iterable[int]) -> list[Recipient]:
    """Those of these people who are still known, by id; others were erased."""
    inside = exists().where(
        membership.c.member_id == member.c.id, membership.c.community_id == community_id, membership.c.state == "in"
    )
    reached = exists().where(account.c.member_id == member.c.id, account.c.state == "active")
    refused = exists().where(
        consent.c.member_id == member.c.id, consent.c.purpose == PURPOSE, consent.c.given.is_(False)
    )
    about = (member.c.id, member.c.language, member.c.budget, member.c.snoozed_until, member.c.zone)
    hours = (member.c.quiet_from, member.c.quiet_until)
    query = select(*about, *hours, inside.label("inside"), reached.label("reached"), refused.label("refused"))
    rows = db.execute(query.where(member.c.id.in_(list(ids))).order_by(member.c.id))
    return [Recipient(row.id, row.language, row.budget, _reader(row)) for row in rows]


def _reader(row: Row[Any]) -> Reader:
    hours = (row.quiet_from, row.quiet_until)
    return Reader(bool(row.inside), bool(row.reached), not row.refused, row.snoozed_until, row.zone, hours)


def write(
    db: Connection, one: Broadcast, entries: list[Entry], now: datetime, not_after: datetime, reference: str
) -> None:
    """Everybody's row, whether they are written to or not."""
    rows = [
        {
            "broadcast_id": one.id, "member_id": entry.member_id, "letter_id": entry.letter_id, "op": "send",
            "message": "", "purpose": str(Purpose.BROADCAST), "priority": Purpose.BROADCAST.priority,
            "once": f"broadcast:{one.id}:{entry.member_id}", "state": str(entry.state), "error": entry.error,
            "due": entry.due, "not_after": max(not_after, entry.due), "created": now,
            "done": None if entry.state is State.PENDING else now, "reference": reference,
        }
        for entry in entries
    ]  # fmt: skip
    if rows:
        db.execute(insert(outbox), rows)


def _of(broadcast_id: int) -> ColumnElement[bool]:
    return and_(outbox.c.broadcast_id == broadcast_id, outbox.c.op == "send")


def ledger(db: Connection, one: Broadcast) -> Ledger:
    """What became of everybody; read in one transaction with `one`, it adds up."""
    query = select(outbox.c.state, outbox.c.error, func.count()).where(_of(one.id))
    states: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for state, error, count in db.execute(query.group_by(outbox.c.state, outbox.c.error)):
        states[state] += count
        if state in {State.FAILED, State.SKIPPED}:
            reasons[error or ""] += count
    return Ledger(one.audience, one.audience - one.cursor, one.erased, states, reasons)


def told(db: Connection, one: Broadcast) -> Told:
    """All that its card tells, read at once."""
    change = altered(db, one.id, change_of(one))
    return Told(ledger(db, one), broadcasts.taps(db, one.id), change, bool(broadcasts.translations(db, one.id)))


def change_of(one: Broadcast) -> str:
    """The key of the last change after it was sent."""
    return "back" if one.taken_back else str(one.edition)


def stop(db: Connection, broadcast_id: int, now: datetime) -> int:
    """Nothing more of it leaves; what is being sent just now arrives."""
    waiting = and_(_of(broadcast_id), outbox.c.state == State.PENDING)
    stopped = update(outbox).where(waiting).values(state=str(State.CANCELLED), done=now, error=STOPPED)
    return db.execute(stopped).rowcount


def unreached(db: Connection, broadcast_id: int) -> list[int]:
    """Who surely did not get it although it was meant to leave: failed, too late or stopped; not who is in doubt."""
    states = [str(state) for state in (State.FAILED, State.EXPIRED, State.CANCELLED)]
    query = select(outbox.c.member_id).where(_of(broadcast_id), outbox.c.state.in_(states))
    return list(db.execute(query.order_by(outbox.c.member_id)).scalars())


def leaving(db: Connection, broadcast_id: int) -> bool:
    """Whether any of it is in the sender's hands; what waits is locked, so that nothing leaves until the unit ends."""
    this = and_(outbox.c.broadcast_id == broadcast_id, outbox.c.state.in_(OPEN))
    rows = db.execute(select(outbox.c.state, outbox.c.lease).where(this).with_for_update())
    return any(row.state == State.SENDING or row.lease is not None for row in rows)


def table_of(db: Connection, broadcast_id: int) -> list[Row[Any]]:
    """Rows of (id, name, adapter, state, error, done, taps) for the export, by name."""
    taps = (
        select(func.count())
        .where(broadcast_tap.c.broadcast_id == broadcast_id, broadcast_tap.c.member_id == outbox.c.member_id)
        .scalar_subquery()
        .label("taps")
    )
    columns = (outbox.c.member_id, member.c.name, outbox.c.adapter, outbox.c.state, outbox.c.error, outbox.c.done)
    query = select(*columns, taps).join(member, member.c.id == outbox.c.member_id).where(_of(broadcast_id))
    return list(db.execute(query.order_by(member.c.name, member.c.id)))


def shown(db: Connection, broadcast_id: int, key: str, after: int, limit: int) -> list[Row[Any]]:
    """Rows of (id, member_id, adapter, workspace, chat, receipt, language) of those who have it on their screen.

    Those for whom the change of that key is planned already are left out.
    """
    columns = (outbox.c.id, outbox.c.member_id, outbox.c.adapter, outbox.c.workspace, outbox.c.chat, outbox.c.receipt)
    query = select(*columns, member.c.language).join(member, member.c.id == outbox.c.member_id)
    there = and_(_of(broadcast_id), outbox.c.state == State.SENT, outbox.c.receipt != "", outbox.c.id > after)
    other = outbox.alias()
    planned = exists().where(other.c.once == literal(_prefix(broadcast_id, key)) + cast(outbox.c.id, String))
    return list(db.execute(query.where(there, ~planned).order_by(outbox.c.id).limit(limit)))


def _prefix(broadcast_id: int, key: str) -> str:
    return f"broadcast:{broadcast_id}:{key}:"


def alter(
    db: Connection, broadcast_id: int, op: str, rows: list[tuple[Row[Any], int]], now: datetime, key: str
) -> None:
    """Change or take back what these people see; each with the letter that it becomes."""
    values = [
        {
            "broadcast_id": broadcast_id, "member_id": row.member_id, "letter_id": letter_id, "op": op, "message": "",
            "adapter": row.adapter, "workspace": row.workspace, "chat": row.chat, "target": row.receipt,
            "purpose": str(Purpose.BROADCAST), "priority": Purpose.BROADCAST.priority, "state": str(State.PENDING),
            "once": f"{_prefix(broadcast_id, key)}{row.id}", "due": now, "created": now,
        }
        for row, letter_id in rows
    ]  # fmt: skip
    if values:
        db.execute(insert(outbox), values)


def altered(db: Connection, broadcast_id: int, key: str) -> Counter[str]:
    """How far that change has come, by state."""
    this = and_(outbox.c.broadcast_id == broadcast_id, outbox.c.op != "send")
    mine = outbox.c.once.startswith(_prefix(broadcast_id, key))
    query = select(outbox.c.state, func.count()).where(this, mine).group_by(outbox.c.state)
    return Counter({str(state): int(count) for state, count in db.execute(query)})


def waits(db: Connection, broadcast_id: int) -> bool:
    """Whether anything of it has still to leave, changes included."""
    this = and_(outbox.c.broadcast_id == broadcast_id, outbox.c.state.in_(OPEN))
    return bool(db.execute(select(exists().where(this))).scalar())


def forgotten(db: Connection, broadcast_id: int, count: int) -> None:
    """So many of the audience were erased before they had a row."""
    this = update(broadcast).where(broadcast.c.id == broadcast_id)
    db.execute(this.values(erased=broadcast.c.erased + count))
