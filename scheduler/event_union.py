"""One person, one seat: after two accounts became one, a second place at the same event goes to the first in line."""

from functools import partial

from bot import standing
from bot.context import Desk
from domain.events import State
from handlers import event_telling as telling
from scheduler.works import Office, Works
from storage import event_book as book
from storage import event_people as people
from storage import event_union as union
from storage import people as members
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
    union.unite(desk.db, event_id, kept, joined)
    if not State(event.state).open:
        return
    telling.hush(desk, event_id, joined)
    telling.offer(desk, event_id, Door(desk.db, event_id).recount(desk.now))
    if member := members.get(desk.db, kept):
        telling.stands(desk, event, member, people.of(desk.db, event_id, kept).seat)
    standing.changed(desk, telling.DRAW, str(event_id))
