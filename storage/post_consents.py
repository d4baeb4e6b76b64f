"""Who is named in a post, and what each of them said to exactly these words."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Connection, ForeignKey, String, Table, and_, delete, insert, select, update

from storage.db import Moment, metadata
from storage.people import member

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


_COLUMNS = (*(post_consent.c[field.name] for field in fields(Named) if field.name != "name"), member.c.name)


def named(db: Connection, post_id: int) -> list[Named]:
    """Everybody who is named in it, by id."""
    query = select(*_COLUMNS).join(member, member.c.id == post_consent.c.member_id)
    return [Named(*row) for row in db.execute(query.where(post_consent.c.post_id == post_id).order_by(member.c.id))]


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
    query = select(*_COLUMNS).join(member, member.c.id == post_consent.c.member_id)
    return [Named(*row) for row in db.execute(query.where(member.c.id == member_id).order_by(post_consent.c.post_id))]
