"""Two accounts that became one person, or two again: where both stand at an event one place stays, and whose it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, select, update

from domain.event_union import Place, better, goes_back
from domain.seats import Seat
from storage.events import attendance, event, event_feedback
from storage.people import account


def alone(db: Connection, member_id: int) -> bool:
    """Whether that person has no account left: they are somebody else now, and nobody parted them since."""
    return db.execute(select(account.c.id).where(account.c.member_id == member_id).limit(1)).first() is None


def both(db: Connection, kept: int, joined: int) -> list[int]:
    """Events at which both stand, in order."""
    mine, theirs = attendance.alias(), attendance.alias()
    pair = and_(mine.c.event_id == theirs.c.event_id, mine.c.member_id == kept, theirs.c.member_id == joined)
    return list(db.execute(select(mine.c.event_id).join(theirs, pair).order_by(mine.c.event_id)).scalars())


@dataclass(frozen=True)
class _Row:
    place: Place
    came: bool


def unite(db: Connection, event_id: int, kept: int, joined: int) -> bool:
    """Keep the better of the two places; counts and offers are the caller's, who has locked the event.

    Returns:
        Whether the place that stays is the one that `joined` brought: it is theirs again if they part.
    """
    found = {who: _row(db, event_id, who) for who in (kept, joined)}
    ours, theirs = found[kept], found[joined]
    if ours is None or theirs is None:
        return False
    worse = kept if better(ours.place, theirs.place) else joined
    db.execute(delete(attendance).where(attendance.c.event_id == event_id, attendance.c.member_id == worse))
    stands = and_(attendance.c.event_id == event_id, attendance.c.member_id.in_((kept, joined)))
    db.execute(update(attendance).where(stands).values(member_id=kept))
    if ours.came or theirs.came:
        last = select(event.c.changed).where(event.c.id == event_id).scalar_subquery()
        missing = and_(stands, attendance.c.checked_in.is_(None))
        db.execute(update(attendance).where(missing).values(checked_in=last))
    said = and_(event_feedback.c.event_id == event_id, event_feedback.c.member_id == joined)
    db.execute(delete(event_feedback).where(said))
    return worse == kept


def brought(event_id: int) -> dict[str, Any]:
    """That place as a link remembers what it moved."""
    return {"table": attendance.name, "columns": ["member_id"], "key": {"event_id": event_id}}


def of(db: Connection, member_id: int) -> list[int]:
    """Events at which that person stands, in order."""
    mine = select(attendance.c.event_id).where(attendance.c.member_id == member_id)
    return list(db.execute(mine.order_by(attendance.c.event_id)).scalars())


def stays(db: Connection, event_id: int, kept: int, joined: int, since: datetime | None) -> bool:
    """Leave a place with `kept` where the one person answered since then; both are two again."""
    theirs = and_(attendance.c.event_id == event_id, attendance.c.member_id == joined)
    row = db.execute(select(attendance.c.answered).where(theirs).with_for_update()).first()
    if row is None or goes_back(row.answered, since) or _row(db, event_id, kept):
        return False
    db.execute(update(attendance).where(theirs).values(member_id=kept))
    return True


def _row(db: Connection, event_id: int, member_id: int) -> _Row | None:
    columns = (attendance.c.seat, attendance.c.line, attendance.c.party, attendance.c.checked_in)
    query = select(*columns).where(attendance.c.event_id == event_id, attendance.c.member_id == member_id)
    row = db.execute(query.with_for_update()).first()
    return _Row(Place(Seat(row.seat), row.line, row.party), row.checked_in is not None) if row else None
