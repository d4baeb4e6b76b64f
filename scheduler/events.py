"""What happens to events by themselves: reminders, claims that end, news for all who said yes, cards, the end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot import standing
from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Message
from domain import events as rules
from domain import times
from domain.delivery import Purpose
from domain.events import State
from domain.seats import Seat
from handlers import event_cards as cards
from handlers import event_door, event_series_groups, event_telling, event_views
from handlers.event_telling import DRAW, LAPSE, OVER, REMIND, TELL
from scheduler.works import Office, Works
from storage import cards as placed
from storage import event_book as book
from storage import event_people as people
from storage import people as members
from storage.event_book import Event
from storage.people import Member
from storage.seats import Door

works = Works()
HAND = 100
"""People whom one unit tells."""
LATE = timedelta(hours=36)
"""How long after its end people are still asked how it was."""


@works.due(REMIND)
async def remind(office: Office, key: str) -> None:
    """Remind who is going; then plan the next moment. The key is the event's id."""
    following: list[datetime] = []
    await _each(office, partial(_reminded, int(key), following))
    if following:
        await office.run(lambda desk: desk.soon(REMIND, key, min(following)))


async def _each(office: Office, unit: Callable[[int, Desk], int]) -> None:
    """Hand after hand of people, by their number, until there is nobody left."""
    after = 0
    while after >= 0:
        after = await office.run(partial(unit, after))


def _reminded(event_id: int, following: list[datetime], after: int, desk: Desk) -> int:
    event = book.get(desk.db, event_id)
    if event is None or event.state != State.PUBLISHED or event.begins is None or event.begins <= desk.now:
        return -1
    going = people.told(desk.db, event_id, after, HAND, (str(Seat.GOING),))
    for member, me in going:
        current, ahead = rules.due(event.begins, member.zone, event_telling.quiet(member), me.answered, desk.now)
        away = member.snoozed_until and member.snoozed_until > desk.now
        if current and not away and book.inside(desk.db, event, member.id):
            event_telling.remind(desk, event, member, current.kind)
        if ahead:
            following.append(ahead)
    return going[-1][0].id if len(going) == HAND else -1


@works.due(LAPSE)
async def lapse(office: Office, key: str) -> None:
    """Take back what was offered and not claimed, for the next in line. The key is the event's id."""
    await office.run(partial(_lapsed, int(key)))


def _lapsed(event_id: int, desk: Desk) -> None:
    event = book.get(desk.db, event_id, lock=True)
    if event is None or not State(event.state).open or (event.begins and event.begins <= desk.now):
        return
    door = Door(desk.db, event_id)
    gone, offered = door.lapsed(desk.now)
    event = book.get(desk.db, event_id) or event  # as full as it is now
    for member_id in gone:
        event_telling.lapsed(desk, event, member_id, people.of(desk.db, event_id, member_id).offers)
    event_telling.offer(desk, event_id, offered)
    if gone:
        standing.changed(desk, DRAW, str(event_id))
    if following := people.next_claim(desk.db, event_id):
        desk.soon(LAPSE, str(event_id), max(following + timedelta(seconds=1), desk.now + timedelta(seconds=1)))


@works.due(TELL)
async def tell(office: Office, key: str) -> None:
    """Tell whoever said yes what is different. The key is the event's id and the number of the change."""
    event_id, _, sequence = key.partition(":")
    await _each(office, partial(_told, int(event_id), int(sequence)))


def _told(event_id: int, sequence: int, after: int, desk: Desk) -> int:
    event = book.get(desk.db, event_id)
    if event is None or event.sequence != sequence or event.state in {State.DRAFT, State.OVER}:
        return -1  # a later change tells it all
    asked = people.told(desk.db, event_id, after, HAND)
    for member, _ in asked:
        if member.id != event.organiser_id and book.inside(desk.db, event, member.id):
            event_telling.news(desk, event, member)
    return asked[-1][0].id if len(asked) == HAND else -1


@works.due(DRAW)
async def draw(office: Office, key: str) -> None:
    """Bring the copies in groups up to date. The key is the event's id."""
    await office.run(partial(_drawn, int(key)))


def _drawn(event_id: int, desk: Desk) -> None:
    if event := book.get(desk.db, event_id):
        event_views.draw_groups(desk, event)
        if event.series_id:
            event_series_groups.draw(desk, event.series_id)


@works.due("events.redraw")
async def redraw(office: Office, key: str) -> None:
    """Bring everybody's own copy up to date: when, where or what it is has changed. The key is the event's id."""
    await _each(office, partial(_redrawn, int(key)))


def _redrawn(event_id: int, after: int, desk: Desk) -> int:
    event = book.get(desk.db, event_id)
    copies = placed.copies(desk.db, cards.name(event_id), private=True, after=after, limit=HAND)
    for copy in copies:
        member = members.get(desk.db, copy.member_id or 0)
        if event and member:
            standing.draw(desk, copy, partial(event_views.to_member, desk, event, member.id, member.zone))
    return copies[-1].id if len(copies) == HAND else -1


@works.due(OVER)
async def over(office: Office, key: str) -> None:
    """Close what has ended, and ask who was there how it was. The key is the event's id."""
    await office.run(partial(_closed, int(key)))
    await _each(office, partial(_asked, int(key)))


def _closed(event_id: int, desk: Desk) -> None:
    event = book.get(desk.db, event_id, lock=True)
    if event is None or not State(event.state).open or event.ends is None:
        return
    if event.ends > desk.now:
        desk.later(OVER, str(event_id), event.ends)
        return
    held = event.state == State.PUBLISHED
    book.change(desk.db, event_id, desk.now, state=str(State.OVER if held else State.CANCELLED))
    event_telling.hush(desk, event_id)
    standing.changed(desk, DRAW, str(event_id))


def _asked(event_id: int, after: int, desk: Desk) -> int:
    event = book.get(desk.db, event_id)
    if event is None or event.state != State.OVER or event.ends is None or desk.now - event.ends > LATE:
        return -1
    there = people.were_there(desk.db, event_id, after, HAND)
    for member in there:
        _ask(desk, event, member)
    return there[-1].id if len(there) == HAND else -1


def _ask(desk: Desk, event: Event, member: Member) -> None:
    if (member.snoozed_until or desk.now) > desk.now or not book.inside(desk.db, event, member.id):
        return
    due = times.after_quiet(desk.now, member.zone, *event_telling.quiet(member))
    build: Callable[[Translator], Message] = partial(event_door.feedback, event)
    once = f"feedback:{event.id}:{member.id}"
    desk.send(member.id, build, Purpose.NOTICE, once=once, card=f"feedback:{event.id}", due=due)


@works.every(timedelta(minutes=5), "events.recount")
async def recount(office: Office, slot: str) -> None:
    """Find seats that nobody holds any more, because their people were erased or became one person."""
    del slot
    for event_id in await office.read(book.miscounted):
        await office.run(partial(_recounted, event_id))


def _recounted(event_id: int, desk: Desk) -> None:
    event_telling.offer(desk, event_id, Door(desk.db, event_id).recount(desk.now))
    standing.changed(desk, DRAW, str(event_id))
