"""Who is named in a post, and what each of them said to exactly these words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, and_, bindparam, delete, insert, update

from storage.db import Moment, metadata
from storage.people import member
from storage.post_shapes import Shape
from storage.statements import Statement

post_consent = Table(
    "post_consent",
    metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("fingerprint", String, nullable=False, default=""),
    Column("answer", String, nullable=False),
    Column("at", Moment, nullable=False),
)
"""`fingerprint`: of the text that was asked about or agreed to (`domain.post_checks.fingerprint`)."""


class Answer(StrEnum):
    """What somebody who is named said."""

    NAMED = "named"
    """Not asked yet."""
    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Named:
    """Somebody who is named in a post."""

    post_id: int
    member_id: int
    fingerprint: str
    answer: str
    at: datetime
    name: str

    def agreed(self, fingerprint: str) -> bool:
        """Whether they said yes to this text."""
        return self.answer == Answer.YES and self.fingerprint == fingerprint


_NAMED = Shape(Named, post_consent, name=member.c.name)
_IN_POST = Statement(
    _NAMED.query.join(member, member.c.id == post_consent.c.member_id)
    .where(post_consent.c.post_id == bindparam("post", type_=Integer))
    .order_by(member.c.id)
)


def named(db: Connection, post_id: int) -> list[Named]:
    """Everybody who is named in it, by id."""
    return _NAMED.each(_IN_POST.all(db, post=post_id))


def note(db: Connection, post_id: int, member_id: int, answer: Answer, now: datetime, fingerprint: str = "") -> None:
    """Write down that somebody is named, was asked, or what they said; the last word counts."""
    mine = and_(post_consent.c.post_id == post_id, post_consent.c.member_id == member_id)
    values = {"answer": str(answer), "fingerprint": fingerprint, "at": now}
    if not db.execute(update(post_consent).where(mine).values(values)).rowcount:
        db.execute(insert(post_consent).values(post_id=post_id, member_id=member_id, **values))


def unname(db: Connection, post_id: int, member_id: int) -> None:
    """They are not named in it any more."""
    mine = and_(post_consent.c.post_id == post_id, post_consent.c.member_id == member_id)
    db.execute(delete(post_consent).where(mine))


def missing(db: Connection, post_id: int, fingerprint: str) -> list[Named]:
    """Who has not said yes to this text."""
    return [one for one in named(db, post_id) if not one.agreed(fingerprint)]


def of_member(db: Connection, member_id: int) -> list[Named]:
    """All posts that name somebody."""
    query = _NAMED.query.join(member, member.c.id == post_consent.c.member_id)
    return _NAMED.all(db, query.where(member.c.id == member_id).order_by(post_consent.c.post_id))
