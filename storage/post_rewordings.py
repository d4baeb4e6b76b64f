"""Other words for what is out: who wants which, who has approved them, and what each person named in them said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from storage.db import Moment, metadata
from storage.people import member
from storage.post_consents import Answer
from storage.post_shapes import Shape

post_rewording = Table(
    "post_rewording",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("by_id", ForeignKey("member.id", ondelete="SET NULL"), index=True),
    Column("approver_id", ForeignKey("member.id", ondelete="SET NULL"), index=True, info={"told": False}),
    Column("text", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("created", Moment, nullable=False),
)
"""The post keeps the words that are out until these leave."""

post_rewording_answer = Table(
    "post_rewording_answer",
    metadata,
    Column("rewording_id", ForeignKey("post_rewording.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("answer", String, nullable=False),
    Column("at", Moment, nullable=False),
)


class Stage(StrEnum):
    """How far it has come."""

    OPEN = "open"
    """Somebody still has to approve it, or to agree."""
    LEFT = "left"
    """It is on its way to the channels."""
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Rewording:
    """What somebody wants a post to say from now on."""

    id: int
    post_id: int
    by_id: int | None
    approver_id: int | None
    text: str
    state: str


@dataclass(frozen=True)
class Asked:
    """Somebody who is named in it."""

    member_id: int
    name: str
    answer: str


_REWORDINGS = Shape(Rewording, post_rewording)
_ASKED = Shape(Asked, post_rewording_answer, name=member.c.name)


def add(db: Connection, post_id: int, by_id: int, text: str, now: datetime) -> Rewording:
    """A new one; what was wanted before it and is still open is dropped."""
    waiting = and_(post_rewording.c.post_id == post_id, post_rewording.c.state == str(Stage.OPEN))
    db.execute(update(post_rewording).where(waiting).values(state=str(Stage.DROPPED)))
    row = {"post_id": post_id, "by_id": by_id, "text": text, "state": str(Stage.OPEN), "created": now}
    new = db.execute(insert(post_rewording).values(row).returning(post_rewording.c.id)).scalar_one()
    return Rewording(new, post_id, by_id, None, text, str(Stage.OPEN))


def get(db: Connection, rewording_id: int, *, lock: bool = False) -> Rewording | None:
    """That one; locked when it is about to be decided on, after its post."""
    query = _REWORDINGS.query.where(post_rewording.c.id == rewording_id)
    return _REWORDINGS.one(db, query.with_for_update() if lock else query)


def become(db: Connection, rewording_id: int, stage: Stage) -> None:
    """It has come so far."""
    db.execute(update(post_rewording).where(post_rewording.c.id == rewording_id).values(state=str(stage)))


def approve(db: Connection, rewording_id: int, approver_id: int) -> None:
    """Somebody who may decide has said yes to it."""
    db.execute(update(post_rewording).where(post_rewording.c.id == rewording_id).values(approver_id=approver_id))


def left(db: Connection, post_id: int) -> Rewording | None:
    """The one that is on its way."""
    here = and_(post_rewording.c.post_id == post_id, post_rewording.c.state == str(Stage.LEFT))
    return _REWORDINGS.one(db, _REWORDINGS.query.where(here).order_by(post_rewording.c.id.desc()).limit(1))


def note(db: Connection, rewording_id: int, member_id: int, answer: Answer, now: datetime) -> None:
    """Somebody was asked, or said what they think of it; the last word counts."""
    mine = and_(post_rewording_answer.c.rewording_id == rewording_id, post_rewording_answer.c.member_id == member_id)
    values = {"answer": str(answer), "at": now}
    if not db.execute(update(post_rewording_answer).where(mine).values(values)).rowcount:
        row = {"rewording_id": rewording_id, "member_id": member_id, **values}
        db.execute(insert(post_rewording_answer).values(row))


def asked(db: Connection, rewording_id: int) -> list[Asked]:
    """Everybody who is asked about it, by id."""
    of = post_rewording_answer
    query = _ASKED.query.join(member, member.c.id == of.c.member_id)
    return _ASKED.all(db, query.where(of.c.rewording_id == rewording_id).order_by(member.c.id))


def forget(db: Connection, post_ids: list[int], member_id: int) -> None:
    """All of these posts, and those that name a person or wait with words of theirs, are gone."""
    naming = select(post_rewording_answer.c.rewording_id).where(post_rewording_answer.c.member_id == member_id)
    theirs = and_(post_rewording.c.by_id == member_id, post_rewording.c.state == str(Stage.OPEN))
    mine = or_(post_rewording.c.post_id.in_(post_ids), post_rewording.c.id.in_(naming), theirs)
    db.execute(delete(post_rewording).where(mine))
