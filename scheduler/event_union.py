"""One person, one seat: a second place of two accounts that became one goes to the first in line; and back to two."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from bot import standing
from bot.context import Desk
from domain.events import State
from domain.seats import Seat, Waiting
from handlers import event_telling as telling
from scheduler.works import Office, Works
from storage import event_book as book
from storage import event_people as people
from storage import event_union as union
from storage import link, outbox
from storage import people as members
from storage.event_book import Event
from storage.event_people import Standing
from storage.seats import Door

works = Works()


@works.due("events.one_seat")
async def one_seat(office: Office, key: str) -> None:
    """Free what stands twice. The key is who stays and who was joined to them."""
    kept, _, joined = key.partition(":")
    for event_id in await office.read(partial(union.both, kept=int(kept), joined=int(joined))):
        await office.run(partial(_united, event_id, int(kept), int(joined)))


def _united(event_id: int, kept: int, joined: int, desk: Desk) -> None:
    """The event is locked first, as by whoever asks for a seat; parted again meanwhile, each keeps their own."""
    event = book.get(desk.db, event_id, lock=True)
    if event is None or not union.alone(desk.db, joined):
        return
    if union.unite(desk.db, event_id, kept, joined):
        link.moved_too(desk.db, kept, joined, union.brought(event_id))
    if not State(event.state).open:
        return
    _follow(desk, event, joined, kept, told=(joined, kept))


@works.due("events.two_again")
async def two_again(office: Office, key: str) -> None:
    """Each has their own places. The key is who stayed, who parted from them, and since when they had been one."""
    kept, joined, since = key.split(":", 2)
    moment = datetime.fromisoformat(since) if since else None
    for event_id in await office.read(partial(union.of, member_id=int(joined))):
        await office.run(partial(_parted, event_id, int(kept), int(joined), moment))


def _parted(event_id: int, kept: int, joined: int, since: datetime | None, desk: Desk) -> None:
    """A place that was brought along is theirs again, unless the one person answered anew; no seat is made or lost."""
    event = book.get(desk.db, event_id, lock=True)
    if event is None or union.alone(desk.db, joined):
        return
    union.stays(desk.db, event_id, kept, joined, since)
    if State(event.state).open:
        _follow(desk, event, kept, joined, told=())


def _follow(desk: Desk, event: Event, *both: int, told: Collection[int]) -> None:
    """What follows who stands where: what is free goes to the line, reminders and the cards to whoever has the seat."""
    telling.offer(desk, event.id, Door(desk.db, event.id).recount(desk.now))
    for member_id in both:
        me, member = people.of(desk.db, event.id, member_id), members.get(desk.db, member_id)
        if member is None or me.seat is not Seat.GOING:
            telling.hush(desk, event.id, member_id)
        if member:
            telling.stands(desk, event, member, me.seat)
        known = {*told, member_id}
        if me.seat is Seat.OFFERED and not any(outbox.was_sent(desk.db, _offer(event, one, me)) for one in known):
            telling.offer(desk, event.id, [Waiting(member_id)])
    desk.later("events.redraw", str(event.id))
    standing.changed(desk, telling.DRAW, str(event.id))


def _offer(event: Event, member_id: int, me: Standing) -> str:
    """Under which they were told of the seat that is held for them."""
    return f"seat:{event.id}:{member_id}:{me.offers}"
