"""What is due: work at a moment, and slots of periodic work that one process wins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, Integer, String, Table, and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Moment, metadata

due = Table(
    "due",
    metadata,
    Column("work", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("held", Boolean, nullable=False, default=False),
    Index("ix_due_at", "at"),
)
"""`held`: somebody is doing it; `at` is then the moment at which they are taken to be dead."""

slot = Table(
    "slot",
    metadata,
    Column("work", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("won", Moment, nullable=False),
)


@dataclass(frozen=True)
class Due:
    """A piece of work whose moment has come; a slot of periodic work is held by nobody."""

    work: str
    key: str
    attempts: int
    held_until: datetime | None


def plan(db: Connection, work: str, key: str, at: datetime) -> None:
    """Ask for work at a moment; asked for again, the new moment counts."""
    asked = _insert(db, due).values(work=work, key=key, at=at, attempts=0, held=False)
    db.execute(asked.on_conflict_do_update(index_elements=[due.c.work, due.c.key], set_={"at": at, "held": False}))


def unplan(db: Connection, work: str, key: str) -> None:
    """The work is done, or no longer wanted."""
    db.execute(delete(due).where(due.c.work == work, due.c.key == key))


def take(db: Connection, now: datetime, limit: int, hold: timedelta) -> list[Due]:
    """Claim what is due; a claim is the moment moved on by `hold`, so that a crash brings the work back."""
    query = select(due.c.work, due.c.key, due.c.attempts).where(due.c.at <= now).order_by(due.c.at).limit(limit)
    rows = [Due(*row, now + hold) for row in db.execute(query.with_for_update(skip_locked=True))]
    for row in rows:
        mine = update(due).where(due.c.work == row.work, due.c.key == row.key)
        db.execute(mine.values(at=row.held_until, attempts=row.attempts + 1, held=True))
    return rows


def release(db: Connection, now: datetime) -> int:
    """Take back what a dead process was doing, at once: for a database that only one process works on."""
    return db.execute(update(due).where(due.c.held).values(at=now, held=False)).rowcount


def finish(db: Connection, done: Due) -> None:
    """The work is done; it stays where it was planned anew for another moment meanwhile."""
    same = and_(due.c.work == done.work, due.c.key == done.key, due.c.at == done.held_until)
    db.execute(delete(due).where(same))


def next_at(db: Connection) -> datetime | None:
    """When the next piece of work is due."""
    return db.execute(select(func.min(due.c.at))).scalar()


def win(db: Connection, work: str, period: str, now: datetime) -> bool:
    """Take the slot of a period; True for exactly one caller."""
    values = {"work": work, "period": period, "won": now}
    won = _insert(db, slot).values(values).on_conflict_do_nothing().returning(slot.c.work)
    return db.execute(won).first() is not None  # psycopg tells no count of inserted rows


def _insert(db: Connection, table: Table) -> Any:
    """Both databases know ON CONFLICT, each through an `insert` of its own."""
    return (sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert)(table)


def prune(db: Connection, before: datetime) -> int:
    """Forget slots that nobody can ask for again."""
    return db.execute(delete(slot).where(slot.c.won < before)).rowcount
