"""Pictures that people send: what the next one is for, and each until whoever it is for has taken it."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from storage.db import Moment, metadata

WAITS = timedelta(days=1)
"""How long the next picture of a person is taken to be for what they were asked about."""
KEPT = timedelta(days=7)
"""How long a picture is kept here: by then whoever it is for has a copy, and its description."""

picture_wish = Table(
    "picture_wish",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("work", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What a person's next picture is for: `work` takes it, `subject` is the thing that the work puts it on."""

picture = Table(
    "picture",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("work", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("workspace", String, nullable=False, default=""),
    Column("file", String, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("name", String, nullable=False, default=""),
    Column("mime", String, nullable=False, default=""),
    Column("content", LargeBinary),
    Column("alt", String, nullable=False, default=""),
    Column("at", Moment, nullable=False, index=True),
)
"""`file` is its id on the platform; `content` its bytes, once they are here and were looked at."""


class State(StrEnum):
    """Where a picture stands."""

    COMING = "coming"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Picture:
    """A picture as its takers see it; `content` is None until its bytes are here."""

    id: int
    member_id: int
    work: str
    subject: str
    platform: str
    workspace: str
    file: str
    state: str
    tries: int
    name: str
    mime: str
    content: bytes | None
    alt: str


_COLUMNS = tuple(picture.c[field.name] for field in fields(Picture))


def want(db: Connection, member_id: int, work: str, subject: str, now: datetime) -> None:
    """Their next picture is for that."""
    unwanted(db, member_id)
    db.execute(insert(picture_wish).values(member_id=member_id, work=work, subject=subject, at=now))


def wanted(db: Connection, member_id: int, now: datetime) -> tuple[str, str] | None:
    """What their next picture is for: the work that takes it, and its subject."""
    mine = (picture_wish.c.member_id == member_id, picture_wish.c.at > now - WAITS)
    row = db.execute(select(picture_wish.c.work, picture_wish.c.subject).where(*mine)).first()
    return (row.work, row.subject) if row else None


def unwanted(db: Connection, member_id: int, work: str | None = None, subject: str = "") -> None:
    """Their next picture is for nothing; with a work, only where it was for that."""
    mine = picture_wish.c.member_id == member_id
    if work is not None:
        mine = mine & (picture_wish.c.work == work) & (picture_wish.c.subject == subject)
    db.execute(delete(picture_wish).where(mine))


def add(db: Connection, now: datetime, **values: Any) -> int:
    """A picture that is coming; the keys are columns."""
    row = values | {"state": str(State.COMING), "at": now}
    return int(db.execute(insert(picture).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def get(db: Connection, picture_id: int, *, lock: bool = False) -> Picture | None:
    """The picture of that id; locked when it is about to be changed."""
    query = select(*_COLUMNS).where(picture.c.id == picture_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return Picture(*row) if row else None


def taken(db: Connection, picture_id: int, work: str, subject: str) -> Picture | None:
    """A picture that is here, for whoever it is for; None for anybody else."""
    found = get(db, picture_id)
    mine = found is not None and (found.work, found.subject) == (work, subject)
    return found if mine and found and found.content is not None else None


def change(db: Connection, picture_id: int, **values: Any) -> None:
    """Change columns of a picture."""
    db.execute(update(picture).where(picture.c.id == picture_id).values(values))
