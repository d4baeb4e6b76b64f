"""Rounds go out: at their slot each is seated outside any unit and written once, then every group is told."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.context import Desk
from bot.meetings import ICEBREAKERS
from domain import rounds as rules
from domain.rounds import Part, Skip, State
from handlers import round_seating as seating
from handlers.round_seating import Reading
from matching.round_people import Arrangement, Group
from scheduler import round_asking as asking
from scheduler.works import Office, Works
from storage import people, round_members, round_seats, rounds
from storage.effects import afterwards
from storage.people import Community

works = Works()
log = structlog.get_logger()
AGAIN = 5
"""So often a round is seated anew because something changed meanwhile, before it is left to the next look."""


@works.every(timedelta(minutes=15), "rounds.scan")
async def scan(office: Office, key: str) -> None:
    """Look for rounds whose moment has come, and for newcomers who have not been told of the rounds."""
    del key
    for community_id in await office.read(partial(rounds.due, now=office.setting.clock())):
        await due(office, str(community_id))
    for community_id in await office.read(rounds.running):
        await asking.invite(office, str(community_id))


@works.due("rounds.due")
async def due(office: Office, key: str) -> None:
    """The round of a community is due. The key is the community's id."""
    for _ in range(AGAIN):
        now = office.setting.clock()
        number = await office.run(partial(_opened, int(key), now))
        if number is None or await _held(office, int(key), number, now):
            return


@works.due("rounds.publish")
async def publish(office: Office, key: str) -> None:
    """Hold the next round now. The key is the community, the round's number, and who wants it."""
    community_id, number, member_id = (int(part) for part in key.split(":"))
    for _ in range(AGAIN):
        if await _held(office, community_id, number, office.setting.clock(), early=True):
            break
    await office.run(partial(asking.told_manager, community_id, number, member_id))


def _opened(community_id: int, now: datetime, desk: Desk) -> int | None:
    """The number of the round that goes out now; what it is too late for is written down as skipped."""
    plan, community = rounds.plan(desk.db, community_id, lock=True), people.get_community(desk.db, community_id)
    if community is None or plan.at is None or plan.at > now:
        return None
    if rules.too_late(plan.at, now):
        _skip_passed(desk, community, plan, now)
        return None
    if plan.curated and not plan.released:
        asking.waits_for_release(desk, community, plan.at)
        return None
    return rounds.next_number(desk.db, community_id)


def _skip_passed(desk: Desk, community: Community, plan: rounds.Plan, now: datetime) -> None:
    """Each slot that went by is a round of its own that was skipped, unless it was not released by hand."""
    timing = seating.timing(plan, community)
    slots = rules.passed(timing, plan.slot, now) if plan.slot else []
    reason = Skip.HELD_BACK if plan.curated and not plan.released else Skip.LATE
    for slot in slots or [plan.at or now]:
        _skip(desk, plan, slot, reason, timing.days)
    _go_on(desk, community, plan, slots[-1] if slots else plan.slot, now - rules.LATE)


def _skip(desk: Desk, plan: rounds.Plan, at: datetime, reason: Skip, days: int) -> None:
    number = rounds.next_number(desk.db, plan.community_id)
    values = {"state": str(State.SKIPPED), "reason": str(reason), "at": at, "days": days}
    rounds.add(desk.db, community_id=plan.community_id, number=number, **values)
    told = partial(log.warning, community=plan.community_id, number=number, reason=str(reason))
    afterwards(desk.db, partial(told, "a round is skipped"))


def _go_on(desk: Desk, community: Community, plan: rounds.Plan, slot: datetime | None, after: datetime) -> None:
    """The next slot after this one; what was decided about this round alone is over."""
    following = rules.next_slot(seating.timing(plan, community), max(slot or after, after), slot)
    rounds.clear_decisions(desk.db, plan.community_id)
    rounds.change(desk.db, plan.community_id, slot=following, at=following, released=False, seed=None)
    if following:
        desk.later("rounds.due", str(plan.community_id), following)


async def _held(office: Office, community_id: int, number: int, now: datetime, *, early: bool = False) -> bool:
    """Seat the round of that number in a thread and write it; False where something changed meanwhile."""
    read = partial(seating.read, community_id=community_id, now=now, early=True)
    reading = await office.read(read)
    if reading is None or reading.number != number:
        return True
    found = await asyncio.to_thread(seating.seat, reading)
    return await office.run(partial(written, reading, found, now, early=early))


def written(
    reading: Reading, found: Arrangement, now: datetime, desk: Desk, *, early: bool = False, seed: int | None = None
) -> bool:
    """Write a seated round, if what it was seated from still stands.

    Args:
        reading: what it was seated from.
        found: the seating.
        now: the moment it was read for.
        desk: inside the unit.
        early: before its slot: the next one is the slot after that.
        seed: where another one than the plan's was asked for.
    """
    plan, community = rounds.locked(desk.db, reading.community_id), people.get_community(desk.db, reading.community_id)
    if community is None:
        return True
    if seating.read(desk.db, reading.community_id, now, seed, early=True) != reading:
        return False
    if early and not found.groups:
        return True
    _ask_the_silent(desk, reading)
    timing = seating.timing(plan, community)
    if not found.groups:
        _skip(desk, plan, now, Skip.FEW, timing.days)
        _tell_left_out(desk, reading, found, rounds.next_number(desk.db, community.id) - 1)
    else:
        _write(desk, reading, found, timing.days)
    slot = plan.slot
    _go_on(desk, community, plan, slot, now if not early or slot is None else min(now, slot))
    return True


def _write(desk: Desk, reading: Reading, found: Arrangement, days: int) -> None:
    """The round, its groups and seats, and what is to be done about each; who had never heard of rounds has now."""
    plan, moment = reading.plan, desk.now
    round_id = rounds.add(
        desk.db, community_id=reading.community_id, number=reading.number, state=str(State.HELD), seed=reading.seed,
        size=plan.size, mixing=plan.mixing, days=days, at=moment,
    )  # fmt: skip
    known = round_members.parts(desk.db, reading.community_id)
    for member_id in {int(person.id) for person in reading.people} - known.keys():
        round_members.take_part(desk.db, reading.community_id, member_id, moment, part=str(Part.INVITED))
    for number, group in enumerate(found.groups):
        seat_group(desk, round_id, number, group, days)
    for one, why in found.left_out.items():
        round_seats.leave_out(desk.db, round_id, int(one), str(why))
        desk.later("rounds.left_out", f"{round_id}:{one}")


def seat_group(desk: Desk, round_id: int, number: int, group: Group, days: int) -> None:
    """One group: told now, asked in the middle and at the end."""
    group_id = round_seats.add_group(desk.db, round_id, number, icebreaker(desk), map(int, group))
    desk.later("rounds.tell", str(group_id))
    for after in rules.checks(days):
        desk.later("rounds.check", f"{group_id}:{after.days}", desk.now + after)


def icebreaker(desk: Desk) -> str:
    """A question for a group."""
    return desk.rng.choice(ICEBREAKERS)


def _tell_left_out(desk: Desk, reading: Reading, found: Arrangement, number: int) -> None:
    """Nobody sits at all: who wanted to hears so, and comes first next time."""
    for held in rounds.of_community(desk.db, reading.community_id, number):
        for one, why in found.left_out.items():
            round_seats.leave_out(desk.db, held.id, int(one), str(why))
            desk.later("rounds.left_out", f"{held.id}:{one}")


def _ask_the_silent(desk: Desk, reading: Reading) -> None:
    """After three silent rounds: ask once, then stop."""
    for member_id in reading.gone_silent:
        mine = round_members.part(desk.db, reading.community_id, member_id)
        if mine.part != Part.ASKED:
            round_members.take_part(desk.db, reading.community_id, member_id, desk.now, part=str(Part.ASKED))
            desk.later("rounds.stay", f"{reading.community_id}:{member_id}:{reading.number}")
