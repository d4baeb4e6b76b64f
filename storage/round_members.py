"""Who takes part in rounds, since when they said nothing, and with whom they would rather not sit."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, and_, delete, exists, insert, select, update

from storage.db import Moment, metadata
from storage.people import account, membership

round_member = Table(
    "round_member",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("part", String, nullable=False),
    Column("until", Moment),
    Column("heard", Moment),
    Column("at", Moment, nullable=False),
)
"""`part`: see `domain.rounds.Part`; `until`: no rounds before; `heard`: when they last said anything about rounds."""

round_avoid = Table(
    "round_avoid",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True, info={"told": False}),
    Column("at", Moment, nullable=False),
)
"""Whom somebody would rather not sit with; nobody else ever learns of it."""


@dataclass(frozen=True)
class Partaking:
    """A member's part in the rounds of a community."""

    member_id: int
    part: str = ""
    until: datetime | None = None
    heard: datetime | None = None


_PART = tuple(round_member.c[field.name] for field in fields(Partaking))


def parts(db: Connection, community_id: int) -> dict[int, Partaking]:
    """Everybody's part in the rounds of a community; who was never told of them is missing."""
    query = select(*_PART).where(round_member.c.community_id == community_id)
    return {row.member_id: Partaking(*row) for row in db.execute(query)}


def part(db: Connection, community_id: int, member_id: int) -> Partaking:
    """One member's part."""
    here = and_(round_member.c.community_id == community_id, round_member.c.member_id == member_id)
    row = db.execute(select(*_PART).where(here)).first()
    return Partaking(*row) if row else Partaking(member_id)


def take_part(db: Connection, community_id: int, member_id: int, now: datetime, **values: Any) -> None:
    """Change somebody's part; the keys are columns."""
    here = and_(round_member.c.community_id == community_id, round_member.c.member_id == member_id)
    if not db.execute(update(round_member).where(here).values(at=now, **values)).rowcount:
        row = {"part": "invited"} | values
        db.execute(insert(round_member).values(community_id=community_id, member_id=member_id, at=now, **row))


def avoid(db: Connection, member_id: int, other_id: int, now: datetime, *, on: bool) -> None:
    """Rather not sit with somebody, or sit with them again."""
    mine = and_(round_avoid.c.member_id == member_id, round_avoid.c.other_id == other_id)
    db.execute(delete(round_avoid).where(mine))
    if on:
        db.execute(insert(round_avoid).values(member_id=member_id, other_id=other_id, at=now))


def avoided(db: Connection, member_id: int) -> list[int]:
    """Whom this person would rather not sit with."""
    query = select(round_avoid.c.other_id).where(round_avoid.c.member_id == member_id)
    return list(db.execute(query.order_by(round_avoid.c.at, round_avoid.c.other_id)).scalars())


def avoiding(db: Connection) -> list[tuple[int, int]]:
    """Everybody's wishes of that kind, for the seating alone."""
    query = select(round_avoid.c.member_id, round_avoid.c.other_id)
    return [(row.member_id, row.other_id) for row in db.execute(query)]


def reachable(db: Connection, member_ids: list[int]) -> set[int]:
    """Those of these members who have an open chat."""
    query = select(account.c.member_id).where(account.c.member_id.in_(member_ids), account.c.state == "active")
    return set(db.execute(query).scalars())


def untold(db: Connection, community_id: int, before: datetime) -> list[int]:
    """Who has been in since then, can be written to, and was never told of the rounds."""
    told = exists().where(
        round_member.c.community_id == community_id, round_member.c.member_id == membership.c.member_id
    )
    open_ = exists().where(account.c.member_id == membership.c.member_id, account.c.state == "active")
    query = select(membership.c.member_id).where(
        membership.c.community_id == community_id,
        membership.c.state == "in",
        membership.c.since <= before,
        open_,
        ~told,
    )
    return list(db.execute(query.order_by(membership.c.member_id)).scalars())
