"""Computes what managers ask of the next round, outside any unit, and shows it on their card; seats late joiners."""

import asyncio
from functools import partial

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Message
from domain import rounds as rules
from domain.rounds import Skip, State
from handlers import round_preview
from handlers import round_seating as seating
from handlers.round_seating import Reading
from matching.round_people import Arrangement, Mixing
from matching.rounds import arrange
from scheduler import rounds as holding
from scheduler.works import Office, Works
from storage import round_seats, rounds
from storage.rounds import Held

works = Works()
LATECOMER = "late"
"""Why somebody has no seat who came after everybody had been seated."""


@works.due("rounds.desk")
async def desk_work(office: Office, key: str) -> None:
    """Seat the next round and show it. The key is the community, the manager, and what is wanted of it."""
    community_id, member_id, verb, *more = key.split(":")
    for _ in range(holding.AGAIN):
        reading = await office.read(partial(seating.read, community_id=int(community_id), now=office.setting.clock()))
        if reading is None:
            return
        found = await asyncio.to_thread(seating.seat, reading)
        if await office.run(partial(_shown, reading, found, int(member_id), verb, more)):
            return


def _shown(reading: Reading, found: Arrangement, member_id: int, verb: str, more: list[str], desk: Desk) -> bool:
    """Keep what was wanted and edit the card; False where the plan has changed meanwhile."""
    if rounds.locked(desk.db, reading.community_id).version != reading.plan.version:
        return False
    name = round_preview.card_name(reading.community_id)
    if verb == "swap":
        groups = rules.swapped(found.groups, *more)
        if refusal := _cannot_swap(reading, found, groups, more):
            desk.edit(member_id, name, partial(_refused, refusal))
            return True
        found = _as_seated(reading, found, groups)
    if verb in {"swap", "release"}:
        rounds.keep_draft(desk.db, reading.community_id, tuple(tuple(map(int, group)) for group in found.groups))
        rounds.change(desk.db, reading.community_id)
    view = round_preview.viewed(desk.db, reading, found, desk.now, by_hand=verb == "swap" or bool(reading.kept))
    desk.edit(member_id, name, partial(round_preview.card, view))
    return True


def _cannot_swap(reading: Reading, found: Arrangement, groups: seating.Groups, two: list[str]) -> str:
    seated = {one for group in found.groups for one in group}
    if not set(two) <= seated:
        return "seat"
    if any(set(two) <= set(group) for group in found.groups):
        return "same"
    touched = [group for group in groups if not set(two).isdisjoint(group)]
    return "" if all(seating.allowed(reading, group) for group in touched) else "apart"


def _refused(why: str, t: Translator) -> Message:
    """Never whose wish it is."""
    said = {
        "seat": t("*Both need a seat in this round for a swap.*"),
        "same": t("*These two sit together already: a swap changes nothing.*"),
    }
    text = t("*These two cannot swap.* Somebody would sit where this round's rules do not allow it.")
    return Message(said.get(why, text))


def _as_seated(reading: Reading, found: Arrangement, groups: seating.Groups) -> Arrangement:
    """The same people in these groups."""
    return Arrangement(groups, found.left_out, seating.again(reading, groups))


@works.due("rounds.late")
async def late(office: Office, key: str) -> None:
    """Somebody takes part while a round is under way: they sit with whoever waits. The key: community, member."""
    community_id, member_id = (int(part) for part in key.split(":"))
    now = office.setting.clock()
    reading = await office.read(partial(seating.read, community_id=community_id, now=now, early=True))
    if reading is not None:
        await office.run(partial(_late, reading, member_id))


def _late(reading: Reading, member_id: int, desk: Desk) -> None:
    rounds.locked(desk.db, reading.community_id)
    held = next(iter(rounds.of_community(desk.db, reading.community_id)), None)
    begun = held is not None and (held.state == State.HELD or held.reason == Skip.FEW)
    if held is None or not begun or desk.now >= held.at + rules.checks(held.days)[0]:
        return
    seats = {seat.member_id: seat for seat in round_seats.of_round(desk.db, held.id)}
    mine = seats.get(member_id)
    me = str(member_id)
    if (mine and mine.group_id is not None) or me not in {one.id for one in reading.people}:
        return
    waiting = {str(one) for one, seat in seats.items() if seat.group_id is None} | {me}
    people_ = [one for one in reading.people if one.id in waiting]
    found = arrange(people_, reading.memory, reading.seed, reading.plan.size, Mixing(reading.plan.mixing))
    group = next((group for group in found.groups if me in group), None)
    if group is None:
        round_seats.leave_out(desk.db, held.id, member_id, LATECOMER)
    else:
        _seat(desk, held, group, max((seat.group_id or 0) for seat in seats.values()) if seats else 0)


def _seat(desk: Desk, held: Held, group: tuple[str, ...], number: int) -> None:
    """A group of its own, asked when the others are; a round that had too few is held after all."""
    rounds.hold(desk.db, held.id)
    group_id = round_seats.add_empty_group(desk.db, held.id, number, holding.icebreaker(desk))
    for one in group:
        round_seats.seat_late(desk.db, held.id, int(one), group_id)
    desk.later("rounds.tell", str(group_id))
    for after in rules.checks(held.days):
        desk.later("rounds.check", f"{group_id}:{after.days}", held.at + after)
