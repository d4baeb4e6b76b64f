"""Once a week each community's matching learns from what came of its matches: read, computed aside, then written."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.context import Desk
from domain import learning as rules
from matching import score
from matching.learning import Learnt, Outcome, learn
from matching.model import Weighing
from scheduler.works import Office, Works
from storage import audit, people
from storage import learning as rows
from storage.learning import Ended, Version

works = Works()
log = structlog.get_logger()
REMEMBERED = timedelta(days=730)
"""Older answers are of another time."""
CHANGED = 0.03
"""A weight that moves by less than this part is no new version."""


@dataclass(frozen=True)
class Reading:
    """What a community's tier learns from, and what is in force there."""

    community_id: int
    tier: str
    outcomes: tuple[Outcome, ...]
    newest: Version | None


@works.every(timedelta(days=7), "learning.weekly")
async def weekly(office: Office, slot: str) -> None:
    """Learn in every community, one after the other."""
    del slot
    for community in await office.read(people.communities):
        readings = await office.read(partial(read, community_id=community.id, now=office.setting.clock()))
        for reading in readings:
            found = await asyncio.to_thread(looked, reading)
            await office.run(partial(_kept, reading, found))


def _kept(reading: Reading, found: Learnt, desk: Desk) -> None:
    written(desk.db, reading, found, desk.now)


def read(db: Connection, community_id: int, now: datetime) -> list[Reading]:
    """What there is to learn from, tier by tier; nothing of a tier that somebody wants to stay as it is."""
    newest = rows.in_force(db, community_id)
    told = [(one.tier, outcome) for one in rows.ended(db, community_id, now - REMEMBERED) if (outcome := _outcome(one))]
    return [
        Reading(community_id, tier, tuple(outcome for of, outcome in told if of == tier), newest.get(tier))
        for tier in score.WEIGHTS
        if not (tier in newest and newest[tier].held)
    ]


def _outcome(one: Ended) -> Outcome | None:
    lesson = rules.lesson(one.state, one.why_not, one.met, one.outcome, one.worth)
    if lesson is None:
        return None
    who = (str(one.need_id), str(one.helper_id), str(one.owner_id))
    return Outcome(*who, one.parts, lesson.fitted, lesson.counts, one.chance, one.drawn)


def looked(reading: Reading) -> Learnt:
    """Look at the outcomes; heavy, so it runs in a thread."""
    return learn(reading.outcomes, reading.tier)


def written(db: Connection, reading: Reading, found: Learnt, now: datetime) -> int | None:
    """Keep new weights as a version, if what was read still stands and they differ; returns its number.

    Where the outcomes no longer carry what was learnt before, the shipped weights are in force again.
    """
    if rows.in_force(db, reading.community_id).get(reading.tier) != reading.newest:
        return None
    before = reading.newest.weighing if reading.newest else {}
    after = asdict(found.weighing) if found.weighing else {}
    if found.why == "few" or not _differs(before, after, reading.tier):
        return None
    why = "learned" if after else "unlearned"
    told = {"why": why, "outcomes": found.outcomes, "gain": found.gain}
    version = rows.add(db, reading.community_id, now, reading.tier, after, **told)
    audit.note(db, now, f"learning.{why}", actor=None, community=reading.community_id, subject=f"version:{version}")
    log.info("matching learns", community=reading.community_id, tier=reading.tier, version=version, why=why)
    return version


def _differs(before: dict[str, object] | object, after: dict[str, object], tier: str) -> bool:
    shipped = score.SHIPPED[tier]
    one, other = (Weighing(**had) if had else shipped for had in (before, after))  # type: ignore[arg-type]  # what asdict() made
    return any(
        abs(one.weights[name] - other.weights[name]) > CHANGED * weight for name, weight in shipped.weights.items()
    )


def go_back(db: Connection, community_id: int, tier: str, version: int, now: datetime) -> int | None:
    """Put an earlier version in force, 0 for the shipped weights, and learn nothing until somebody says so."""
    known = {one.version: one for one in rows.versions(db, community_id) if one.tier == tier}
    if version and version not in known:
        return None
    weighing = known[version].weighing if version else {}
    return _by_hand(db, community_id, tier, weighing, rows.HELD, now)


def resume(db: Connection, community_id: int, now: datetime) -> list[int]:
    """Learn again wherever somebody had gone back; the weights stay until there is something better."""
    held = [one for one in rows.in_force(db, community_id).values() if one.held]
    return [_by_hand(db, community_id, one.tier, one.weighing, "resumed", now) for one in held]


def _by_hand(db: Connection, community_id: int, tier: str, weighing: object, why: str, now: datetime) -> int:
    number = rows.add(db, community_id, now, tier, weighing, why=why)  # type: ignore[arg-type]  # as it was kept
    audit.note(db, now, f"learning.{why}", actor=None, community=community_id, subject=f"version:{number}")
    return number
