"""What happens to needs and offers by themselves: warnings, the end, and what was kept for a newcomer."""

from datetime import date, datetime, timedelta
from functools import partial

from bot.context import Desk
from domain import needs as rules
from domain import times
from domain.delivery import Purpose
from domain.needs import Side, Stage, State
from handlers import need_cards
from scheduler.works import Office, Works
from storage import needs, people
from storage.needs import Need
from storage.people import Member

works = Works()


@works.due("needs.tend")
async def tend(office: Office, key: str) -> None:
    """Warn the owner, or close what is over; then plan the next moment. The key is the need's id."""
    await office.run(partial(_tended, int(key)))


def _tended(need_id: int, desk: Desk) -> None:
    need = needs.get(desk.db, need_id, lock=True)
    owner = people.get(desk.db, need.member_id) if need else None
    if need is None or owner is None or need.until is None or not State(need.state).live:
        return
    if not _inside(desk, need):
        needs.change(desk.db, need.id, desk.now, state=str(State.WITHDRAWN))
        return
    stage = rules.due_stage(need.until, owner.zone, desk.now)
    if stage and stage.days == 0:
        needs.change(desk.db, need.id, desk.now, state=str(State.EXPIRED))
        _tell_over(desk, need, owner)
        return
    if stage and desk.now - stage.moment < timedelta(days=1):
        _warn(desk, need, owner, stage)
    _plan(desk, need_id, need.until, owner)


def _plan(desk: Desk, need_id: int, until: date, owner: Member) -> None:
    if following := rules.next_stage(until, owner.zone, desk.now):
        desk.later("needs.tend", str(need_id), following.moment)


def _inside(desk: Desk, need: Need) -> bool:
    """Who has left gets nothing more, and what they asked for is over."""
    standing = people.memberships(desk.db, need.member_id)
    return any(row.community_id == need.community_id and row.state == "in" for row in standing)


def _warn(desk: Desk, need: Need, owner: Member, stage: Stage) -> None:
    today = times.local(desk.now, owner.zone).date()
    build = partial(need_cards.warning, need, stage.days, today)
    last = rules.stages(need.until or today, owner.zone)[-1].moment
    once = f"need:{need.id}:{need.until}:{stage.days}"
    card = f"need:{need.id}"
    desk.send(owner.id, build, Purpose.NOTICE, once=once, card=card, due=_polite(desk, owner), not_after=last)


def _tell_over(desk: Desk, need: Need, owner: Member) -> None:
    once = f"need:{need.id}:{need.until}:over"
    build = partial(need_cards.over, need)
    desk.send(owner.id, build, Purpose.NOTICE, once=once, card=f"need:{need.id}", due=_polite(desk, owner))


def _polite(desk: Desk, owner: Member) -> datetime:
    """Now, or as soon as the owner's snooze and quiet hours are over."""
    awake = max(desk.now, owner.snoozed_until or desk.now)
    return times.after_quiet(awake, owner.zone, owner.quiet_from, owner.quiet_until)


@works.due("needs.release")
async def release(office: Office, key: str) -> None:
    """Open what a person typed before they were let in. The key is the member's id."""
    await office.run(partial(_released, int(key)))


def _released(member_id: int, desk: Desk) -> None:
    for need_id in needs.release_held(desk.db, member_id, desk.now):
        _begin(desk, need_id)


def _begin(desk: Desk, need_id: int) -> None:
    """The member has just been told that they are in; this follows at once, whatever the hour."""
    need = needs.get(desk.db, need_id)
    owner = people.get(desk.db, need.member_id) if need else None
    if need is None or owner is None:
        return
    today = times.local(desk.now, owner.zone).date()
    until = need.until if need.until and need.until >= today else rules.first_until(today)
    needs.change(desk.db, need.id, desk.now, until=until)
    desk.later("matches.find" if need.side == Side.NEED else "matches.offer", str(need.id))
    _plan(desk, need.id, until, owner)
    build = partial(need_cards.released, need)
    desk.send(owner.id, build, Purpose.NOTICE, once=f"need:{need.id}:released", card=f"need:{need.id}")
