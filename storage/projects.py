"""Projects: what people build together, who is in each, and who has been asked to be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from storage.db import Moment, metadata
from storage.people import member

project = Table(
    "project",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("owner_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("summary", Text, nullable=False, default=""),
    Column("stage", String, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Index("ix_project_community", "community_id", "changed"),
)

project_person = Table(
    "project_person",
    metadata,
    Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("state", String, nullable=False),
    Column("since", Moment, nullable=False),
)
"""`state`: asked (only the owner sees their name), in, or out (said no or left: not asked again). No row: the owner."""


@dataclass(frozen=True)
class Project:
    """A project as handlers see it."""

    id: int
    community_id: int
    owner_id: int
    title: str
    summary: str
    stage: str


_COLUMNS = (
    project.c.id,
    project.c.community_id,
    project.c.owner_id,
    project.c.title,
    project.c.summary,
    project.c.stage,
)


def add(db: Connection, now: datetime, **values: Any) -> int:
    """A new project; the keys are columns."""
    row = values | {"created": now, "changed": now}
    return int(db.execute(insert(project).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def change(db: Connection, project_id: int, now: datetime, **values: Any) -> None:
    """Change columns of a project, such as its stage."""
    db.execute(update(project).where(project.c.id == project_id).values(changed=now, **values))


def drop(db: Connection, project_id: int) -> None:
    """Take a project off the list; its needs go on by themselves."""
    db.execute(delete(project).where(project.c.id == project_id))


def get(db: Connection, project_id: int, *, lock: bool = False) -> Project | None:
    """The project of that id; locked when it is about to be decided on."""
    query = select(*_COLUMNS).where(project.c.id == project_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return Project(*row) if row else None


def owned(db: Connection, member_id: int, community_id: int) -> list[Project]:
    """What one person started in that community, oldest first."""
    query = select(*_COLUMNS).where(project.c.owner_id == member_id, project.c.community_id == community_id)
    return [Project(*row) for row in db.execute(query.order_by(project.c.id))]


def count(db: Connection, community_id: int) -> int:
    """How many projects the community has."""
    query = select(func.count()).select_from(project).where(project.c.community_id == community_id)
    return int(db.execute(query).scalar_one())


def page(db: Connection, community_id: int, offset: int, limit: int) -> list[Project]:
    """A stretch of the community's projects, the last changed first."""
    query = select(*_COLUMNS).where(project.c.community_id == community_id)
    ordered = query.order_by(project.c.changed.desc(), project.c.id.desc())
    return [Project(*row) for row in db.execute(ordered.offset(offset).limit(limit))]


def people_in(db: Connection, project_id: int) -> list[Row[Any]]:
    """Rows of (id, name, state) of those who were ever asked into a project, the longest first."""
    query = select(member.c.id, member.c.name, project_person.c.state)
    joined = query.join(project_person, project_person.c.member_id == member.c.id)
    return list(
        db.execute(
            joined.where(project_person.c.project_id == project_id).order_by(project_person.c.since, member.c.id)
        )
    )


def put_person(db: Connection, project_id: int, member_id: int, state: str, now: datetime) -> None:
    """Ask a person, take them in, or let them out."""
    key = and_(project_person.c.project_id == project_id, project_person.c.member_id == member_id)
    if not db.execute(update(project_person).where(key).values(state=state, since=now)).rowcount:
        db.execute(insert(project_person).values(project_id=project_id, member_id=member_id, state=state, since=now))
