"""Makes the events of series ahead, each number once, whatever restarts or runs beside it."""

from datetime import timedelta
from functools import partial

from bot.context import Desk
from handlers import event_series_groups as groups
from handlers import event_series_life as life
from handlers.event_life import BEGIN
from scheduler.works import Office, Works
from storage import event_book as book
from storage import event_series as rows

works = Works()


@works.due(BEGIN)
async def begin(office: Office, key: str) -> None:
    """The first event of a series is published. The key is the event's id."""
    await office.run(partial(_begun, int(key)))


def _begun(event_id: int, desk: Desk) -> None:
    if event := book.get(desk.db, event_id, lock=True):
        life.start(desk, event)
        series = rows.get(desk.db, event.series_id or 0)
        if series and series.state == "running":
            life.make(desk, series.id)
            groups.put_up(desk, series)


@works.due(life.MAKE)
async def make(office: Office, key: str) -> None:
    """Make what is missing of one series. The key is its id."""
    await office.run(partial(_made, int(key)))


def _made(series_id: int, desk: Desk) -> None:
    life.make(desk, series_id)


@works.every(timedelta(hours=6), "event_series.ahead")
async def ahead(office: Office, key: str) -> None:
    """Look at every series that goes on."""
    del key
    for series in await office.read(rows.running):
        await office.run(partial(_made, series.id))
