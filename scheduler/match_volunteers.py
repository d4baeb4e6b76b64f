"""Somebody comes forward for a request by themselves: they said yes already, so the owner is asked."""

import asyncio
from datetime import datetime
from functools import partial

from bot.context import Desk
from domain.matches import State, may_return
from handlers.matches import alive, ask_owner, both
from scheduler import match_finding as finding
from scheduler.match_finding import Reading
from scheduler.works import Office, Works
from storage import matches as rows
from storage import needs, profile
from storage.matches import Candidate
from storage.profile import Profile

works = Works()
LAST = 99
"""The rank of somebody whom matching would not have found."""


@works.due("matches.volunteer")
async def volunteer(office: Office, key: str) -> None:
    """Ask the owner of a need about somebody who came forward. The key is the need's id and the member's."""
    need_id, member_id = (int(part) for part in key.split(":"))
    now = office.setting.clock()
    reading = await office.read(partial(finding.read, need_id=need_id, now=now))
    about = await office.read(partial(profile.get, member_id=member_id))
    found = await asyncio.to_thread(_candidate, reading, about)
    await office.run(partial(_came_forward, need_id, found, now))


def _candidate(reading: Reading | None, about: Profile) -> Candidate:
    """The volunteer with matching's reasons, or with what their published profile says first."""
    found = finding.alone(reading, about.member_id) if reading else None
    offers = (*about.offers, about.headline) if about.published else ()
    said = next((offer for offer in offers if offer), "")
    return found or Candidate(about.member_id, LAST, 0.0, [], [("offer", {"offer": said})] if said else [])


def _came_forward(need_id: int, found: Candidate, since: datetime, desk: Desk) -> None:
    if not rows.hold(desk.db, [found.helper_id], since):
        return  # erased while their words were read
    need = needs.get(desk.db, need_id, lock=True)
    if need is None or need.state != "open" or need.member_id == found.helper_id:
        return
    before = next((m for m in rows.of_need(desk.db, need.id) if m.helper_id == found.helper_id), None)
    if before is None or may_return(State(before.state), before.answered, desk.now):
        match_id = rows.keep(desk.db, need.id, need.member_id, found, desk.now)
    elif before.state == State.ASKED_HELPER or before.ended_by == "helper":
        match_id = before.id  # they changed their mind
    else:
        return
    two = both(desk.db, match_id, lock=True)
    if two and alive(desk.db, two):
        rows.spoke(desk.db, found.helper_id)
        rows.change(desk.db, match_id, ended_by="", why_not="", asked=desk.now)
        ask_owner(desk, two)
