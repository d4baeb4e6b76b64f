"""Series of events: the rule, what each of them is like, and which numbers have been made or are different."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.recurrence import Change, Different, Rule, Unit
from storage.db import Moment, metadata
from storage.events import event

event_series = Table(
    "event_series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("organiser_id", ForeignKey("member.id", ondelete="SET NULL"), index=True),
    Column("uid", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("description", Text, nullable=False, default=""),
    Column("place", String, nullable=False, default=""),
    Column("link", String, nullable=False, default=""),
    Column("capacity", Integer),
    Column("guests", Integer, nullable=False, default=0),
    Column("first", DateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("step", Integer, nullable=False),
    Column("nth", Integer, nullable=False, default=0),
    Column("until", Date),
    Column("count", Integer),
    Column("state", String, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Index("ix_event_series_community", "community_id", "state"),
)
"""`state`: waiting (its first event is not published yet), running, ended. `first` is a wall time, like an event's."""

occurrence = Table(
    "event_occurrence",
    metadata,
    Column("series_id", ForeignKey("event_series.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("event_id", ForeignKey("event.id", ondelete="SET NULL"), index=True),
    Column("change", String, nullable=False, default=""),
    Column("wall", DateTime),
)
"""One row a number, ever: whoever writes it makes the event. `change`: skipped, moved (to `wall`), cancelled."""


@dataclass(frozen=True)
class Series:
    """A series as handlers see it."""

    id: int
    community_id: int
    organiser_id: int | None
    uid: str
    title: str
    description: str
    place: str
    link: str
    capacity: int | None
    guests: int
    first: datetime
    minutes: int
    zone: str
    unit: str
    step: int
    nth: int
    until: date | None
    count: int | None
    state: str
    sequence: int
    changed: datetime

    @property
    def rule(self) -> Rule:
        """When it happens."""
        return Rule(self.first, self.zone, Unit(self.unit), self.step, self.nth, self.until, self.count)

    @property
    def lasts(self) -> timedelta:
        """How long each of them takes."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Made:
    """One number of a series: the event that it became, if that stands, and how it differs."""

    number: int
    event_id: int | None
    change: str
    wall: datetime | None


LIKE = ("community_id", "organiser_id", "title", "description", "place", "link", "capacity", "guests", "zone")
"""Columns that an event and its series have in common."""
_COLUMNS = tuple(event_series.c[field.name] for field in fields(Series))
_MADE = tuple(occurrence.c[field.name] for field in fields(Made))


def columns_of(rule: Rule) -> dict[str, Any]:
    """A rule as the table holds it."""
    values = {"first": rule.first, "zone": rule.zone, "unit": str(rule.unit), "step": rule.step}
    return values | {"nth": rule.nth, "until": rule.until, "count": rule.count}


def add(db: Connection, now: datetime, rule: Rule, **values: Any) -> int:
    """A new series; the keys are columns."""
    row = values | columns_of(rule) | {"created": now, "changed": now}
    return int(db.execute(insert(event_series).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def drop_waiting(db: Connection, series_id: int | None) -> None:
    """Forget a series whose first event was never published."""
    waits = (event_series.c.id == series_id, event_series.c.state == "waiting")
    db.execute(delete(event_series).where(*waits))


def belong(db: Connection, event_id: int, series_id: int) -> None:
    """An event is one of this series."""
    db.execute(update(event).where(event.c.id == event_id).values(series_id=series_id))


def change(db: Connection, series_id: int, now: datetime, **values: Any) -> None:
    """Change columns of a series; calendars see that something changed."""
    count = event_series.c.sequence + 1
    where = update(event_series).where(event_series.c.id == series_id)
    db.execute(where.values({"sequence": count, "changed": now} | values))


def get(db: Connection, series_id: int, *, lock: bool = False) -> Series | None:
    """The series of that id; locked when it is about to be decided on."""
    query = select(*_COLUMNS).where(event_series.c.id == series_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return Series(*row) if row else None


def running(db: Connection, community_id: int | None = None) -> list[Series]:
    """Series that go on, of one community or of all, oldest first."""
    query = select(*_COLUMNS).where(event_series.c.state == "running").order_by(event_series.c.id)
    if community_id is not None:
        query = query.where(event_series.c.community_id == community_id)
    return [Series(*row) for row in db.execute(query)]


def shown(db: Connection, community_id: int, since: datetime) -> list[Series]:
    """Series that a calendar shows: those that go on, and those that ended lately."""
    query = select(*_COLUMNS).where(event_series.c.community_id == community_id, event_series.c.state != "waiting")
    alive = (event_series.c.state == "running") | (event_series.c.changed >= since)
    return [Series(*row) for row in db.execute(query.where(alive).order_by(event_series.c.id))]


def numbers(db: Connection, series_id: int) -> list[Made]:
    """Every number that was made or is different, in order."""
    query = select(*_MADE).where(occurrence.c.series_id == series_id).order_by(occurrence.c.number)
    return [Made(*row) for row in db.execute(query)]


def different(db: Connection, series_id: int) -> dict[int, Different]:
    """How numbers differ from the rule."""
    return {made.number: Different(Change(made.change), made.wall) for made in numbers(db, series_id) if made.change}


def number_of(db: Connection, event_id: int) -> tuple[int, int] | None:
    """(series, number) of an event; None where it is no part of one."""
    row = db.execute(
        select(occurrence.c.series_id, occurrence.c.number).where(occurrence.c.event_id == event_id)
    ).first()
    return (int(row.series_id), int(row.number)) if row else None


def take(db: Connection, series_id: int, number: int, change_: Change | None = None) -> bool:
    """Take a number; True for exactly one caller, who then makes its event or leaves it out."""
    into = (sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert)(occurrence)
    values = {"series_id": series_id, "number": number, "change": str(change_ or "")}
    won = into.values(values).on_conflict_do_nothing().returning(occurrence.c.number)
    return db.execute(won).first() is not None


def note(db: Connection, series_id: int, number: int, **values: Any) -> None:
    """Write down what became of a number."""
    here = (occurrence.c.series_id == series_id, occurrence.c.number == number)
    db.execute(update(occurrence).where(*here).values(values))


def shift(db: Connection, series_id: int, number: int, to: int) -> None:
    """Numbers from one on become the first ones of another series, with their events."""
    for made in numbers(db, series_id):
        if made.number >= number:
            here = (occurrence.c.series_id == series_id, occurrence.c.number == made.number)
            values: dict[str, Any] = {"series_id": to, "number": made.number - number + 1}
            db.execute(update(occurrence).where(*here).values(values))
    moved = select(occurrence.c.event_id).where(occurrence.c.series_id == to)
    db.execute(update(event).where(event.c.id.in_(moved)).values(series_id=to))
