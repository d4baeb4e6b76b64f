"""Broadcasts: what managers write to many, its translations and buttons, and who was meant when it began."""

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
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
    delete,
    func,
    insert,
    select,
    update,
)

from domain.broadcasts import Link, State
from storage.db import Moment, metadata
from storage.outbox import letter

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("author_id", ForeignKey("member.id", ondelete="SET NULL"), index=True),
    Column("state", String, nullable=False),
    Column("language", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("buttons", Text, nullable=False, default="[]"),
    Column("picture", Text, nullable=False, default=""),
    Column("segment", String, nullable=False, default=""),
    Column("filters", Text, nullable=False, default=""),
    Column("due", Moment),
    Column("zone", String, nullable=False, default=""),
    Column("repeats", String, nullable=False, default="never"),
    Column("first", Date),
    Column("until", Date),
    Column("audience", Integer, nullable=False, default=0),
    Column("cursor", Integer, nullable=False, default=0),
    Column("erased", Integer, nullable=False, default=0),
    Column("edition", Integer, nullable=False, default=0),
    Column("taken_back", Moment),
    Column("resend_of", Integer),
    Column("created", Moment, nullable=False),
    Column("begun", Moment),
    Column("ended", Moment),
    Index("ix_broadcast_community", "community_id", "state", "id"),
)
"""`filters` as typed, empty for everybody; `picture` a JSON of name, mime, alt and the
fingerprint of its bytes, which lie aside, or of an address and alt.

`cursor`: how many of the `audience` have a row; `erased`: how many have left no trace since; `edition`: changes after
it was sent; `resend_of`: the one whose unreached people this is for.
"""

broadcast_text = Table(
    "broadcast_text",
    metadata,
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String, primary_key=True),
    Column("text", Text, nullable=False),
)
"""Translations; who reads none of them gets the words that were written first."""

broadcast_letter = Table(
    "broadcast_letter",
    metadata,
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String, primary_key=True),
    Column("letter_id", ForeignKey("letter.id", ondelete="CASCADE"), nullable=False),
)

broadcast_audience = Table(
    "broadcast_audience",
    metadata,
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    Column("people", Text, nullable=False),
)
"""Who belonged to it when it began, as ids in order; gone as soon as everybody has a row."""

broadcast_tap = Table(
    "broadcast_tap",
    metadata,
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    Column("button", String, primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("at", Moment, nullable=False),
)


@dataclass(frozen=True)
class Broadcast:
    """A broadcast as handlers see it."""

    id: int
    community_id: int
    author_id: int | None
    state: str
    language: str
    text: str
    buttons: str
    picture: str
    segment: str
    filters: str
    due: datetime | None
    zone: str
    repeats: str
    first: date | None
    until: date | None
    audience: int
    cursor: int
    erased: int
    edition: int
    taken_back: datetime | None
    resend_of: int | None
    begun: datetime | None
    ended: datetime | None

    @property
    def links(self) -> tuple[Link, ...]:
        """Its buttons."""
        return tuple(Link(*pair) for pair in json.loads(self.buttons))


_COLUMNS = tuple(broadcast.c[field.name] for field in fields(Broadcast))
COPIED = ("community_id", "author_id", "language", "text", "buttons", "picture", "segment", "filters", "zone")


def add(db: Connection, now: datetime, **values: Any) -> int:
    """A new draft; the keys are columns."""
    row = {"state": str(State.DRAFT), "created": now} | values
    return int(db.execute(insert(broadcast).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def get(db: Connection, broadcast_id: int, *, lock: bool = False) -> Broadcast | None:
    """The broadcast of that id; locked when it is about to be decided on."""
    query = select(*_COLUMNS).where(broadcast.c.id == broadcast_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return Broadcast(*row) if row else None


def change(db: Connection, broadcast_id: int, **values: Any) -> None:
    """Change columns of a broadcast."""
    db.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(values))


def page(db: Connection, community_id: int, limit: int) -> list[Broadcast]:
    """The newest of a community, but for those that were dropped."""
    here = and_(broadcast.c.community_id == community_id, broadcast.c.state != str(State.DROPPED))
    query = select(*_COLUMNS).where(here).order_by(broadcast.c.id.desc()).limit(limit)
    return [Broadcast(*row) for row in db.execute(query)]


def again(db: Connection, one: Broadcast, now: datetime, **values: Any) -> int:
    """The same broadcast once more, with its translations, as a new one."""
    row = {name: getattr(one, name) for name in COPIED} | values
    copy = add(db, now, **row)
    for language, text in translations(db, one.id).items():
        translate(db, copy, language, text)
    return copy


def translate(db: Connection, broadcast_id: int, language: str, text: str) -> None:
    """Its words in that language; empty ones take the translation away."""
    this = and_(broadcast_text.c.broadcast_id == broadcast_id, broadcast_text.c.language == language)
    db.execute(delete(broadcast_text).where(this))
    if text:
        db.execute(insert(broadcast_text).values(broadcast_id=broadcast_id, language=language, text=text))


def translations(db: Connection, broadcast_id: int) -> dict[str, str]:
    """Its words by language, but for the one it was written in."""
    query = select(broadcast_text.c.language, broadcast_text.c.text)
    rows = db.execute(query.where(broadcast_text.c.broadcast_id == broadcast_id).order_by(broadcast_text.c.language))
    return {row.language: row.text for row in rows}


def keep_letters(db: Connection, broadcast_id: int, messages: dict[str, str]) -> None:
    """Store what is sent, once a language; what stands already is changed, and with it all that has not left yet."""
    known = letters(db, broadcast_id)
    for language, message in messages.items():
        if language in known:
            db.execute(update(letter).where(letter.c.id == known[language]).values(message=message))
            continue
        row = db.execute(insert(letter).values(message=message)).inserted_primary_key
        values = {"broadcast_id": broadcast_id, "language": language, "letter_id": int(row[0])}  # type: ignore[index]  # an insert has one
        db.execute(insert(broadcast_letter).values(values))


def letters(db: Connection, broadcast_id: int) -> dict[str, int]:
    """Where the message of each language stands."""
    query = select(broadcast_letter.c.language, broadcast_letter.c.letter_id)
    return {
        row.language: row.letter_id for row in db.execute(query.where(broadcast_letter.c.broadcast_id == broadcast_id))
    }


def sent_again(db: Connection, broadcast_id: int) -> bool:
    """Whether whom it failed for was written to once more already."""
    query = select(broadcast.c.id).where(broadcast.c.resend_of == broadcast_id, broadcast.c.state != str(State.DROPPED))
    return db.execute(query.limit(1)).first() is not None


def meant(db: Connection, broadcast_id: int, people: list[int] | None = None) -> list[int]:
    """Who belonged to it when it began; given, they are written down first."""
    if people is not None:
        db.execute(insert(broadcast_audience).values(broadcast_id=broadcast_id, people=json.dumps(people)))
        return people
    query = select(broadcast_audience.c.people).where(broadcast_audience.c.broadcast_id == broadcast_id)
    return list(json.loads(db.execute(query).scalar() or "[]"))


def all_have_rows(db: Connection, broadcast_id: int) -> None:
    """The list of who was meant has served: the ledger says the rest."""
    db.execute(delete(broadcast_audience).where(broadcast_audience.c.broadcast_id == broadcast_id))


def tap(db: Connection, broadcast_id: int, button: int, member_id: int, now: datetime) -> bool:
    """Somebody pressed a button; True the first time."""
    values = {"broadcast_id": broadcast_id, "button": str(button), "member_id": member_id}
    this = and_(*(broadcast_tap.c[name] == value for name, value in values.items()))
    if db.execute(select(broadcast_tap.c.member_id).where(this)).first():
        return False
    db.execute(insert(broadcast_tap).values(values | {"at": now}))
    return True


def taps(db: Connection, broadcast_id: int) -> dict[int, int]:
    """How many people pressed each button."""
    query = select(broadcast_tap.c.button, func.count()).where(broadcast_tap.c.broadcast_id == broadcast_id)
    return {int(button): int(count) for button, count in db.execute(query.group_by(broadcast_tap.c.button))}
