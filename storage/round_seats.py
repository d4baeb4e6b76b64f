"""Seats of rounds: who sat with whom, who was left out and why, and what each said about it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, and_, func, insert, select, update

from storage.db import Moment, metadata
from storage.introductions import introduction
from storage.people import membership
from storage.rounds import round_held

round_group = Table(
    "round_group",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round_held.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("icebreaker", String, nullable=False, default=""),
    Column("slots", Text, nullable=False, default="[]"),
)

round_seat = Table(
    "round_seat",
    metadata,
    Column("round_id", ForeignKey("round_held.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("group_id", ForeignKey("round_group.id", ondelete="CASCADE"), index=True),
    Column("why", String, nullable=False, default=""),
    Column("met", String, nullable=False, default=""),
    Column("worth", String, nullable=False, default=""),
    Column("asked", Moment),
)
"""`group_id`: none where they were left out, then `why` says it. `met`: "", met, scheduled, not_yet, no; `worth`: "",
good, fair, poor: what this member said. `asked`: when I first asked them how it went."""


@dataclass(frozen=True)
class Group:
    """Some people who sit together; slots are moments in UTC."""

    id: int
    round_id: int
    number: int
    icebreaker: str
    slots: tuple[datetime, ...]


@dataclass(frozen=True)
class Seat:
    """A member's place in a round, and what they said about it."""

    round_id: int
    member_id: int
    group_id: int | None
    why: str
    met: str
    worth: str
    asked: datetime | None


_SEAT = tuple(round_seat.c[field.name] for field in fields(Seat))


def add_empty_group(db: Connection, round_id: int, number: int, icebreaker: str) -> int:
    """A group whose people are seated one by one."""
    new = insert(round_group).values(round_id=round_id, number=number, icebreaker=icebreaker)
    return int(db.execute(new).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def add_group(db: Connection, round_id: int, number: int, icebreaker: str, members: Iterable[int]) -> int:
    """People who sit together in a round."""
    group_id = add_empty_group(db, round_id, number, icebreaker)
    rows = [{"round_id": round_id, "member_id": one, "group_id": group_id} for one in members]
    db.execute(insert(round_seat), rows)
    return group_id


def leave_out(db: Connection, round_id: int, member_id: int, why: str) -> None:
    """Somebody who takes part and has no seat, from the beginning or because the others are gone."""
    here = and_(round_seat.c.round_id == round_id, round_seat.c.member_id == member_id)
    if not db.execute(update(round_seat).where(here).values(group_id=None, why=why)).rowcount:
        db.execute(insert(round_seat).values(round_id=round_id, member_id=member_id, why=why))


def seat_late(db: Connection, round_id: int, member_id: int, group_id: int) -> None:
    """A seat for somebody who had none."""
    here = and_(round_seat.c.round_id == round_id, round_seat.c.member_id == member_id)
    if not db.execute(update(round_seat).where(here).values(group_id=group_id, why="")).rowcount:
        db.execute(insert(round_seat).values(round_id=round_id, member_id=member_id, group_id=group_id))


def group(db: Connection, group_id: int, *, lock: bool = False) -> Group | None:
    """The group of that id; locked while it is told."""
    query = select(round_group).where(round_group.c.id == group_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    if row is None:
        return None
    slots = tuple(datetime.fromisoformat(moment) for moment in json.loads(row.slots))
    return Group(row.id, row.round_id, row.number, row.icebreaker, slots)


def set_slots(db: Connection, group_id: int, slots: tuple[datetime, ...]) -> None:
    """Times that suit everybody in a group."""
    moments = json.dumps([moment.isoformat() for moment in slots])
    db.execute(update(round_group).where(round_group.c.id == group_id).values(slots=moments))


def of_group(db: Connection, group_id: int) -> list[Seat]:
    """The seats of a group, by member."""
    query = select(*_SEAT).where(round_seat.c.group_id == group_id).order_by(round_seat.c.member_id)
    return [Seat(*row) for row in db.execute(query)]


def of_round(db: Connection, round_id: int) -> list[Seat]:
    """All seats of a round, those who were left out too."""
    query = select(*_SEAT).where(round_seat.c.round_id == round_id)
    return [Seat(*row) for row in db.execute(query.order_by(round_seat.c.group_id, round_seat.c.member_id))]


def mine(db: Connection, group_id: int, member_id: int, *, lock: bool = False) -> Seat | None:
    """A member's own seat in a group."""
    query = select(*_SEAT).where(round_seat.c.group_id == group_id, round_seat.c.member_id == member_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return Seat(*row) if row else None


def say(db: Connection, seat: Seat, **values: Any) -> None:
    """Write down what a member said, or that they were asked."""
    here = and_(round_seat.c.round_id == seat.round_id, round_seat.c.member_id == seat.member_id)
    db.execute(update(round_seat).where(here).values(values))


def talks(db: Connection, member_id: int) -> int:
    """How many times somebody said that they met in a round."""
    query = select(func.count()).where(round_seat.c.member_id == member_id, round_seat.c.met == "met")
    return int(db.execute(query).scalar() or 0)


def seated(db: Connection, community_id: int, member_id: int) -> int:
    """How many rounds somebody has sat in."""
    query = select(func.count()).select_from(round_seat.join(round_held))
    here = query.where(round_held.c.community_id == community_id, round_seat.c.member_id == member_id)
    return int(db.execute(here.where(round_seat.c.group_id.is_not(None))).scalar() or 0)


def lately(db: Connection, community_id: int, since: datetime) -> dict[int, list[tuple[datetime, Seat]]]:
    """Each member's seats in the rounds of a community since then with the rounds' moments, the newest first."""
    query = select(round_held.c.at, *_SEAT).join(round_held, round_held.c.id == round_seat.c.round_id)
    here = query.where(round_held.c.community_id == community_id, round_held.c.at >= since)
    found: dict[int, list[tuple[datetime, Seat]]] = {}
    for at, *seat in db.execute(here.order_by(round_held.c.number.desc(), round_seat.c.member_id)):
        found.setdefault(seat[1], []).append((at, Seat(*seat)))
    return found


Meeting = tuple[int, int, datetime, frozenset[str]]
"""Two people, when they were brought together, and what they said about it."""


def meetings(db: Connection, community_id: int, since: datetime) -> list[Meeting]:
    """Who of a community sat together since then, in rounds of any community, and who was introduced."""
    here = select(membership.c.member_id).where(membership.c.community_id == community_id)
    one, other = round_seat.alias(), round_seat.alias()
    sat = (
        select(one.c.member_id, other.c.member_id, round_held.c.at, one.c.met, other.c.met)
        .select_from(one)
        .join(other, and_(other.c.group_id == one.c.group_id, other.c.member_id > one.c.member_id))
        .join(round_held, round_held.c.id == one.c.round_id)
        .where(round_held.c.at >= since, one.c.member_id.in_(here), other.c.member_id.in_(here))
    )
    introduced = select(
        introduction.c.helper_id, introduction.c.owner_id, introduction.c.created, introduction.c.met
    ).where(introduction.c.created >= since, introduction.c.helper_id.in_(here), introduction.c.owner_id.in_(here))
    found = [(a, b, at, frozenset(said)) for a, b, at, *said in db.execute(sat)]
    return found + [(min(a, b), max(a, b), at, frozenset([met])) for a, b, at, met in db.execute(introduced)]


def mates(db: Connection, member_id: int) -> set[int]:
    """Everybody who ever sat with this member."""
    own, other = round_seat.alias(), round_seat.alias()
    query = select(other.c.member_id).join(own, own.c.group_id == other.c.group_id)
    found = db.execute(query.where(own.c.member_id == member_id, other.c.member_id != member_id).distinct())
    return set(found.scalars())
