"""The weekly matching: all that is open in a community at once, so that nobody's time goes to whoever asked first.

Read at one moment, shared out in a thread, and written need by need in small units; what was found is then asked about
like everything else that matching finds. A crash on the way loses nothing: the run begins again, and a need for which
somebody is being asked by then is left alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from bot.context import Desk, Setting
from domain import match_week as rules
from domain.matches import REPEAT, Nearness, State, may_return
from matching.model import Person
from scheduler import match_finding as finding
from scheduler import match_vectors as vectors
from scheduler import match_week_reading as weeks
from scheduler.match_week_reading import Reading, Shared
from scheduler.matches import ask_next
from scheduler.works import Office, Works
from storage import event_people, needs, people, ticks
from storage import matches as rows
from storage.matches import Candidate
from storage.needs import Need

works = Works()
log = structlog.get_logger()
TOGETHER = 25
"""Needs a unit, so that others get their turn between two."""


@works.every(timedelta(hours=1), "match_week.scan")
async def scan(office: Office, slot: str) -> None:
    """Begin the week of every community whose Monday morning has come, once."""
    del slot
    now = office.setting.clock()
    for community in await office.read(people.communities):
        if name := rules.due(now, community.zone):
            await office.run(partial(_begin, community.id, name))


def _begin(community_id: int, name: str, desk: Desk) -> None:
    """In one unit with the plan of the run: a crash forgets both or neither."""
    if ticks.win(desk.db, "match_week", f"{community_id} {name}", desk.now):
        desk.later("match_week.run", str(community_id))


@works.due("match_week.run")
async def run(office: Office, key: str) -> None:
    """Share everybody's time out among all that is open. The key is the community's id."""
    reading = await office.read(partial(weeks.read, community_id=int(key), now=office.setting.clock()))
    if reading is None:
        return
    shared = await asyncio.to_thread(_shared, office.setting, reading)
    persons = {person.id: person for person in reading.people}
    found = [need_id for need_id in sorted(reading.needs) if shared.by_need.get(need_id)]
    for start in range(0, len(found), TOGETHER):
        await office.run(partial(_written, reading, persons, shared, found[start : start + TOGETHER]))
    told = shared.report
    log.info(
        "a week is matched", community=int(key), needs=told.requests, people=told.people, served=told.served,
        gap=told.gap, alarms=list(told.alarms),
    )  # fmt: skip


def _shared(setting: Setting, reading: Reading) -> Shared:
    return weeks.share(reading, vectors.tier(setting))


def _written(
    reading: Reading, persons: Mapping[str, Person], shared: Shared, need_ids: Sequence[int], desk: Desk
) -> None:
    if shared.unread:
        desk.later("vectors.fill", "all")
    meant = {key: _meant(reading, shared, key) for key in need_ids}
    here = rows.hold(desk.db, set[int]().union(*meant.values()), reading.at)
    for need_id in need_ids:
        _keep(reading, persons, need_id, shared, desk, complete=meant[need_id] <= here)


def _meant(reading: Reading, shared: Shared, need_id: int) -> set[int]:
    return {reading.needs[need_id].member_id, *(int(one.person) for one in shared.by_need[need_id])}


def _keep(
    reading: Reading, persons: Mapping[str, Person], need_id: int, shared: Shared, desk: Desk, *, complete: bool
) -> None:
    """Let those who were found, `complete` if all are still here, wait their turn and ask the first.

    A need that is not what was compared is looked at by itself.
    """
    need = needs.get(desk.db, need_id, lock=True)
    if need is None or need.state != "open":
        return
    if need != reading.needs[need_id] or not complete:
        desk.later("matches.find", str(need_id))
        return
    known = {one.helper_id: one for one in rows.of_need(desk.db, need_id)}
    if any(State(one.state).asked for one in known.values()):
        return
    rows.forget_waiting(desk.db, need_id)
    for candidate in _in_line(reading, persons, need, shared, desk):
        before = known.get(candidate.helper_id)
        if before is None or may_return(State(before.state), before.answered or before.asked, desk.now):
            rows.keep(desk.db, need_id, need.member_id, candidate, desk.now)
    ask_next(desk, need)


def _in_line(
    reading: Reading, persons: Mapping[str, Person], need: Need, shared: Shared, desk: Desk
) -> list[Candidate]:
    """Those found for a need, in the order in which they are asked; a lot may decide who is first, as in any look."""
    company = event_people.company(desk.db, need.member_id, desk.now - REPEAT)
    request, near = reading.requests[need.id], Nearness()
    alone = finding.Reading(need, request, (), reading.past, near, reading.at, company, draws=reading.draws)
    found = [
        replace(finding.candidate_of(alone, persons[one.person], one, shared.tier), rank=place)
        for place, one in enumerate(shared.by_need[need.id], 1)
    ]
    return finding.in_line(alone, finding.Found(tuple(found)), desk.rng)
