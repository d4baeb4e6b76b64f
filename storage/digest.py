"""Digests: one row a member and week, and what each member has been told already."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Select,
    String,
    Table,
    and_,
    exists,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.digest import Item, Key, Skip, State
from storage.db import Moment, metadata
from storage.people import account, member, membership

digest = Table(
    "digest",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("week", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
)
"""`state`: sent (given to the outbox), empty, skipped (`reason`: late, away, quiet, unreachable) or failed."""

digest_line = Table(
    "digest_line",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("at", Moment, nullable=False),
)


def once(member_id: int, week: str) -> str:
    """The outbox key of that member's digest of that week."""
    return f"digest:{member_id}:{week}"


def zones(db: Connection) -> list[str]:
    """Every zone that somebody lives in."""
    return list(db.execute(select(member.c.zone).distinct().order_by(member.c.zone)).scalars())


def _waiting(zone: str, week: str, slot: datetime) -> Select[Any]:
    """Ids of members of that zone who were in at the slot, want a digest and have no row for the week."""
    inside = exists().where(
        membership.c.member_id == member.c.id, membership.c.state == "in", membership.c.since <= slot
    )
    has = exists().where(digest.c.member_id == member.c.id, digest.c.week == week)
    return select(member.c.id).where(member.c.zone == zone, member.c.digest != "off", inside, ~has)


def waiting(db: Connection, zone: str, week: str, slot: datetime, after: int = 0, limit: int = 500) -> list[int]:
    """The next of them, by id."""
    query = _waiting(zone, week, slot).where(member.c.id > after).order_by(member.c.id).limit(limit)
    return list(db.execute(query).scalars())


def lock(db: Connection, member_id: int) -> bool:
    """Hold a member while their week is decided on; False when they are gone."""
    query = select(member.c.id).where(member.c.id == member_id).with_for_update()
    return db.execute(query).first() is not None


def win(db: Connection, member_id: int, week: str, now: datetime) -> bool:
    """Take a member's week; True for exactly one caller, who then says what becomes of it."""
    row = {"member_id": member_id, "week": week, "state": str(State.FAILED), "reason": "", "at": now}
    won = _insert(db).values(row).on_conflict_do_nothing().returning(digest.c.member_id)
    return db.execute(won).first() is not None


def _insert(db: Connection) -> Any:
    return (sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert)(digest)


def settle(db: Connection, member_id: int, week: str, state: State, reason: str = "") -> None:
    """What became of a week that was won."""
    mine = and_(digest.c.member_id == member_id, digest.c.week == week)
    db.execute(update(digest).where(mine).values(state=str(state), reason=reason))


def skip_late(db: Connection, zone: str, week: str, slot: datetime, now: datetime) -> None:
    """Record everybody in that zone whose week went by."""
    late = _waiting(zone, week, slot).add_columns(
        literal(week), literal(str(State.SKIPPED)), literal(str(Skip.LATE)), literal(now, Moment)
    )
    columns = ["member_id", "week", "state", "reason", "at"]
    db.execute(_insert(db).from_select(columns, late).on_conflict_do_nothing())


def reachable(db: Connection, member_id: int) -> bool:
    """Whether any chat of that member is open."""
    return bool(
        db.execute(select(exists().where(account.c.member_id == member_id, account.c.state == "active"))).scalar()
    )


def told(db: Connection, member_id: int) -> set[Key]:
    """What that member has read in a digest before."""
    query = select(digest_line.c.kind, digest_line.c.ref).where(digest_line.c.member_id == member_id)
    return {(row.kind, row.ref) for row in db.execute(query)}


def remember(db: Connection, member_id: int, items: Iterable[Item], now: datetime) -> None:
    """These stand in a digest now and come into no other."""
    rows = [{"member_id": member_id, "kind": item.key[0], "ref": item.key[1], "at": now} for item in items]
    if rows:
        db.execute(insert(digest_line), rows)


def of_member(db: Connection, member_id: int) -> list[tuple[str, str, str]]:
    """(week, state, reason) of all that member's weeks."""
    query = select(digest.c.week, digest.c.state, digest.c.reason).where(digest.c.member_id == member_id)
    return [(row.week, row.state, row.reason) for row in db.execute(query.order_by(digest.c.week))]
