"""Introductions: who was introduced to whom, whether they talked, and what came of it."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Text,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.db import Moment, metadata

introduction = Table(
    "introduction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("match_id", ForeignKey("match.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("need_id", Integer, nullable=False),
    Column("helper_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("owner_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("offer", Text, nullable=False, default=""),
    Column("icebreaker", String, nullable=False, default=""),
    Column("slots", Text, nullable=False, default="[]"),
    Column("met", String, nullable=False, default=""),
    Column("outcome", String, nullable=False, default=""),
    Column("feedback", Text, nullable=False, default="{}", info={"by_member": True}),
    Column("created", Moment, nullable=False),
)
"""`offer`: what the helper does, as it stood in the match; `icebreaker`: a sentence's id in the catalogue.
`met`: "", met, scheduled, not_yet, no. `outcome`: "", working, done, nothing (at 30 and 90 days).
`feedback`: JSON by member id, what each said of the talk: good, fair or poor."""


@dataclass(frozen=True)
class Introduction:
    """An introduction as handlers see it; slots are moments in UTC."""

    id: int
    match_id: int
    need_id: int
    helper_id: int
    owner_id: int
    offer: str
    icebreaker: str
    slots: tuple[datetime, ...]
    met: str
    outcome: str
    feedback: dict[str, str]
    created: datetime

    def other(self, member_id: int) -> int:
        """The other of the two."""
        return self.owner_id if member_id == self.helper_id else self.helper_id


_COLUMNS = tuple(introduction.c[field.name] for field in fields(Introduction))


def _introduction(row: Row[Any]) -> Introduction:
    values = dict(row._mapping)  # noqa: SLF001 – SQLAlchemy's documented mapping of a row
    slots = tuple(datetime.fromisoformat(moment) for moment in json.loads(values["slots"]))
    return Introduction(**(values | {"slots": slots, "feedback": json.loads(values["feedback"])}))


def add(db: Connection, now: datetime, slots: tuple[datetime, ...], **values: Any) -> int:
    """A new introduction; the keys are columns."""
    moments = json.dumps([moment.isoformat() for moment in slots])
    new = insert(introduction).values(created=now, slots=moments, **values)
    return int(db.execute(new).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def get(db: Connection, introduction_id: int, *, lock: bool = False) -> Introduction | None:
    """The introduction of that id; locked when it is about to be changed."""
    query = select(*_COLUMNS).where(introduction.c.id == introduction_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return _introduction(row) if row else None


def of_match(db: Connection, match_id: int) -> Introduction | None:
    """What a match led to."""
    row = db.execute(select(*_COLUMNS).where(introduction.c.match_id == match_id)).first()
    return _introduction(row) if row else None


def of_member(db: Connection, member_id: int, since: datetime, limit: int = 20) -> list[Introduction]:
    """Whom somebody was introduced to since then, the newest first."""
    mine = or_(introduction.c.helper_id == member_id, introduction.c.owner_id == member_id)
    query = select(*_COLUMNS).where(mine, introduction.c.created >= since).order_by(introduction.c.id.desc())
    return [_introduction(row) for row in db.execute(query.limit(limit))]


def talks(db: Connection, member_id: int) -> int:
    """How many introductions of somebody led to a talk."""
    mine = or_(introduction.c.helper_id == member_id, introduction.c.owner_id == member_id)
    return int(db.execute(select(func.count()).where(mine, introduction.c.met == "met")).scalar() or 0)


def pairs_since(db: Connection, since: datetime) -> list[tuple[int, int]]:
    """(helper, owner) of everybody who was introduced since then."""
    query = select(introduction.c.helper_id, introduction.c.owner_id).where(introduction.c.created >= since)
    return [(row.helper_id, row.owner_id) for row in db.execute(query)]


def change(db: Connection, introduction_id: int, **values: Any) -> None:
    """Change columns of an introduction, such as `met`; `feedback` is given as a dictionary."""
    if "feedback" in values:
        values["feedback"] = json.dumps(values["feedback"])
    db.execute(update(introduction).where(introduction.c.id == introduction_id).values(values))
