"""Matches: who was suggested for which need, what each said, and how often somebody may still be asked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    case,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.db import Moment, metadata
from storage.needs import need
from storage.people import member

match = Table(
    "match",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("need_id", ForeignKey("need.id", ondelete="CASCADE"), nullable=False),
    Column("helper_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("owner_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rank", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("parts", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("kilometres", Float),
    Column("chance", Float, nullable=False, default=1.0, server_default="1.0"),
    Column("drawn", Boolean, nullable=False, default=False, server_default=false()),
    Column("tier", String, nullable=False, default="plain", server_default="plain"),
    Column("state", String, nullable=False),
    Column("ended_by", String, nullable=False, default=""),
    Column("why_not", String, nullable=False, default="", info={"said_by": "ended_by"}),
    Column("asked", Moment),
    Column("lapses", Moment),
    Column("answered", Moment),
    Column("created", Moment, nullable=False),
    UniqueConstraint("need_id", "helper_id"),
    Index("ix_match_state", "state", "lapses"),
)
"""`state`: waiting, asked_helper, asked_owner, introduced, not_now, not_for_me, lapsed, withdrawn.
`ended_by`: helper or owner, whose no or silence it was. `asked` is when the helper was asked last; `answered` when
either last said something. `parts` and `reasons` are JSON, what a look inside shows; `tier` says how they were made.
`chance`: how likely they were to be first in line for the need; `drawn`: whether a lot decided who was."""

attention = Table(
    "match_attention",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("silences", Integer, nullable=False, default=0),
    Column("rests_until", Moment),
)
"""How a person answers: requests in a row left without an answer, and until when they want none."""

ASKED = ("asked_helper", "asked_owner")


@dataclass(frozen=True)
class Match:
    """A match as handlers see it; `reasons` are (kind, values)."""

    id: int
    need_id: int
    helper_id: int
    owner_id: int
    rank: int
    score: float
    reasons: tuple[tuple[str, dict[str, str]], ...]
    kilometres: float | None
    state: str
    ended_by: str
    why_not: str
    asked: datetime | None
    lapses: datetime | None
    answered: datetime | None
    created: datetime


_COLUMNS = tuple(match.c[field.name] for field in fields(Match))


@dataclass(frozen=True)
class Candidate:
    """Somebody who could help, as matching found them."""

    helper_id: int
    rank: int
    score: float
    parts: Sequence[Mapping[str, Any]]
    reasons: Sequence[tuple[str, Mapping[str, str]]]
    kilometres: float | None = None
    tier: str = "plain"
    chance: float = 1.0
    drawn: bool = False


def _match(row: Row[Any]) -> Match:
    values = dict(row._mapping)  # noqa: SLF001 – SQLAlchemy's documented mapping of a row
    reasons = tuple((kind, values_) for kind, values_ in json.loads(values["reasons"]))
    return Match(**(values | {"reasons": reasons}))


def get(db: Connection, match_id: int, *, lock: bool = False) -> Match | None:
    """The match of that id; locked when it is about to be decided on (lock its need first)."""
    query = select(*_COLUMNS).where(match.c.id == match_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return _match(row) if row else None


def of_need(db: Connection, need_id: int) -> list[Match]:
    """All matches of a need, best first; lock the need to decide on them."""
    query = select(*_COLUMNS).where(match.c.need_id == need_id)
    return [_match(row) for row in db.execute(query.order_by(match.c.rank, match.c.id))]


def of_member(db: Connection, member_id: int, states: Iterable[str], limit: int = 20) -> list[Match]:
    """The matches that somebody has a part in, the newest first."""
    mine = or_(match.c.helper_id == member_id, match.c.owner_id == member_id)
    query = select(*_COLUMNS).where(mine, match.c.state.in_(list(states))).order_by(match.c.id.desc()).limit(limit)
    return [_match(row) for row in db.execute(query)]


def keep(db: Connection, need_id: int, owner_id: int, found: Candidate, now: datetime) -> int:
    """Let somebody wait their turn for a need; a match of the two that had ended begins again."""
    values: dict[str, Any] = {
        "owner_id": owner_id, "rank": found.rank, "score": found.score, "kilometres": found.kilometres,
        "parts": json.dumps(list(found.parts), ensure_ascii=False),
        "reasons": json.dumps([[kind, dict(said)] for kind, said in found.reasons], ensure_ascii=False),
        "tier": found.tier, "chance": found.chance, "drawn": found.drawn,
        "state": "waiting", "ended_by": "", "why_not": "", "lapses": None,
    }  # fmt: skip
    here = and_(match.c.need_id == need_id, match.c.helper_id == found.helper_id)
    known = db.execute(select(match.c.id).where(here)).scalar()
    if known is not None:
        db.execute(update(match).where(match.c.id == known).values(values))
        return int(known)
    new = insert(match).values(need_id=need_id, helper_id=found.helper_id, created=now, **values)
    return int(db.execute(new).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def change(db: Connection, match_id: int, **values: Any) -> None:
    """Change columns of a match, such as its state."""
    db.execute(update(match).where(match.c.id == match_id).values(values))


def forget_waiting(db: Connection, need_id: int) -> None:
    """Whoever has not been asked yet for that need will not be, unless a new look finds them again."""
    waiting = and_(match.c.need_id == need_id, match.c.state == "waiting")
    db.execute(update(match).where(waiting).values(state="withdrawn"))


def hold(db: Connection, member_ids: Iterable[int], since: datetime) -> set[int]:
    """Those of these people who were here then and still are; nobody of them can be erased before this unit ends.

    Hold people before their needs and matches: an erasure comes in that order too. SQLite may give the number of
    somebody erased to the next who comes: that is somebody else.
    """
    same = and_(member.c.id.in_(list(member_ids)), member.c.created <= since)
    query = select(member.c.id).where(same).order_by(member.c.id)
    return set(db.execute(query.with_for_update(read=True, key_share=True)).scalars())


def load(db: Connection, since: datetime, helper_id: int | None = None) -> dict[int, tuple[int, int]]:
    """By helper: how many requests wait for their answer, and how many they were asked since then."""
    waiting = func.sum(case((match.c.state == "asked_helper", 1), else_=0))
    recent = func.sum(case((match.c.asked >= since, 1), else_=0))
    query = select(match.c.helper_id, waiting, recent).where(
        or_(match.c.state == "asked_helper", match.c.asked >= since)
    )
    if helper_id is not None:
        query = query.where(match.c.helper_id == helper_id)
    return {row[0]: (int(row[1]), int(row[2])) for row in db.execute(query.group_by(match.c.helper_id))}


def too_far(db: Connection, need_id: int) -> tuple[float | None, dict[int, float]]:
    """The smallest distance that was too far: for the owner of this need, and for each helper anywhere."""
    said = and_(match.c.state == "not_for_me", match.c.why_not == "far", match.c.kilometres.is_not(None))
    nearest = func.min(match.c.kilometres)
    need = db.execute(select(nearest).where(said, match.c.ended_by == "owner", match.c.need_id == need_id)).scalar()
    by = select(match.c.helper_id, nearest).where(said, match.c.ended_by == "helper").group_by(match.c.helper_id)
    return need, {row[0]: float(row[1]) for row in db.execute(by)}


def of_open(db: Connection, community_id: int) -> list[Match]:
    """All matches of what is open in a community, need by need."""
    is_open = and_(need.c.community_id == community_id, need.c.side == "need", need.c.state == "open")
    query = select(*_COLUMNS).join(need, need.c.id == match.c.need_id).where(is_open)
    return [_match(row) for row in db.execute(query.order_by(match.c.need_id, match.c.rank, match.c.id))]


def asking(db: Connection, need_ids: Iterable[int]) -> set[int]:
    """Those of these needs for which somebody's answer is awaited."""
    query = select(match.c.need_id).where(match.c.need_id.in_(list(need_ids)), match.c.state.in_(ASKED))
    return set(db.execute(query.distinct()).scalars())


def asking_anywhere(db: Connection) -> set[int]:
    """All needs for which somebody's answer is awaited."""
    return set(db.execute(select(match.c.need_id).where(match.c.state.in_(ASKED)).distinct()).scalars())


def silent(db: Connection, member_id: int) -> int:
    """Count one more request that was left without an answer; returns how many in a row."""
    mine = attention.c.member_id == member_id
    if not db.execute(update(attention).where(mine).values(silences=attention.c.silences + 1)).rowcount:
        db.execute(insert(attention).values(member_id=member_id, silences=1))
    return int(db.execute(select(attention.c.silences).where(mine)).scalar() or 0)


def spoke(db: Connection, member_id: int, rests_until: datetime | None = None) -> None:
    """They answered: no silence counts any more; they may ask to be left alone until a moment."""
    mine = attention.c.member_id == member_id
    values: dict[str, Any] = {"silences": 0, "rests_until": rests_until}
    if not db.execute(update(attention).where(mine).values(values)).rowcount:
        db.execute(insert(attention).values(member_id=member_id, **values))


def resting(db: Connection, now: datetime, silences: int) -> set[int]:
    """Everybody who wants no request now: they said so, or left that many in a row without an answer."""
    query = select(attention.c.member_id).where(or_(attention.c.rests_until > now, attention.c.silences >= silences))
    return set(db.execute(query).scalars())


def unanswering(db: Connection, silences: int) -> set[int]:
    """Everybody who left that many requests in a row without an answer."""
    return set(db.execute(select(attention.c.member_id).where(attention.c.silences >= silences)).scalars())


def silences(db: Connection, member_id: int) -> int:
    """How many requests in a row somebody left without an answer."""
    query = select(attention.c.silences).where(attention.c.member_id == member_id)
    return int(db.execute(query).scalar() or 0)
