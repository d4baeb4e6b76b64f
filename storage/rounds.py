"""Rounds: when the next one is, what managers decided about it, and the rounds there were."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from domain.rounds import State
from storage.db import Moment, metadata

round_plan = Table(
    "round_plan",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("rhythm", String, nullable=False, default="off"),
    Column("weekday", Integer, nullable=False, default=0),
    Column("hour", Integer, nullable=False, default=10),
    Column("size", Integer, nullable=False, default=2),
    Column("mixing", String, nullable=False, default="any"),
    Column("side", String, nullable=False, default="world"),
    Column("curated", Boolean, nullable=False, default=False),
    Column("seed", Integer),
    Column("slot", Moment),
    Column("at", Moment),
    Column("released", Boolean, nullable=False, default=False),
    Column("version", Integer, nullable=False, default=0),
)
"""`slot`: the next one of the rhythm; `at`: when the next round goes out, another moment only where a manager said so.
`curated`: it goes out only once a manager has released it."""

round_draft = Table(
    "round_draft",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("number", Integer, nullable=False),
)
"""The seats of the next round where a manager has decided on them: `number` is of the group."""

round_pair = Table(
    "round_pair",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("one_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("other_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("kind", String, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What managers decided about two people, the smaller id first: `together` in the next round, or `apart` for good."""

round_held = Table(
    "round_held",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("seed", Integer, nullable=False, default=0),
    Column("size", Integer, nullable=False, default=2),
    Column("mixing", String, nullable=False, default="any"),
    Column("days", Integer, nullable=False, default=14),
    Column("at", Moment, nullable=False),
    UniqueConstraint("community_id", "number"),
)
"""A round is held or skipped once: (community, number) is unique. `days`: how long it lasts."""

TOGETHER, APART = "together", "apart"


@dataclass(frozen=True)
class Plan:
    """What is decided about a community's next round."""

    community_id: int
    rhythm: str = "off"
    weekday: int = 0
    hour: int = 10
    size: int = 2
    mixing: str = "any"
    side: str = "world"
    curated: bool = False
    seed: int | None = None
    slot: datetime | None = None
    at: datetime | None = None
    released: bool = False
    version: int = 0


@dataclass(frozen=True)
class Held:
    """A round that was held or skipped."""

    id: int
    community_id: int
    number: int
    state: str
    reason: str
    seed: int
    size: int
    mixing: str
    days: int
    at: datetime


_PLAN = tuple(round_plan.c[field.name] for field in fields(Plan))
_HELD = tuple(round_held.c[field.name] for field in fields(Held))


def plan(db: Connection, community_id: int, *, lock: bool = False) -> Plan:
    """What is decided about the next round; locked when it is about to be changed."""
    query = select(*_PLAN).where(round_plan.c.community_id == community_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return Plan(*row) if row else Plan(community_id)


def locked(db: Connection, community_id: int) -> Plan:
    """The same, made at the first word and held until the end of the unit."""
    found = db.execute(select(_PLAN[0]).where(round_plan.c.community_id == community_id)).first()
    if found is None:
        db.execute(insert(round_plan).values(community_id=community_id))
    return plan(db, community_id, lock=True)


def change(db: Connection, community_id: int, **values: Any) -> None:
    """Change columns of a plan; whoever read it before sees that it is another."""
    after = {"version": round_plan.c.version + 1} | values
    db.execute(update(round_plan).where(round_plan.c.community_id == community_id).values(after))


def due(db: Connection, now: datetime) -> list[int]:
    """The communities whose round is due."""
    query = select(round_plan.c.community_id).where(round_plan.c.at <= now)
    return list(db.execute(query.order_by(round_plan.c.at)).scalars())


def running(db: Connection) -> list[int]:
    """The communities that have rounds."""
    query = select(round_plan.c.community_id).where(round_plan.c.rhythm != "off")
    return list(db.execute(query.order_by(round_plan.c.community_id)).scalars())


def draft(db: Connection, community_id: int) -> tuple[tuple[int, ...], ...]:
    """The groups that a manager has decided on; none where the seed decides."""
    query = select(round_draft.c.number, round_draft.c.member_id).where(round_draft.c.community_id == community_id)
    groups: dict[int, list[int]] = {}
    for row in db.execute(query.order_by(round_draft.c.number, round_draft.c.member_id)):
        groups.setdefault(row.number, []).append(row.member_id)
    return tuple(map(tuple, groups.values()))


def keep_draft(db: Connection, community_id: int, groups: tuple[tuple[int, ...], ...]) -> None:
    """Decide on the seats of the next round; without groups the seed decides again."""
    db.execute(delete(round_draft).where(round_draft.c.community_id == community_id))
    rows = [
        {"community_id": community_id, "member_id": member_id, "number": number}
        for number, group in enumerate(groups)
        for member_id in group
    ]
    if rows:
        db.execute(insert(round_draft), rows)


def pairs(db: Connection, community_id: int, kind: str) -> tuple[tuple[int, int], ...]:
    """Who is kept together or apart by managers."""
    query = select(round_pair.c.one_id, round_pair.c.other_id)
    rows = db.execute(query.where(round_pair.c.community_id == community_id, round_pair.c.kind == kind))
    return tuple(sorted((row.one_id, row.other_id) for row in rows))


def decide_pair(db: Connection, community_id: int, one: int, other: int, kind: str, now: datetime) -> None:
    """Keep two people together or apart; an empty kind takes that back."""
    low, high = sorted((one, other))
    here = (round_pair.c.community_id == community_id, round_pair.c.one_id == low, round_pair.c.other_id == high)
    db.execute(delete(round_pair).where(*here))
    if kind:
        db.execute(insert(round_pair).values(community_id=community_id, one_id=low, other_id=high, kind=kind, at=now))


def clear_decisions(db: Connection, community_id: int) -> None:
    """After a round: what was decided about it alone is over."""
    keep_draft(db, community_id, ())
    here = and_(round_pair.c.community_id == community_id, round_pair.c.kind == TOGETHER)
    db.execute(delete(round_pair).where(here))


def next_number(db: Connection, community_id: int) -> int:
    """The number of the next round."""
    query = select(func.max(round_held.c.number)).where(round_held.c.community_id == community_id)
    return int(db.execute(query).scalar() or 0) + 1


def add(db: Connection, **values: Any) -> int:
    """A round that is held or skipped; the database takes each number of a community once."""
    return int(db.execute(insert(round_held).values(values)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def hold(db: Connection, round_id: int) -> None:
    """A round for which there were too few is held after all: somebody came."""
    values = {"state": str(State.HELD), "reason": ""}
    db.execute(update(round_held).where(round_held.c.id == round_id).values(values))


def held(db: Connection, round_id: int) -> Held | None:
    """The round of that id."""
    row = db.execute(select(*_HELD).where(round_held.c.id == round_id)).first()
    return Held(*row) if row else None


def of_community(db: Connection, community_id: int, number: int | None = None) -> list[Held]:
    """The rounds of a community, the newest first; that one where a number is given."""
    query = select(*_HELD).where(round_held.c.community_id == community_id)
    if number is not None:
        query = query.where(round_held.c.number == number)
    return [Held(*row) for row in db.execute(query.order_by(round_held.c.number.desc()))]
