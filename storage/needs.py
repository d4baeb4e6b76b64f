"""Needs and offers: what a project or a person asks for or gives, over its whole life."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    column,
    delete,
    insert,
    or_,
    select,
    table,
    update,
)

from storage.db import Moment, metadata
from storage.people import member, membership
from storage.statements import Statement

need = Table(
    "need",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("side", String, nullable=False),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("project_id", Integer, ForeignKey("project.id", ondelete="SET NULL"), index=True),
    Column("kind", String, nullable=False, default="skill"),
    Column("text", Text, nullable=False),
    Column("tags", Text, nullable=False, default="[]"),
    Column("language", String, nullable=False, default=""),
    Column("place", String, nullable=False, default=""),
    Column("remote", Boolean, nullable=False, default=True),
    Column("effort", String, nullable=False, default=""),
    Column("gives", String, nullable=False, default=""),
    Column("wanted", Integer, nullable=False, default=1),
    Column("until", Date),
    Column("state", String, nullable=False),
    Column("met_by", Integer),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Index("ix_need_state", "state", "community_id"),
)
"""`side`: need or offer.
`state`: draft, held (its owner is not in yet), open, matched, fulfilled, expired, withdrawn."""

_introduction = table("introduction", column("need_id"), column("helper_id"))
"""Of the feature that introduces people; read here for who may have helped."""


@dataclass(frozen=True)
class Need:
    """A need or an offer as handlers see it; `until` is a calendar day in its owner's zone."""

    id: int
    side: str
    community_id: int
    member_id: int
    project_id: int | None
    kind: str
    text: str
    tags: tuple[str, ...]
    language: str
    place: str
    remote: bool
    effort: str
    gives: str
    wanted: int
    until: date | None
    state: str
    met_by: int | None
    created: datetime


_COLUMNS = tuple(column for column in need.c if column.name != "changed")


def _need(row: Sequence[Any]) -> Need:
    values = {column.name: value for column, value in zip(_COLUMNS, row, strict=True)}
    return Need(**(values | {"tags": tuple(json.loads(values["tags"]))}))


def add(db: Connection, now: datetime, **values: Any) -> int:
    """A new need or offer; the keys are columns, `tags` a tuple."""
    row = values | {"tags": json.dumps(list(values.get("tags", ())), ensure_ascii=False)}
    return int(db.execute(insert(need).values(created=now, changed=now, **row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def change(db: Connection, need_id: int, now: datetime, **values: Any) -> None:
    """Change columns of a need, such as its state."""
    if "tags" in values:
        values["tags"] = json.dumps(list(values["tags"]), ensure_ascii=False)
    db.execute(update(need).where(need.c.id == need_id).values(changed=now, **values))


def get(db: Connection, need_id: int, *, lock: bool = False) -> Need | None:
    """The need of that id; locked when it is about to be decided on."""
    query = select(*_COLUMNS).where(need.c.id == need_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return _need(row) if row else None


def of_member(db: Connection, member_id: int, side: str, states: tuple[str, ...] = ("open", "matched")) -> list[Need]:
    """What one person has in these states, oldest first."""
    return [_need(row) for row in _of_member(states).all(db, member=member_id, side=side)]


@cache
def _of_member(states: tuple[str, ...]) -> Statement:
    """One for each set of states."""
    mine = and_(need.c.member_id == bindparam("member"), need.c.side == bindparam("side"))
    within = or_(*(need.c.state == state for state in states))
    return Statement(select(*_COLUMNS).where(mine, within).order_by(need.c.id))


def open_in(db: Connection, community_ids: list[int], side: str) -> list[Need]:
    """What is open in these communities, oldest first."""
    query = select(*_COLUMNS).where(need.c.community_id.in_(community_ids), need.c.side == side, need.c.state == "open")
    return [_need(row) for row in db.execute(query.order_by(need.c.id))]


def drop(db: Connection, need_id: int) -> None:
    """Forget a draft that its owner threw away."""
    db.execute(delete(need).where(need.c.id == need_id))


def of_project(db: Connection, project_id: int) -> list[Need]:
    """What a project is looking for now, oldest first."""
    query = select(*_COLUMNS).where(need.c.project_id == project_id, need.c.state.in_(("open", "matched")))
    return [_need(row) for row in db.execute(query.order_by(need.c.id))]


def introduced(db: Connection, need_id: int) -> list[tuple[int, str]]:
    """(member id, name) of everybody who was introduced for that need, by id."""
    query = select(member.c.id, member.c.name).join(_introduction, _introduction.c.helper_id == member.c.id)
    rows = db.execute(query.where(_introduction.c.need_id == need_id).order_by(member.c.id).distinct())
    return [(int(row.id), str(row.name)) for row in rows]


def release_held(db: Connection, member_id: int, now: datetime) -> list[int]:
    """Open what a person typed before they were let in; what waits for another community stays held."""
    inside = select(membership.c.community_id).where(membership.c.member_id == member_id, membership.c.state == "in")
    held = select(need.c.id).where(
        need.c.member_id == member_id, need.c.state == "held", need.c.community_id.in_(inside)
    )
    ids = list(db.execute(held.order_by(need.c.id).with_for_update()).scalars())
    if ids:
        db.execute(update(need).where(need.c.id.in_(ids)).values(state="open", changed=now))
    return ids
