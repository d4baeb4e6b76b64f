"""Puts a picture that somebody sent on their event, or on all dates of their series, and shows them the card."""

from functools import partial

from bot import standing
from bot.context import Desk
from domain.delivery import Purpose
from domain.events import State
from domain.roles import Role
from handlers import event_cards as cards
from handlers import event_series_pictures, event_views
from handlers.event_pictures import PICTURED, PICTURED_ALONE
from scheduler.works import Office, Works
from storage import event_book as book
from storage import people, picture_files, pictures
from storage.event_book import Event
from storage.event_pictures import Picture

works = Works()


@works.due(PICTURED)
async def pictured(office: Office, key: str) -> None:
    """Put it on the event, and on its coming dates. The key is the event's id and the picture's."""
    event_id, _, picture_id = key.partition(":")
    await office.run(partial(_pictured, PICTURED, int(event_id), int(picture_id)))


@works.due(PICTURED_ALONE)
async def pictured_alone(office: Office, key: str) -> None:
    """Put it on one date of a series. The key is the event's id and the picture's."""
    event_id, _, picture_id = key.partition(":")
    await office.run(partial(_pictured, PICTURED_ALONE, int(event_id), int(picture_id)))


def _pictured(work: str, event_id: int, picture_id: int, desk: Desk) -> None:
    """Done again when the picture is described: whoever cannot see it then hears what is on it."""
    event, sent = book.get(desk.db, event_id, lock=True), pictures.taken(desk.db, picture_id, work, str(event_id))
    sender = people.get(desk.db, sent.member_id) if sent else None
    if event is None or sent is None or sender is None or not _may(desk, event, sender.id):
        return
    picture = Picture(sent.name, sent.mime, picture_files.keep(desk.db, sent.content or b"", desk.now), sent.alt)
    event_series_pictures.put(desk, event, picture, alone=work == PICTURED_ALONE)
    standing.keep(desk, cards.name(event_id), sender.id)
    build = partial(event_views.to_member, desk, event, sender.id, sender.zone)
    once = f"event-picture:{event_id}:{picture_id}"
    desk.send(sender.id, build, Purpose.ANSWER, once=once, card=cards.name(event_id))


def _may(desk: Desk, event: Event, member_id: int) -> bool:
    """Whether they look after it at this moment, and it can still change."""
    state = State(event.state)
    manages = state is not State.DRAFT and event_views.role_in(desk, event, member_id) >= Role.MANAGER
    return state not in {State.CANCELLED, State.OVER} and (event.organiser_id == member_id or manages)
