"""Once a week each community's matching learns from what came of its matches: read, computed aside, then written."""

import asyncio
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.context import Desk
from domain import learning as rules
from domain.roles import Role
from handlers import learning_cards as cards
from matching import score
from matching.learning import Learnt, Outcome, learn
from matching.model import Weighing
from scheduler.works import Office, Works
from storage import audit, people
from storage import learning as rows
from storage.learning import Ended, Version

works = Works()
log = structlog.get_logger()
CHANGED = 0.03
"""A weight that moves by less than this part is no new version."""


@dataclass(frozen=True)
class Reading:
    """What a community's tier learns from, and what is in force there."""

    community_id: int
    tier: str
    outcomes: tuple[Outcome, ...]
    newest: Version | None


@works.due("learning.look")
async def look(office: Office, key: str) -> None:
    """Look what this week's outcomes would change, and say so on the card of whoever asked.

    The key is the community, who asked, and the tier.
    """
    community_id, member_id, tier = key.split(":", 2)
    readings = await office.read(partial(read, community_id=int(community_id), now=office.setting.clock()))
    reading = next((one for one in readings if one.tier == tier), None)
    if reading is not None:
        found = await asyncio.to_thread(looked, reading)
        await office.run(partial(_told, reading, int(member_id), found))


def _told(reading: Reading, member_id: int, found: Learnt, desk: Desk) -> None:
    inside = people.members(desk.db, reading.community_id, role=Role.MANAGER)
    community = people.get_community(desk.db, reading.community_id)
    if community is None or member_id not in {one.id for one in inside}:
        return
    view = cards.view(desk.db, community, cards.Row(reading.tier), desk.now)
    if view.newest == reading.newest:
        would = found.weighing.weights if found.weighing else score.WEIGHTS[reading.tier]
        change = dict(would) if new_weights(reading, found) is not None else None
        desk.edit(member_id, cards.NAME, partial(cards.card, replace(view, looked=True, would=change)))


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
    told = [
        (one.tier, outcome)
        for one in rows.ended(db, community_id, now - rules.REMEMBERED)
        if (outcome := _outcome(one))
    ]
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
    after = new_weights(reading, found)
    if after is None:
        return None
    why = "learned" if after else "unlearned"
    told = {"why": why, "outcomes": found.outcomes, "gain": found.gain}
    version = rows.add(db, reading.community_id, now, reading.tier, after, **told)
    audit.note(db, now, f"learning.{why}", actor=None, community=reading.community_id, subject=f"version:{version}")
    log.info("matching learns", community=reading.community_id, tier=reading.tier, version=version, why=why)
    return version


def new_weights(reading: Reading, found: Learnt) -> dict[str, object] | None:
    """The weights that a look puts in force, empty for the shipped ones; None where those of now stay."""
    before = reading.newest.weighing if reading.newest else {}
    after = asdict(found.weighing) if found.weighing else {}
    return after if found.why != "few" and _differs(before, after, reading.tier) else None


def _differs(before: dict[str, object] | object, after: dict[str, object], tier: str) -> bool:
    shipped = score.SHIPPED[tier]
    one, other = (Weighing(**had) if had else shipped for had in (before, after))  # type: ignore[arg-type]  # what asdict() made
    return any(
        abs(one.weights[name] - other.weights[name]) > CHANGED * weight for name, weight in shipped.weights.items()
    )
