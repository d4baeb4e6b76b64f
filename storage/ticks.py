"""What is due: work at a moment, and slots of periodic work that one process wins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Moment, metadata
from storage.statements import Statement

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


HOLD = timedelta(minutes=5)
"""After this long a claimed piece of work is taken to be lost with its process, and done again."""

RESTORED = "restored"
"""Work that may have been done between a backup and its restore: it is done again without sending anything."""

Enqueue = Callable[[Connection, str, str], bool]
"""Puts a piece of work into the queue of many machines, inside the unit; False where it waits there already."""


def _planning(insert: Any) -> Any:
    asked = insert(due).values({column.name: bindparam(column.name) for column in due.c})
    new = {"at": asked.excluded.at, "held": asked.excluded.held, "attempts": asked.excluded.attempts}
    return asked.on_conflict_do_update(index_elements=[due.c.work, due.c.key], set_=new)


def _soonest(insert: Any) -> Any:
    asked = insert(due).values({column.name: bindparam(column.name) for column in due.c})
    at = case((or_(due.c.held, due.c.at > asked.excluded.at), asked.excluded.at), else_=due.c.at)
    new = {"at": at, "held": asked.excluded.held, "attempts": asked.excluded.attempts}
    return asked.on_conflict_do_update(index_elements=[due.c.work, due.c.key], set_=new)


_SOONEST = Statement({"sqlite": _soonest(sqlite.insert), "postgresql": _soonest(postgresql.insert)})
_PLAN = Statement({"sqlite": _planning(sqlite.insert), "postgresql": _planning(postgresql.insert)})
_THIS = and_(due.c.work == bindparam("which"), due.c.key == bindparam("its"))
_TAKE = Statement(update(due).where(_THIS).values(at=bindparam("until"), attempts=due.c.attempts + 1, held=True))
_FINISH = Statement(
    delete(due).where(_THIS, due.c.at == bindparam("until", type_=Moment), due.c.attempts == bindparam("tries"))
)
"""Work planned anew has no attempts behind it, even where the clock stands still."""
_NEXT = Statement(select(func.min(due.c.at)))


@dataclass(frozen=True)
class Due:
    """A piece of work whose moment has come; a slot of periodic work is held by nobody."""

    work: str
    key: str
    attempts: int
    held_until: datetime | None


def plan(db: Connection, work: str, key: str, at: datetime) -> None:
    """Ask for work at a moment; asked for again, the new moment counts."""
    _plan(db, work, key, at, held=False)


def at_once(db: Connection, work: str, key: str, now: datetime) -> None:
    """Ask for work now: with many machines its job stands in their queue as soon as this unit is committed.

    Where a job of it waits there already, that one may be beginning just now and not see what this unit wrote: then
    the row is left to whoever looks next.
    """
    plan(db, work, key, now)
    enqueue: Enqueue | None = db.get_execution_options().get("enqueue")
    if enqueue and enqueue(db, work, key):
        _plan(db, work, key, now + HOLD, held=True)


def _plan(db: Connection, work: str, key: str, at: datetime, *, held: bool) -> None:
    _PLAN.run(db, work=work, key=key, at=at, attempts=0, held=held)


def plan_soonest(db: Connection, work: str, key: str, at: datetime) -> None:
    """Ask for work at that moment at the latest: what is planned for sooner stays, so that many who ask in a row
    cannot put it off for ever.
    """
    _SOONEST.run(db, work=work, key=key, at=at, attempts=0, held=False)


def plan_in_doubt(db: Connection, work: str, key: str, restored: datetime) -> None:
    """Ask for work that may have been done already before that restore (`scheduler.restored`)."""
    plan(db, RESTORED, f"{restored.isoformat()} {work} {key}", restored)


def in_doubt(key: str) -> tuple[datetime, str, str]:
    """(moment of the restore, work, its key) of a piece that was planned in doubt."""
    moment, work, its_key = key.split(" ", 2)
    return datetime.fromisoformat(moment), work, its_key


def doubts(db: Connection) -> list[str]:
    """The keys of all work in doubt, the first planned first; empty but after a restore."""
    return list(db.execute(select(due.c.key).where(due.c.work == RESTORED).order_by(due.c.at, due.c.key)).scalars())


def unplan(db: Connection, work: str, key: str) -> None:
    """The work is done, or no longer wanted."""
    db.execute(delete(due).where(due.c.work == work, due.c.key == key))


def take(db: Connection, now: datetime, limit: int, hold: timedelta) -> list[Due]:
    """Claim what is due; a claim is the moment moved on by `hold`, so that a crash brings the work back."""
    query = select(due.c.work, due.c.key, due.c.attempts).where(due.c.at <= now).order_by(due.c.at).limit(limit)
    found = db.execute(query.with_for_update(skip_locked=True)).all()
    rows = [Due(row.work, row.key, row.attempts + 1, now + hold) for row in found]
    _TAKE.many(db, ({"which": row.work, "its": row.key, "until": row.held_until} for row in rows))
    return rows


def begin(db: Connection, work: str, key: str, now: datetime) -> Due | None:
    """Begin a piece whose job came out of the queue; None where it is no longer wanted, or not yet."""
    this = and_(due.c.work == work, due.c.key == key)
    found = db.execute(select(due.c.at, due.c.attempts, due.c.held).where(this).with_for_update()).first()
    if found is None or (found.at > now and not found.held):
        return None
    db.execute(update(due).where(this).values(at=now + HOLD, attempts=found.attempts + 1, held=True))
    return Due(work, key, found.attempts + 1, now + HOLD)


def give_back(db: Connection, work: str, key: str, now: datetime) -> None:
    """What somebody was doing is due again, unless it was planned anew or is no longer wanted."""
    db.execute(update(due).where(due.c.work == work, due.c.key == key, due.c.held).values(at=now, held=False))


def supersede(db: Connection, work: str, period: str) -> None:
    """Earlier periods of that work are worth nothing any more, not even one that breaks off: this makes up for all."""
    db.execute(delete(due).where(due.c.work == work, due.c.key != period))


def release(db: Connection, now: datetime) -> int:
    """Take back what a dead process was doing, at once: for a database that only one process works on."""
    return db.execute(update(due).where(due.c.held).values(at=now, held=False)).rowcount


def finish(db: Connection, done: Due) -> None:
    """The work is done; it stays where it was planned anew for another moment meanwhile."""
    _FINISH.run(db, which=done.work, its=done.key, until=done.held_until, tries=done.attempts)


def planned(db: Connection, work: str) -> set[str]:
    """The keys under which that work stands, due or being done."""
    return set(db.execute(select(due.c.key).where(due.c.work == work)).scalars())


def next_at(db: Connection) -> datetime | None:
    """When the next piece of work is due."""
    moment: datetime | None = _NEXT.one(db)
    return moment


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
