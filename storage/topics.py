"""The open forum: its rule, the topics that members bring, who wants which, and which meetings were prepared."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.recurrence import Rule, Unit
from storage.db import Moment, metadata
from storage.people import member, membership

forum = Table(
    "forum",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("first", DateTime, nullable=False),
    Column("zone", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("step", Integer, nullable=False),
    Column("nth", Integer, nullable=False, default=0),
    Column("place", String, nullable=False, default=""),
    Column("sequence", Integer, nullable=False, default=0),
    Column("changed", Moment, nullable=False),
)
"""When a community meets; no row: it has no forum."""

meeting = Table(
    "forum_meeting",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("begins", Moment, primary_key=True),
    Column("closed", Boolean, nullable=False, default=False),
)
"""A row once the agenda went round; `closed`: the managers were asked what was talked about."""

topic = Table(
    "topic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("author_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("state", String, nullable=False),
    Column("carried", Integer, nullable=False, default=0),
    Column("created", Moment, nullable=False),
    Column("reached", Moment),
    Index("ix_topic_open", "community_id", "state"),
)
"""`state`: open, reached, dropped; `carried`: how many meetings ended before its turn came."""

topic_vote = Table(
    "topic_vote",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("at", Moment, nullable=False),
)

forum_mute = Table(
    "forum_mute",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Who wants no agendas."""


@dataclass(frozen=True)
class Forum:
    """When and where a community meets."""

    community_id: int
    first: datetime
    zone: str
    unit: str
    step: int
    nth: int
    place: str
    sequence: int
    changed: datetime

    @property
    def rule(self) -> Rule:
        """When it meets."""
        return Rule(self.first, self.zone, Unit(self.unit), self.step, self.nth)


@dataclass(frozen=True)
class Topic:
    """A topic with its votes; `mine`: the reader's is among them."""

    id: int
    community_id: int
    author_id: int
    text: str
    state: str
    carried: int
    votes: int
    mine: bool


_FORUM = tuple(forum.c[field.name] for field in fields(Forum))


def meets(db: Connection, community_id: int) -> Forum | None:
    """When the community meets."""
    row = db.execute(select(*_FORUM).where(forum.c.community_id == community_id)).first()
    return Forum(*row) if row else None


def forums(db: Connection) -> list[Forum]:
    """Every forum there is."""
    return [Forum(*row) for row in db.execute(select(*_FORUM).order_by(forum.c.community_id))]


def set_forum(db: Connection, community_id: int, now: datetime, rule: Rule, place: str) -> None:
    """The community meets by that rule from now on."""
    values: dict[str, Any] = {"first": rule.first, "zone": rule.zone, "unit": str(rule.unit), "step": rule.step}
    values |= {"nth": rule.nth, "place": place, "changed": now}
    here = forum.c.community_id == community_id
    if not db.execute(update(forum).where(here).values(sequence=forum.c.sequence + 1, **values)).rowcount:
        db.execute(insert(forum).values(community_id=community_id, **values))


def end_forum(db: Connection, community_id: int) -> None:
    """The community has no forum any more; its topics stay."""
    db.execute(delete(forum).where(forum.c.community_id == community_id))


def add(db: Connection, community_id: int, author_id: int, text: str, now: datetime) -> int:
    """A new topic, with its author's vote."""
    values = {"community_id": community_id, "author_id": author_id, "text": text, "state": "open", "created": now}
    topic_id = int(db.execute(insert(topic).values(values)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one
    vote(db, topic_id, author_id, now)
    return topic_id


def _query(reader: int) -> Any:
    votes = select(func.count()).select_from(topic_vote).where(topic_vote.c.topic_id == topic.c.id).scalar_subquery()
    voted = exists().where(topic_vote.c.topic_id == topic.c.id, topic_vote.c.member_id == reader)
    columns = (topic.c.id, topic.c.community_id, topic.c.author_id, topic.c.text, topic.c.state, topic.c.carried)
    return select(*columns, votes.label("votes"), voted.label("mine"))


def get(db: Connection, topic_id: int, reader: int, *, lock: bool = False) -> Topic | None:
    """The topic of that id; locked when it is about to be decided on."""
    if lock:
        db.execute(select(topic.c.id).where(topic.c.id == topic_id).with_for_update())
    row = db.execute(_query(reader).where(topic.c.id == topic_id)).first()
    return Topic(*row) if row else None


def agenda(db: Connection, community_id: int, reader: int = 0) -> list[Topic]:
    """Open topics: the most wanted first, then those that wait the longest."""
    query = _query(reader).where(topic.c.community_id == community_id, topic.c.state == "open").subquery()
    ordered = select(query).order_by(query.c.votes.desc(), query.c.carried.desc(), query.c.id)
    return [Topic(*row) for row in db.execute(ordered)]


def vote(db: Connection, topic_id: int, member_id: int, now: datetime) -> bool:
    """Want it, or no longer; True when it is wanted now."""
    mine = and_(topic_vote.c.topic_id == topic_id, topic_vote.c.member_id == member_id)
    if db.execute(delete(topic_vote).where(mine)).rowcount:
        return False
    db.execute(insert(topic_vote).values(topic_id=topic_id, member_id=member_id, at=now))
    return True


def settle(db: Connection, topic_id: int, state: str, now: datetime) -> None:
    """It was talked about, taken back, or is open again."""
    reached = now if state == "reached" else None
    db.execute(update(topic).where(topic.c.id == topic_id).values(state=state, reached=reached))


def carry(db: Connection, community_id: int, before: datetime) -> int:
    """Topics that stood on the agenda and were not reached wait for the next meeting."""
    here = and_(topic.c.community_id == community_id, topic.c.state == "open", topic.c.created < before)
    return db.execute(update(topic).where(here).values(carried=topic.c.carried + 1)).rowcount


def prepare(db: Connection, community_id: int, begins: datetime) -> bool:
    """Take the preparation of a meeting; True for exactly one caller."""
    into = (sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert)(meeting)
    values = {"community_id": community_id, "begins": begins, "closed": False}
    won = into.values(values).on_conflict_do_nothing().returning(meeting.c.begins)
    return db.execute(won).first() is not None


def close(db: Connection, community_id: int, begins: datetime) -> bool:
    """Take the end of a meeting; True for exactly one caller."""
    here = and_(meeting.c.community_id == community_id, meeting.c.begins == begins, meeting.c.closed.is_(False))
    return db.execute(update(meeting).where(here).values(closed=True)).rowcount > 0


def unclosed(db: Connection, before: datetime) -> list[tuple[int, datetime]]:
    """(community, beginning) of meetings that began before that and were not closed."""
    query = select(meeting.c.community_id, meeting.c.begins).where(meeting.c.closed.is_(False))
    rows = db.execute(query.where(meeting.c.begins <= before).order_by(meeting.c.begins))
    return [(int(row.community_id), row.begins) for row in rows]


def mute(db: Connection, community_id: int, member_id: int, *, muted: bool) -> None:
    """No agendas for this person, or again."""
    db.execute(delete(forum_mute).where(forum_mute.c.community_id == community_id, forum_mute.c.member_id == member_id))
    if muted:
        db.execute(insert(forum_mute).values(community_id=community_id, member_id=member_id))


def is_muted(db: Connection, community_id: int, member_id: int) -> bool:
    """Whether this person wants no agendas."""
    mine = (forum_mute.c.community_id == community_id, forum_mute.c.member_id == member_id)
    return bool(db.execute(select(exists().where(*mine))).scalar())


def readers(db: Connection, community_id: int, now: datetime) -> list[int]:
    """Who gets the agenda: everybody who is in, is not away, and has not said no to it."""
    muted = exists().where(forum_mute.c.member_id == member.c.id, forum_mute.c.community_id == community_id)
    query = select(member.c.id).join(membership, membership.c.member_id == member.c.id)
    query = query.where(membership.c.community_id == community_id, membership.c.state == "in", ~muted)
    awake = member.c.snoozed_until.is_(None) | (member.c.snoozed_until <= now)
    return list(db.execute(query.where(awake).order_by(member.c.id)).scalars())
