"""The picture of a series: its dates have it, those that are made later too, and a new one reaches all still ahead."""

from bot import standing
from bot.context import Desk
from domain.events import State
from handlers import event_telling
from storage import event_book as book
from storage import event_pictures as pictures
from storage import event_series as rows
from storage.event_book import Event
from storage.event_pictures import Picture

REDRAW = "events.redraw"
"""Work of `scheduler/events.py`: brings everybody's own copy up to date."""


def put(desk: Desk, event: Event, picture: Picture | None, *, alone: bool = False) -> None:
    """Give an event a picture, or take it off; of a series, each date ahead gets it that had the same as this one.

    Args:
        desk: of whoever did that.
        event: a date of a series, or one that does not repeat.
        picture: the new one; None: none.
        alone: on this date, whatever the others have.
    """
    before, known = pictures.of(desk.db, event.id), rows.number_of(desk.db, event.id)
    shared = pictures.of_series(desk.db, known[0]) if known else None
    own = picture is None and _kept(before) != _kept(shared)
    if known is None or alone or own:
        _give(desk, event, picture)
        return
    pictures.put_on_series(desk.db, known[0], picture)
    for one in _ahead(desk, known[0]):
        if one.id == event.id or _kept(pictures.of(desk.db, one.id)) in {_kept(before), _kept(shared)}:
            _give(desk, one, picture)


def begin(desk: Desk, series_id: int, event_id: int) -> None:
    """A series begins with the picture of its first date."""
    pictures.put_on_series(desk.db, series_id, pictures.of(desk.db, event_id))


def inherit(desk: Desk, series_id: int, event_id: int) -> None:
    """A date that was just made has what its series has."""
    if picture := pictures.of_series(desk.db, series_id):
        pictures.put(desk.db, event_id, picture)


def like(desk: Desk, series_id: int, event_id: int) -> None:
    """All dates of a series are as one of them is."""
    picture = pictures.of(desk.db, event_id)
    pictures.put_on_series(desk.db, series_id, picture)
    for one in _ahead(desk, series_id):
        if pictures.of(desk.db, one.id) != picture:
            _give(desk, one, picture)


def _ahead(desk: Desk, series_id: int) -> list[Event]:
    """Its dates that are not held yet, in order, locked."""
    ids = [made.event_id for made in rows.numbers(desk.db, series_id) if made.event_id]
    found = [book.get(desk.db, event_id, lock=True) for event_id in ids]
    return [one for one in found if one and State(one.state).open and one.ends and one.ends > desk.now]


def _give(desk: Desk, event: Event, picture: Picture | None) -> None:
    """The cards that stand somewhere follow."""
    pictures.put(desk.db, event.id, picture)
    if State(event.state).open:
        desk.later(REDRAW, str(event.id))
        standing.changed(desk, event_telling.DRAW, str(event.id))


def _kept(picture: Picture | None) -> str:
    return picture.kept if picture else ""
