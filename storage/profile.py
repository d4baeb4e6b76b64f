"""Profiles: what a member offers and looks for, and whether others may find it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from storage.db import Moment, metadata
from storage.people import member, membership
from storage.statements import Statement

profile = Table(
    "profile",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("headline", String, nullable=False, default=""),
    Column("offers", Text, nullable=False, default="[]"),
    Column("looking_for", String, nullable=False, default=""),
    Column("sectors", Text, nullable=False, default="[]"),
    Column("languages", Text, nullable=False, default="[]"),
    Column("city", String, nullable=False, default=""),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("availability", String, nullable=False, default=""),
    Column("travels", Boolean, nullable=False, default=False),
    Column("space", String, nullable=False, default=""),
    Column("published", Boolean, nullable=False, default=False),
    Column("capacity", Integer),
    Column("changed", Moment, nullable=False),
)
"""`offers`, `sectors` and `languages` are JSON lists; `languages` are ISO codes of what the person speaks.
`capacity`: how many requests the person takes at the same time; empty where nobody said."""


@dataclass(frozen=True)
class Profile:
    """A profile as handlers see it; coordinates are degrees of the city, never of a shared location."""

    member_id: int
    headline: str = ""
    offers: tuple[str, ...] = ()
    looking_for: str = ""
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    availability: str = ""
    travels: bool = False
    space: str = ""
    published: bool = False
    capacity: int | None = None


_LISTS = ("offers", "sectors", "languages")
_COLUMNS = tuple(column for column in profile.c if column.name != "changed")


_GET = Statement(select(*_COLUMNS).where(profile.c.member_id == bindparam("member")))


def _profile(row: Sequence[Any]) -> Profile:
    """A row that begins with the columns of a profile."""
    values = {column.name: value for column, value in zip(_COLUMNS, row, strict=False)}
    return Profile(**(values | {name: tuple(json.loads(values[name])) for name in _LISTS}))


def get(db: Connection, member_id: int) -> Profile:
    """The member's profile; an empty one where nothing was told yet."""
    row = _GET.first(db, member=member_id)
    return _profile(row) if row else Profile(member_id)


def change(db: Connection, member_id: int, now: datetime, **values: Any) -> None:
    """Change fields of a profile, making it at the first word; lists are given as tuples."""
    stored = {name: json.dumps(list(v), ensure_ascii=False) if name in _LISTS else v for name, v in values.items()}
    mine = update(profile).where(profile.c.member_id == member_id).values(changed=now, **stored)
    if not db.execute(mine).rowcount:
        db.execute(insert(profile).values(member_id=member_id, changed=now, **stored))


def capacity(db: Connection, member_id: int) -> int | None:
    """How many requests the person takes at the same time; None where nobody said."""
    return db.execute(select(profile.c.capacity).where(profile.c.member_id == member_id)).scalar()


def published(db: Connection, community_ids: list[int]) -> list[tuple[str, Profile]]:
    """(name, profile) of everybody in these communities who may be found, by member id."""
    query = (
        select(*_COLUMNS, member.c.name)
        .join(member, member.c.id == profile.c.member_id)
        .join(membership, membership.c.member_id == member.c.id)
        .where(membership.c.community_id.in_(community_ids), membership.c.state == "in", profile.c.published)
        .order_by(profile.c.member_id)
        .distinct()
    )
    return [(row.name, _profile(row)) for row in db.execute(query)]


def everybody(db: Connection, community_ids: list[int]) -> dict[int, Profile]:
    """By member the profiles of everybody in these communities, those too that nobody may find."""
    inside = select(membership.c.member_id).where(
        membership.c.community_id.in_(community_ids), membership.c.state == "in"
    )
    found = (_profile(row) for row in db.execute(select(*_COLUMNS).where(profile.c.member_id.in_(inside))))
    return {one.member_id: one for one in found}
