"""Segments in the database: the saved ones of a community, and what filters look at in its people."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    delete,
    func,
    insert,
    or_,
    select,
    table,
    update,
)

from domain.roles import Role
from domain.segments import Person
from storage.db import metadata
from storage.people import account, member, membership
from storage.profile import profile

segment = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("name", String, nullable=False),
    Column("filters", Text, nullable=False),
    UniqueConstraint("community_id", "name"),
)
"""`filters` are as a manager types them (`domain.segments.written`)."""

project = table("project", column("id"), column("community_id"), column("owner_id"), column("stage"))
project_person = table("project_person", column("project_id"), column("member_id"), column("state"))
"""Of another feature; only these columns are read here."""


@dataclass(frozen=True)
class Saved:
    """A segment with its name."""

    id: int
    community_id: int
    name: str
    filters: str


_COLUMNS = (segment.c.id, segment.c.community_id, segment.c.name, segment.c.filters)


def save(db: Connection, community_id: int, name: str, filters: str) -> int:
    """Keep a segment; one of the same name is changed."""
    known = (segment.c.community_id == community_id, segment.c.name == name)
    found = db.execute(select(segment.c.id).where(*known).with_for_update()).scalar()
    if found is not None:
        db.execute(update(segment).where(segment.c.id == found).values(filters=filters))
        return int(found)
    row = {"community_id": community_id, "name": name, "filters": filters}
    return int(db.execute(insert(segment).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def get(db: Connection, segment_id: int, community_id: int) -> Saved | None:
    """The segment, where it is that community's."""
    query = select(*_COLUMNS).where(segment.c.id == segment_id, segment.c.community_id == community_id)
    row = db.execute(query).first()
    return Saved(*row) if row else None


def of(db: Connection, community_id: int) -> list[Saved]:
    """A community's segments, by name."""
    query = select(*_COLUMNS).where(segment.c.community_id == community_id).order_by(segment.c.name)
    return [Saved(*row) for row in db.execute(query)]


def drop(db: Connection, segment_id: int, community_id: int) -> bool:
    """Forget a segment; what was written for it keeps its filters."""
    this = (segment.c.id == segment_id, segment.c.community_id == community_id)
    return db.execute(delete(segment).where(*this)).rowcount > 0


def people(db: Connection, community_id: int) -> list[Person]:
    """Everybody who is in, with what filters look at, by id."""
    seen, stages = _seen(db, community_id), _stages(db, community_id)
    columns = (profile.c.space, profile.c.city, profile.c.sectors, profile.c.offers, profile.c.languages)
    query = (
        select(member.c.id, member.c.name, member.c.language, membership.c.role, *columns)
        .join(membership, membership.c.member_id == member.c.id)
        .outerjoin(profile, profile.c.member_id == member.c.id)
        .where(membership.c.community_id == community_id, membership.c.state == "in")
        .order_by(member.c.id)
    )
    return [_person(row, seen.get(row.id), stages.get(row.id, ())) for row in db.execute(query)]


def _person(row: Any, seen: Any, stages: tuple[str, ...]) -> Person:
    """Somebody who told nothing speaks at least the language that I speak to them."""
    languages = tuple(json.loads(row.languages or "[]")) or (row.language,)
    return Person(
        row.id, row.name, row.space or "", row.city or "", tuple(json.loads(row.sectors or "[]")),
        tuple(json.loads(row.offers or "[]")), stages, languages, Role(row.role).word, seen,
    )  # fmt: skip


def _inside(community_id: int) -> Any:
    here = (membership.c.community_id == community_id, membership.c.state == "in")
    return select(membership.c.member_id).where(*here)


def _seen(db: Connection, community_id: int) -> dict[int, Any]:
    """When each one wrote last, on any platform."""
    last = select(account.c.member_id, func.max(account.c.used).label("last"))
    query = last.where(account.c.member_id.in_(_inside(community_id))).group_by(account.c.member_id)
    return {row.member_id: row.last for row in db.execute(query)}


def _stages(db: Connection, community_id: int) -> dict[int, tuple[str, ...]]:
    """The stages of the projects that each one started or is in."""
    joined = project.outerjoin(project_person, project_person.c.project_id == project.c.id)
    query = select(project.c.owner_id, project.c.stage, project_person.c.member_id).select_from(joined)
    taken = or_(project_person.c.state == "in", project_person.c.state.is_(None))
    found: dict[int, set[str]] = defaultdict(set)
    for row in db.execute(query.where(project.c.community_id == community_id)):
        found[row.owner_id].add(row.stage)
    for row in db.execute(query.where(project.c.community_id == community_id, taken)):
        if row.member_id is not None:
            found[row.member_id].add(row.stage)
    return {one: tuple(sorted(stages)) for one, stages in found.items()}


def away(db: Connection, community_id: int, ids: list[int], now: datetime) -> int:
    """How many of these people are away at that moment."""
    inside = _inside(community_id)
    query = select(member.c.id).where(member.c.snoozed_until > now, member.c.id.in_(inside))
    return len({*db.execute(query).scalars()} & {*ids})


def languages(db: Connection, community_id: int, ids: list[int]) -> dict[str, int]:
    """How many of these people read each language."""
    query = select(member.c.id, member.c.language).where(member.c.id.in_(_inside(community_id)))
    wanted = set(ids)
    return dict(Counter(row.language for row in db.execute(query) if row.id in wanted))


def platforms(db: Connection, community_id: int, ids: list[int]) -> dict[str, int]:
    """How many of these people are written to on each platform: the one that they used last."""
    query = select(account.c.member_id, account.c.platform).where(
        account.c.state == "active", account.c.member_id.in_(_inside(community_id))
    )
    last = {row.member_id: row.platform for row in db.execute(query.order_by(account.c.used, account.c.id.desc()))}
    return dict(Counter(last[one] for one in ids if one in last))
