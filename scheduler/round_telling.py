"""Tells people with whom they sit, why they do not, and asks in the middle and at the end how it went."""

from datetime import datetime, timedelta
from functools import partial

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Message
from domain import meetings, times
from domain.delivery import Purpose
from handlers import round_asking, round_cards
from handlers.round_cards import Circle
from handlers.round_talks import circle, here, links
from scheduler.introduction_calendar import talk
from scheduler.works import Office, Works
from storage import people, round_seats, rounds
from storage.people import Member

works = Works()


@works.due("rounds.tell")
async def tell(office: Office, key: str) -> None:
    """Tell everybody of a group with whom they sit. The key is the group's id."""
    await office.run(partial(_told, int(key)))


def _told(group_id: int, desk: Desk) -> None:
    group = round_seats.group(desk.db, group_id, lock=True)
    one = circle(desk.db, group_id)
    held = rounds.held(desk.db, group.round_id) if group else None
    if group is None or one is None or held is None:
        return
    if len(one.members) < 2:
        for left in one.members:
            round_seats.leave_out(desk.db, held.id, left.id, "gone")
            desk.later("rounds.left_out", f"{held.id}:{left.id}")
        return
    if not group.slots:
        clocks = [(m.zone, (m.quiet_from, m.quiet_until)) for m in one.members]
        round_seats.set_slots(desk.db, group_id, meetings.slots(desk.now, clocks[0], *clocks[1:]))
        one = circle(desk.db, group_id) or one
    until = held.at + timedelta(days=held.days)
    for reader in one.members:
        build = partial(_seated, desk, one, reader.id)
        once = f"round:{held.id}:{reader.id}:{group_id}"
        desk.send(
            reader.id, build, Purpose.ROUND, once=once, card=round_cards.card_name(group_id),
            due=polite(desk, reader), not_after=until,
        )  # fmt: skip


def _seated(desk: Desk, one: Circle, reader: int, t: Translator) -> Message:
    calendar = b""
    if one.group.slots:
        begins = times.local(one.group.slots[0], one.member(reader).zone)
        names = ", ".join(other.name for other in one.others(reader))
        summary = t("Coffee with {names}").format(names=names)
        calendar = talk(f"round-group-{one.group.id}", begins, summary, "", desk.now, desk.setting.public_url)
    return round_cards.seated(one, reader, links(desk.db, one, reader), t, calendar)


def polite(desk: Desk, reader: Member) -> datetime:
    """Now, or at the end of the reader's quiet hours."""
    return times.after_quiet(desk.now, reader.zone, reader.quiet_from, reader.quiet_until)


@works.due("rounds.left_out")
async def left_out(office: Office, key: str) -> None:
    """Tell somebody that there is no seat for them, and why. The key is the round and the member."""
    round_id, member_id = (int(part) for part in key.split(":"))
    await office.run(partial(_left_out, round_id, member_id))


def _left_out(round_id: int, member_id: int, desk: Desk) -> None:
    held = rounds.held(desk.db, round_id)
    reader = here(desk.db, member_id, held.community_id) if held else None
    if held is None or reader is None:
        return
    seat = next((one for one in round_seats.of_round(desk.db, round_id) if one.member_id == member_id), None)
    if seat is None or seat.group_id is not None:
        return
    again = rounds.plan(desk.db, held.community_id).at
    build = partial(round_asking.left_out, seat.why, again, reader.zone)
    desk.send(reader.id, build, Purpose.ROUND, once=f"round-left:{round_id}:{member_id}", due=polite(desk, reader))


@works.due("rounds.check")
async def check(office: Office, key: str) -> None:
    """Ask a group how it went, unless one of them has said so. The key is the group's id and the days since then."""
    await office.run(partial(_asked, key))


def _asked(key: str, desk: Desk) -> None:
    group_id = int(key.partition(":")[0])
    one = circle(desk.db, group_id)
    if one is None or len(one.members) < 2:
        return
    seats = {seat.member_id: seat for seat in round_seats.of_group(desk.db, group_id)}
    if any(seat.met == meetings.Met.MET for seat in seats.values()):
        return
    for reader in one.members:
        seat = seats[reader.id]
        away = reader.snoozed_until is not None and reader.snoozed_until > desk.now
        if away or not meetings.ask_whether_met(seat.met):
            continue
        build = partial(round_cards.check, group_id, [other.name for other in one.others(reader.id)])
        once = f"round-check:{key}:{reader.id}"
        card = f"round-check:{group_id}"
        desk.send(reader.id, build, Purpose.NOTICE, once=once, card=card, due=polite(desk, reader))
        if seat.asked is None:
            round_seats.say(desk.db, seat, asked=desk.now)


def name_of(desk: Desk, community_id: int) -> str:
    """The community's name."""
    found = people.get_community(desk.db, community_id)
    return found.name if found else ""
