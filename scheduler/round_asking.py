"""Tells people of the rounds, asks the silent whether to go on, and reports to managers."""

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Button, Message, row
from domain import rounds as rules
from domain.delivery import Purpose
from domain.roles import Role
from domain.rounds import Part
from handlers import round_asking
from handlers.round_asking import Offer
from handlers.round_desk import agreed_in_silence
from handlers.round_figures import figures
from handlers.round_preview import Act, Do
from scheduler.round_telling import name_of, polite
from scheduler.works import Office, Works
from storage import people, round_members, rounds
from storage.people import Community, Member

works = Works()


@works.due("rounds.invite")
async def invite(office: Office, key: str) -> None:
    """Tell everybody of the rounds who has not heard of them. The key is the community's id."""
    before = office.setting.clock() - rules.SETTLED
    for member_id in await office.read(partial(_untold, int(key), before)):
        await office.run(partial(_invited, int(key), member_id))


def _untold(community_id: int, before: datetime, db: Connection) -> list[int]:
    return round_members.untold(db, community_id, before)


def _invited(community_id: int, member_id: int, desk: Desk) -> None:
    me, plan = people.get(desk.db, member_id), rounds.plan(desk.db, community_id)
    known = round_members.part(desk.db, community_id, member_id).part
    away = me is None or (me.snoozed_until is not None and me.snoozed_until > desk.now)
    if me is None or away or known or plan.at is None or plan.at <= desk.now:
        return
    round_members.take_part(desk.db, community_id, member_id, desk.now, part=str(Part.INVITED))
    offer = Offer(community_id, name_of(desk, community_id), plan.rhythm, plan.size, plan.at, me.zone)
    build = partial(round_asking.invitation, offer, agreed_in_silence(desk.db, member_id))
    once = f"round-invite:{community_id}:{member_id}"
    desk.send(member_id, build, Purpose.INVITATION, once=once, due=polite(desk, me))


@works.due("rounds.stay")
async def stay(office: Office, key: str) -> None:
    """Ask somebody who was silent whether to go on. The key is the community, the member and the round."""
    community_id, member_id, number = (int(part) for part in key.split(":"))
    await office.run(partial(_asked_to_stay, community_id, member_id, number))


def _asked_to_stay(community_id: int, member_id: int, number: int, desk: Desk) -> None:
    me = people.get(desk.db, member_id)
    if me is None or round_members.part(desk.db, community_id, member_id).part != Part.ASKED:
        return
    build = partial(round_asking.stay, community_id, name_of(desk, community_id))
    once = f"round-stay:{community_id}:{member_id}:{number}"
    desk.send(member_id, build, Purpose.NOTICE, once=once, due=polite(desk, me))


def waits_for_release(desk: Desk, community: Community, at: datetime) -> None:
    """Managers hear once that a round waits for them."""
    number = rounds.next_number(desk.db, community.id)
    for manager in _managers(desk, community.id):
        once = f"round-waits:{community.id}:{number}:{at.date()}:{manager.id}"
        desk.send(manager.id, partial(_waits, number), Purpose.NOTICE, once=once, due=polite(desk, manager))


def _waits(number: int, t: Translator) -> Message:
    text = t(
        "*Round {number} waits for you.*\nIts time has come and nobody has released it. In two days I skip it.",
        number=number,
    )
    preview = Button(t("Preview"), Do(Act.PREVIEW, number), style="primary")
    return Message(text, row(preview, Button(t("Send it now"), Do(Act.NOW, number))), card="round-waits")


def _managers(desk: Desk, community_id: int) -> list[Member]:
    return people.members(desk.db, community_id, role=Role.MANAGER)


def told_manager(community_id: int, number: int, member_id: int, desk: Desk) -> None:
    """Tell whoever sent a round off what it came to."""
    if not member_id:
        return
    out = rounds.of_community(desk.db, community_id, number)
    found = figures(desk.db, community_id, number) if out else None
    build = partial(_out, number, found["people"] if found else 0, found["groups"] if found else 0)
    desk.send(member_id, build, Purpose.NOTICE, once=f"round-out:{community_id}:{number}:{member_id}" if out else None)


def _out(number: int, seated: int, groups: int, t: Translator) -> Message:
    if not groups:
        return Message(t("*Nobody to seat.*\nPeople take part with `round join`, or by a public profile."))
    text = t.n(
        "*Round {number} is out.* {people} people in {n} group.",
        "*Round {number} is out.* {people} people in {n} groups.",
        groups, number=number, people=seated,
    )  # fmt: skip
    return Message(text, row(Button(t("Figures"), Do(Act.REPORT, number))))
