"""Calendars: secret addresses, kept hashed, and the events that each of them shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
)

from domain.roles import Role
from storage.db import Moment, metadata
from storage.events import attendance, event
from storage.people import community, member, membership

calendar_link = Table(
    "calendar_link",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hashed", String, nullable=False, unique=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("feed", String, nullable=False),
    Column("made", Moment, nullable=False),
    UniqueConstraint("member_id", "community_id", "feed"),
)
"""`feed`: mine, community or posts. A new address takes the place of the old one, which then leads nowhere."""

_FIELDS = (
    "id", "community_id", "uid", "title", "description", "wall_begins", "wall_ends", "begins", "ends", "zone", "place",
    "link", "state", "sequence", "changed", "series_id", "organiser_id",
)  # fmt: skip
_EVENT = tuple(event.c[name] for name in _FIELDS)
SHOWN = ("published", "cancelled", "over")
COMING = ("going", "maybe", "offered")


@dataclass(frozen=True)
class Link:
    """Whose address it is and what it shows."""

    hashed: str
    member_id: int
    community_id: int
    feed: str
    made: datetime


_COLUMNS = (
    calendar_link.c.hashed,
    calendar_link.c.member_id,
    calendar_link.c.community_id,
    calendar_link.c.feed,
    calendar_link.c.made,
)


def renew(db: Connection, hashed: str, member_id: int, community_id: int, feed: str, now: datetime) -> None:
    """A new address; an earlier one of the same feed leads nowhere from now on."""
    revoke(db, member_id, community_id, feed)
    values = {"hashed": hashed, "member_id": member_id, "community_id": community_id, "feed": feed, "made": now}
    db.execute(insert(calendar_link).values(values))


def revoke(db: Connection, member_id: int, community_id: int, feed: str) -> bool:
    """The address leads nowhere from now on; False where there was none."""
    mine = and_(calendar_link.c.member_id == member_id, calendar_link.c.community_id == community_id)
    return db.execute(delete(calendar_link).where(mine, calendar_link.c.feed == feed)).rowcount > 0


def mine(db: Connection, member_id: int, community_id: int) -> dict[str, datetime]:
    """Which feeds somebody has an address of, and since when."""
    query = select(calendar_link.c.feed, calendar_link.c.made).where(calendar_link.c.member_id == member_id)
    return {str(row.feed): row.made for row in db.execute(query.where(calendar_link.c.community_id == community_id))}


def found(db: Connection, hashed: str) -> tuple[Link, str, str] | None:
    """(link, name of its community, language of its reader) behind a hash, while its owner is in the community.

    Of posts, while they are an editor there.
    """
    inside = exists().where(
        membership.c.member_id == calendar_link.c.member_id,
        membership.c.community_id == calendar_link.c.community_id,
        membership.c.state == "in",
        or_(calendar_link.c.feed != "posts", membership.c.role >= int(Role.EDITOR)),
    )
    query = select(*_COLUMNS, community.c.name, member.c.language)
    query = query.join(community, community.c.id == calendar_link.c.community_id)
    query = query.join(member, member.c.id == calendar_link.c.member_id)
    row = db.execute(query.where(calendar_link.c.hashed == hashed, inside)).first()
    return (Link(*row[:5]), str(row[5]), str(row[6])) if row else None


def of_community(db: Connection, community_id: int, since: datetime) -> list[Row[Any]]:
    """Events of a community that are not older than that, the earliest first."""
    return _events(db, since, event.c.community_id == community_id)


def of_member(db: Connection, member_id: int, community_id: int, since: datetime) -> list[Row[Any]]:
    """Events of a community that somebody comes to, perhaps or surely, or organises."""
    comes = exists().where(
        attendance.c.event_id == event.c.id, attendance.c.member_id == member_id, attendance.c.seat.in_(COMING)
    )
    return _events(db, since, event.c.community_id == community_id, or_(comes, event.c.organiser_id == member_id))


def one(db: Connection, event_id: int) -> Row[Any] | None:
    """One event as a calendar shows it."""
    return db.execute(select(*_EVENT).where(event.c.id == event_id, event.c.state.in_(SHOWN))).first()


def _events(db: Connection, since: datetime, *which: Any) -> list[Row[Any]]:
    query = select(*_EVENT).where(event.c.state.in_(SHOWN), event.c.ends >= since, *which)
    return list(db.execute(query.order_by(event.c.begins, event.c.id)))
