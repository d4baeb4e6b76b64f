"""A community's own edition of the week: where it is posted, and what everybody may read in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Row,
    String,
    Table,
    and_,
    column,
    delete,
    exists,
    func,
    insert,
    select,
    table,
)

from storage.db import Moment, metadata
from storage.introductions import introduction
from storage.needs import need
from storage.people import member, membership
from storage.profile import profile

digest_place = Table(
    "digest_place",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("since", Moment, nullable=False),
)
"""A group or channel that reads the community's edition."""

project = table("project", column("id"), column("title"))
"""Of another feature; only these columns are read here."""


@dataclass(frozen=True)
class Place:
    """Where an edition is posted."""

    community_id: int
    platform: str
    workspace: str
    chat: str

    @property
    def key(self) -> str:
        """For the outbox."""
        return f"{self.community_id}:{self.platform}:{self.workspace}:{self.chat}"


def _is(place: Place) -> Any:
    return and_(*(digest_place.c[name] == value for name, value in vars(place).items()))


def add_place(db: Connection, place: Place, now: datetime) -> bool:
    """Post there from now on; False where that is so already."""
    if db.execute(select(digest_place.c.chat).where(_is(place))).first():
        return False
    db.execute(insert(digest_place).values(**vars(place), since=now))
    return True


def drop_place(db: Connection, place: Place) -> bool:
    """Post there no more; False where nothing was posted."""
    return db.execute(delete(digest_place).where(_is(place))).rowcount > 0


def places(db: Connection) -> list[Place]:
    """Every place of every community."""
    columns = (digest_place.c.community_id, digest_place.c.platform, digest_place.c.workspace, digest_place.c.chat)
    return [Place(*row) for row in db.execute(select(*columns).order_by(*columns))]


def newcomers(db: Connection, community_id: int, since: datetime, limit: int) -> list[Row[Any]]:
    """Rows of (name, headline) of those who came since then and let themselves be found, the newest first."""
    here = (membership.c.community_id == community_id, membership.c.state == "in", membership.c.since >= since)
    query = (
        select(member.c.name, profile.c.headline)
        .join(membership, membership.c.member_id == member.c.id)
        .join(profile, profile.c.member_id == member.c.id)
        .where(*here, profile.c.published)
    )
    return list(db.execute(query.order_by(member.c.id.desc()).limit(limit)))


def requests(db: Connection, community_id: int, limit: int) -> list[Row[Any]]:
    """Rows of (id, text, title) of what is asked for, the newest first; nobody's name stands in them."""
    inside = exists().where(
        membership.c.member_id == need.c.member_id,
        membership.c.community_id == community_id,
        membership.c.state == "in",
    )
    query = select(need.c.id, need.c.text, project.c.title).outerjoin(project, project.c.id == need.c.project_id)
    here = (need.c.community_id == community_id, need.c.side == "need", need.c.state == "open")
    return list(db.execute(query.where(*here, inside).order_by(need.c.id.desc()).limit(limit)))


def introduced(db: Connection, community_id: int, since: datetime) -> int:
    """How many pairs were introduced since then."""
    query = select(func.count()).select_from(introduction).join(need, need.c.id == introduction.c.need_id)
    return int(
        db.execute(query.where(need.c.community_id == community_id, introduction.c.created >= since)).scalar_one()
    )
