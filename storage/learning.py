"""What a community's matching has learnt: its versions, one after the other, and the outcomes it learns from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
)

from storage import audit
from storage.db import Moment, metadata
from storage.introductions import introduction
from storage.matches import match
from storage.needs import need
from storage.people import community

learnt = Table(
    "learnt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("tier", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("why", String, nullable=False),
    Column("weighing", Text, nullable=False, default=""),
    Column("outcomes", Integer, nullable=False, default=0),
    Column("gain", Float, nullable=False, default=0.0),
    Column("at", Moment, nullable=False),
    UniqueConstraint("community_id", "tier", "version"),
)
"""The newest version of a tier is in force. `why`: learned; reverted (somebody went back, and nothing is learnt until
they say so); resumed. `weighing`: JSON of the weights, empty for the shipped ones."""

HELD = "reverted"


@dataclass(frozen=True)
class Version:
    """One state of a community's weights; `weighing` is empty where they are the shipped ones."""

    tier: str
    version: int
    why: str
    weighing: Mapping[str, Any]
    outcomes: int
    gain: float
    at: datetime

    @property
    def held(self) -> bool:
        """Whether somebody went back to this and wants it to stay."""
        return self.why == HELD


_COLUMNS = tuple(learnt.c[field.name] for field in fields(Version))


def _version(row: Row[Any]) -> Version:
    values = dict(row._mapping)  # noqa: SLF001 – SQLAlchemy's documented mapping of a row
    return Version(**(values | {"weighing": json.loads(values["weighing"] or "{}")}))


def versions(db: Connection, community_id: int) -> list[Version]:
    """All of a community's versions, the oldest first."""
    query = select(*_COLUMNS).where(learnt.c.community_id == community_id).order_by(learnt.c.id)
    return [_version(row) for row in db.execute(query)]


def in_force(db: Connection, community_id: int) -> dict[str, Version]:
    """The newest version by tier; a tier that never learnt is absent."""
    return {one.tier: one for one in versions(db, community_id)}


def add(db: Connection, community_id: int, now: datetime, tier: str, weighing: Mapping[str, Any], **told: Any) -> int:
    """A further version, in force from now on; returns its number, which begins at 1.

    Args:
        db: inside a unit.
        community_id: whose it is.
        now: the moment.
        tier: which weights.
        weighing: the weights, empty for the shipped ones.
        told: `why`, `outcomes`, `gain`.
    """
    before = select(func.max(learnt.c.version)).where(learnt.c.community_id == community_id, learnt.c.tier == tier)
    version = int(db.execute(before).scalar() or 0) + 1
    kept = json.dumps(dict(weighing), ensure_ascii=False) if weighing else ""
    values = {"community_id": community_id, "tier": tier, "version": version, "weighing": kept, "at": now, **told}
    db.execute(insert(learnt).values(values))
    return version


def earlier(known: Sequence[Version]) -> int | None:
    """Of one tier's versions, the oldest first: the one before the weights of now (0: as shipped), if there is one."""
    now = known[-1].weighing if known else {}
    before = (one.version for one in reversed(known) if one.weighing != now)
    return next(before, 0 if now else None)


def go_back(
    db: Connection, community_id: int, tier: str, version: int, now: datetime, actor: int | None = None
) -> int | None:
    """Put an earlier version in force, 0 for the shipped weights, and learn nothing until somebody says so.

    Returns:
        The number of the new version; None where there is none of that number.
    """
    known = {one.version: one for one in versions(db, community_id) if one.tier == tier}
    if version and version not in known:
        return None
    weighing = known[version].weighing if version else {}
    return _by_hand(db, community_id, tier, weighing, HELD, now, actor)


def resume(db: Connection, community_id: int, now: datetime, actor: int | None = None) -> list[int]:
    """Learn again wherever somebody had gone back; the weights stay until there is something better."""
    held = [one for one in in_force(db, community_id).values() if one.held]
    return [_by_hand(db, community_id, one.tier, one.weighing, "resumed", now, actor) for one in held]


def _by_hand(
    db: Connection,
    community_id: int,
    tier: str,
    weighing: Mapping[str, Any],
    why: str,
    now: datetime,
    actor: int | None,
) -> int:
    number = add(db, community_id, now, tier, weighing, why=why)
    audit.note(db, now, f"learning.{why}", actor=actor, community=community_id, subject=f"version:{number}")
    return number


def hold(db: Connection, community_id: int) -> None:
    """Whoever decides about what is learnt here goes one after the other."""
    db.execute(select(community.c.id).where(community.c.id == community_id).with_for_update())


@dataclass(frozen=True)
class Ended:
    """A match that was answered, and what came of it, without a word that anybody wrote."""

    need_id: int
    helper_id: int
    owner_id: int
    tier: str
    parts: Mapping[str, float]
    chance: float
    drawn: bool
    state: str
    why_not: str
    met: str
    outcome: str
    worth: tuple[str, ...]


def ended(db: Connection, community_id: int, since: datetime) -> list[Ended]:
    """The matches of a community's needs that were answered since then."""
    columns = ("need_id", "helper_id", "owner_id", "tier", "parts", "chance", "drawn", "state", "why_not")
    query = (
        select(
            *(match.c[name] for name in columns), introduction.c.met, introduction.c.outcome, introduction.c.feedback
        )
        .join(need, need.c.id == match.c.need_id)
        .outerjoin(introduction, introduction.c.match_id == match.c.id)
        .where(need.c.community_id == community_id, match.c.state.in_(SETTLED), match.c.answered >= since)
        .order_by(match.c.id)
    )
    return [_ended(row) for row in db.execute(query)]


SETTLED = ("introduced", "not_for_me")


def settled(db: Connection, community_id: int) -> int:
    """How many matches have had an answer that may teach something."""
    query = select(func.count(match.c.id)).join(need, need.c.id == match.c.need_id)
    here = query.where(need.c.community_id == community_id, match.c.state.in_(SETTLED))
    return int(db.execute(here).scalar() or 0)


def _ended(row: Any) -> Ended:
    parts = {part["name"]: float(part["value"]) for part in json.loads(row.parts)}
    worth = tuple(json.loads(row.feedback or "{}").values())
    told = (row.chance, bool(row.drawn), row.state, row.why_not, row.met or "", row.outcome or "", worth)
    return Ended(row.need_id, row.helper_id, row.owner_id, row.tier, parts, *told)
