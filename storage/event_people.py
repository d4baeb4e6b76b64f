"""Who comes to an event: how each stands, who is told of a change, who was there, and what they said of it."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, insert, or_, select, update

from domain.seats import Seat
from storage.consent import consent
from storage.events import attendance, event, event_feedback
from storage.people import Member, member

TOLD = (str(Seat.GOING), str(Seat.OFFERED), str(Seat.WAITING), str(Seat.MAYBE))
"""Who hears of a change: whoever did not say no."""


@dataclass(frozen=True)
class Standing:
    """How one member stands to an event; `offers` counts the seats that were offered to them."""

    seat: Seat
    party: int = 1
    line: int | None = None
    claim_until: datetime | None = None
    offers: int = 0
    answered: datetime | None = None
    checked_in: datetime | None = None


_STANDING = tuple(attendance.c[field.name] for field in fields(Standing))
_MEMBER = tuple(member.c[field.name] for field in fields(Member))
NOBODY = Standing(Seat.OUT)


def of(db: Connection, event_id: int, member_id: int) -> Standing:
    """How a member stands; somebody who never answered is out."""
    row = db.execute(select(*_STANDING).where(_this(event_id, member_id))).first()
    return Standing(Seat(row.seat), *row[1:]) if row else NOBODY


def _this(event_id: int, member_id: int) -> Any:
    return and_(attendance.c.event_id == event_id, attendance.c.member_id == member_id)


def said(db: Connection, event_id: int, member_id: int, now: datetime) -> None:
    """They answered just now."""
    db.execute(update(attendance).where(_this(event_id, member_id)).values(answered=now))


def ahead_of(db: Connection, event_id: int, line: int) -> int:
    """How many stand before that number in line."""
    before = and_(attendance.c.event_id == event_id, attendance.c.seat == Seat.WAITING, attendance.c.line < line)
    return int(db.execute(select(func.count()).select_from(attendance).where(before)).scalar_one())


def counts(db: Connection, event_id: int) -> dict[Seat, int]:
    """How many members stand how, guests aside."""
    query = select(attendance.c.seat, func.count()).where(attendance.c.event_id == event_id)
    return {Seat(seat): int(count) for seat, count in db.execute(query.group_by(attendance.c.seat))}


def named(db: Connection, event_id: int, seats: tuple[str, ...], limit: int = 50) -> list[Row[Any]]:
    """Rows of (id, name, seat, party, line, checked_in), in the order of their line, then of their names."""
    columns = (member.c.id, member.c.name, attendance.c.seat, attendance.c.party, attendance.c.line)
    query = select(*columns, attendance.c.checked_in).join(attendance, attendance.c.member_id == member.c.id)
    here = query.where(attendance.c.event_id == event_id, attendance.c.seat.in_(seats))
    return list(db.execute(here.order_by(attendance.c.line, member.c.name, member.c.id).limit(limit)))


def told(
    db: Connection, event_id: int, after: int, limit: int, seats: tuple[str, ...] = TOLD
) -> list[tuple[Member, Standing]]:
    """The next people to tell, by their number, with how each stands."""
    query = select(*_MEMBER, *_STANDING).join(attendance, attendance.c.member_id == member.c.id)
    here = query.where(attendance.c.event_id == event_id, attendance.c.seat.in_(seats), member.c.id > after)
    rows = db.execute(here.order_by(member.c.id).limit(limit))
    cut = len(_MEMBER)
    return [(Member(*row[:cut]), Standing(Seat(row[cut]), *row[cut + 1 :])) for row in rows]


def next_claim(db: Connection, event_id: int) -> datetime | None:
    """When the next offer ends."""
    offered = and_(attendance.c.event_id == event_id, attendance.c.seat == Seat.OFFERED)
    return db.execute(select(func.min(attendance.c.claim_until)).where(offered)).scalar()


def check_in(db: Connection, event_id: int, member_id: int, now: datetime) -> None:
    """They are here; said twice, the first time counts."""
    here = and_(_this(event_id, member_id), attendance.c.checked_in.is_(None))
    db.execute(update(attendance).where(here).values(checked_in=now))


def walked_in(db: Connection, event_id: int, member_id: int, now: datetime) -> None:
    """Somebody without a seat is at the door all the same: they were there, and took nobody's seat."""
    if db.execute(update(attendance).where(_this(event_id, member_id)).values(checked_in=now)).rowcount:
        return
    values = {"event_id": event_id, "member_id": member_id, "seat": str(Seat.OUT), "party": 1, "offers": 0}
    db.execute(insert(attendance).values(values | {"answered": now, "checked_in": now}))


def checked_in(db: Connection, event_id: int) -> int:
    """How many have checked in."""
    here = and_(attendance.c.event_id == event_id, attendance.c.checked_in.is_not(None))
    return int(db.execute(select(func.count()).select_from(attendance).where(here)).scalar_one())


def were_there(db: Connection, event_id: int, after: int = 0, limit: int = 200) -> list[Member]:
    """Who came: whoever checked in, or where nobody did, whoever had a seat."""
    came: ColumnElement[bool] = attendance.c.checked_in.is_not(None)
    if not checked_in(db, event_id):
        came = attendance.c.seat == Seat.GOING
    query = select(*_MEMBER).join(attendance, attendance.c.member_id == member.c.id)
    here = query.where(attendance.c.event_id == event_id, came, member.c.id > after)
    return [Member(*row) for row in db.execute(here.order_by(member.c.id).limit(limit))]


def company(db: Connection, member_id: int, since: datetime) -> dict[int, str]:
    """Who checked in where this member did since then, and the last event's title: where both agreed to that."""
    mine, theirs = attendance.alias(), attendance.alias()
    agreed = select(consent.c.member_id).where(consent.c.purpose == "events", consent.c.given)
    query = (
        select(theirs.c.member_id, event.c.title)
        .join(mine, and_(mine.c.event_id == event.c.id, mine.c.member_id == member_id))
        .join(theirs, and_(theirs.c.event_id == event.c.id, theirs.c.member_id != member_id))
        .where(mine.c.checked_in.is_not(None), theirs.c.checked_in.is_not(None), event.c.begins >= since)
        .where(mine.c.member_id.in_(agreed), theirs.c.member_id.in_(agreed))
    )
    return {row.member_id: row.title for row in db.execute(query.order_by(event.c.begins))}


def rate(db: Connection, event_id: int, member_id: int, now: datetime, **taps: int) -> dict[str, int | None]:
    """Note one of the three taps; gives all three."""
    mine = and_(event_feedback.c.event_id == event_id, event_feedback.c.member_id == member_id)
    if not db.execute(update(event_feedback).where(mine).values(at=now, **taps)).rowcount:
        db.execute(insert(event_feedback).values(event_id=event_id, member_id=member_id, at=now, **taps))
    columns = (event_feedback.c.liked, event_feedback.c.met, event_feedback.c.again)
    return dict(db.execute(select(*columns).where(mine)).mappings().one())


@dataclass(frozen=True)
class Rated:
    """What was said of an event: how many answered, how they liked it, how many met somebody or would come again."""

    answers: int
    liked: float
    met: int
    again: int


def rated(db: Connection, event_id: int) -> Rated:
    """The sum of all taps, without names."""
    this = event_feedback
    query = select(
        func.count(),
        func.avg(this.c.liked),
        func.count().filter(this.c.met == 3),
        func.count().filter(this.c.again == 3),
    )
    answers, liked, met, again = db.execute(query.where(this.c.event_id == event_id)).one()
    return Rated(int(answers), float(liked or 0), int(met), int(again))


def took_part(db: Connection, event_id: int, member_id: int) -> bool:
    """Whether somebody may say how it was: they had a seat or were there."""
    came = or_(attendance.c.checked_in.is_not(None), attendance.c.seat == Seat.GOING)
    return bool(db.execute(select(exists().where(_this(event_id, member_id), came))).scalar())
