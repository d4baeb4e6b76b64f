"""Digests: one row a member and week, and what each member has been told already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    case,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.digest import AHEAD, Item, Key, Skip, State, Week
from storage.db import Moment, metadata
from storage.people import account, member, membership
from storage.statements import Statement

digest = Table(
    "digest",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("week", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
)
"""`state`: sent (given to the outbox), empty, skipped (`reason`: see `domain.digest.Skip`) or failed."""

digest_line = Table(
    "digest_line",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("at", Moment, nullable=False),
)


NEVER = datetime.max.replace(tzinfo=UTC)
GONE = ("left", "removed", "suspended")


@dataclass(frozen=True)
class Waiting:
    """A member whose week nobody has decided on."""

    id: int
    quiet: tuple[int, int]


def once(member_id: int, week: str) -> str:
    """The outbox key of that member's digest of that week."""
    return f"digest:{member_id}:{week}"


def week_of(once: str) -> str:
    """The week in such a key."""
    return once.rpartition(":")[2]


def zones(db: Connection) -> list[str]:
    """Every zone that somebody lives in."""
    return list(db.execute(select(member.c.zone).distinct().order_by(member.c.zone)).scalars())


def _belongs(*how: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(membership.c.member_id == member.c.id, *how)


_SLOT, _UNTIL = bindparam("slot", type_=Moment), bindparam("until", type_=Moment)
_INSIDE = _belongs(membership.c.state == "in", membership.c.since <= _SLOT)
_LEFT = _belongs(
    membership.c.state.in_(GONE), membership.c.since > _SLOT, membership.c.since <= _UNTIL, member.c.created <= _SLOT
)
"""Who left while the digest could still have gone out; who left later had been decided on."""
_AHEAD = bindparam("ahead", type_=Moment)
_VOID = and_(or_(digest.c.state == str(State.SKIPPED), digest.c.state == str(State.EMPTY)), digest.c.at > _AHEAD)
"""Written, without a send, by a clock that ran ahead: whoever comes to the week in time decides on it anew."""
_DECIDED = exists().where(digest.c.member_id == member.c.id, digest.c.week == bindparam("week"), ~_VOID)
_HERE = (member.c.zone == bindparam("zone"), or_(_INSIDE, _LEFT), ~_DECIDED)
"""Members of a zone who were in at the slot and have no row for the week; built once, it is asked all the time."""
_WAITING = (
    select(member.c.id, member.c.quiet_from, member.c.quiet_until)
    .where(*_HERE, member.c.id > bindparam("after"))
    .order_by(member.c.id)
    .limit(bindparam("most", type_=Integer))
)


def _winning(insert: Any) -> Any:
    row: dict[str, Any] = {column.name: bindparam(column.name) for column in digest.c}
    asked = insert(digest).values(row)
    again = {name: asked.excluded[name] for name in ("state", "reason", "at")}
    won = asked.on_conflict_do_update(index_elements=["member_id", "week"], set_=again, where=_VOID)
    return won.returning(digest.c.member_id)


_MEMBER = bindparam("member", type_=Integer)
_LOCK = Statement(select(member.c.id).where(member.c.id == _MEMBER).with_for_update(key_share=True))
_WIN = Statement({"sqlite": _winning(sqlite.insert), "postgresql": _winning(postgresql.insert)})
_SETTLE = Statement(
    update(digest)
    .where(digest.c.member_id == _MEMBER, digest.c.week == bindparam("its"))
    .values(state=bindparam("now"), reason=bindparam("why"))
)
_REACHABLE = Statement(select(account.c.id).where(account.c.member_id == _MEMBER, account.c.state == "active").limit(1))
_TOLD = Statement(select(digest_line.c.kind, digest_line.c.ref).where(digest_line.c.member_id == _MEMBER))


_IS_INSIDE = Statement(select(member.c.id).where(member.c.id == bindparam("who"), _INSIDE).limit(1))
_REMEMBER = Statement(insert(digest_line).values({column.name: bindparam(column.name) for column in digest_line.c}))


def _of(zone: str, week: Week, ahead: datetime | None) -> dict[str, Any]:
    return {"zone": zone, "week": week.name, "slot": week.slot, "until": week.until, "ahead": ahead or NEVER}


def waiting(
    db: Connection, zone: str, week: Week, after: int = 0, limit: int = 500, ahead: datetime | None = None
) -> list[Waiting]:
    """The next of those whose week nobody has decided on, by id, with the hours at which they are not disturbed.

    Args:
        db: to read.
        zone: where they live.
        week: which.
        after: the id of the last one seen.
        limit: so many at most.
        ahead: what was written without a send and is dated after this moment does not count.
    """
    rows = db.execute(_WAITING, _of(zone, week, ahead) | {"after": after, "most": limit})
    return [Waiting(row.id, (row.quiet_from, row.quiet_until)) for row in rows]


def lock(db: Connection, member_id: int) -> bool:
    """Hold a member while their week is decided on; False when they are gone."""
    return _LOCK.first(db, member=member_id) is not None


def win(db: Connection, member_id: int, week: str, now: datetime) -> bool:
    """Take a member's week; True for exactly one caller, who then says what becomes of it."""
    row = {"member_id": member_id, "week": week, "state": str(State.FAILED), "reason": "", "at": now}
    return _WIN.first(db, **row, ahead=now + AHEAD) is not None


def _insert(db: Connection) -> Any:
    return (sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert)(digest)


def settle(db: Connection, member_id: int, week: str, state: State, reason: str = "") -> None:
    """What became of a week that was won."""
    _SETTLE.run(db, member=member_id, its=week, now=str(state), why=reason)


def skip_late(db: Connection, zone: str, week: Week, now: datetime) -> None:
    """Record everybody in that zone whose week went by."""
    why = case((~_INSIDE, str(Skip.LEFT)), (member.c.digest == "off", str(Skip.OFF)), else_=str(Skip.LATE))
    row = (member.c.id, literal(week.name), literal(str(State.SKIPPED)), why, literal(now, Moment))
    late = select(*row).where(*_HERE).order_by(member.c.id)
    skip = _insert(db).from_select(["member_id", "week", "state", "reason", "at"], late).on_conflict_do_nothing()
    db.execute(skip, _of(zone, week, None))


def inside(db: Connection, member_id: int, slot: datetime) -> bool:
    """Whether that member is in a community and was at the slot."""
    return _IS_INSIDE.first(db, who=member_id, slot=slot) is not None


def reachable(db: Connection, member_id: int) -> bool:
    """Whether any chat of that member is open."""
    return _REACHABLE.first(db, member=member_id) is not None


def told(db: Connection, member_id: int) -> set[Key]:
    """What that member has read in a digest before."""
    return {(kind, ref) for kind, ref in _TOLD.all(db, member=member_id)}


def remember(db: Connection, member_id: int, items: Iterable[Item], now: datetime) -> None:
    """These stand in a digest now and come into no other."""
    keys = [item.key for item in items]
    _REMEMBER.many(db, ({"member_id": member_id, "kind": kind, "ref": ref, "at": now} for kind, ref in keys))


def of_member(db: Connection, member_id: int) -> list[tuple[str, str, str]]:
    """(week, state, reason) of all that member's weeks."""
    query = select(digest.c.week, digest.c.state, digest.c.reason).where(digest.c.member_id == member_id)
    return [(row.week, row.state, row.reason) for row in db.execute(query.order_by(digest.c.week))]
