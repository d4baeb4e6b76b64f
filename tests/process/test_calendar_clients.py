"""Calendars of other makers show the same instants as we do: over a change of clocks, skipped, moved and cancelled."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection

from bot.context import Setting
from bot.i18n import Catalogues
from domain import calendars as rules
from domain.calendars import Feed
from domain.recurrence import Change, Rule
from domain.roles import Role
from emulators.serve import serving
from storage import calendars, event_series, people
from storage.db import Database
from tests import events
from tests.events import MADRID, NOW
from tests.process import calendar_readers as readers
from tests.process.calendar_readers import Shown
from web import app
from web import calendars as pages

TOKEN = rules.token(bytes(range(16)))
FRIDAY = datetime(2027, 3, 12, 18, 30)
NIGHT = datetime(2027, 3, 14, 2, 30)
"""An hour that one Sunday in spring does not have."""
START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 20, tzinfo=UTC)


def utc(month: int, day: int, hour: int, minute: int = 30) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


EXPECTED: Shown = [
    (utc(3, 12, 17), "Pizza", False),
    (utc(3, 14, 1), "Stars", False),
    # 19 March is skipped
    (utc(3, 21, 1), "Stars", False),
    (utc(3, 27, 19, 0), "Pizza", False),  # moved by a day and an hour and a half
    (utc(3, 28, 1), "Stars", False),  # no wall shows half past two on this night: it is half past three
    (utc(4, 2, 16), "Pizza", True),  # cancelled; from here on it is summer
    (utc(4, 4, 0), "Stars", False),
    (utc(4, 9, 16), "Pizza", False),
    (utc(4, 10, 9, 0), "Once only", False),
    (utc(4, 11, 0), "Stars", False),
    (utc(4, 16, 16), "Pizza", False),
]


def filled(db: Connection) -> None:
    here = people.add_community(db, "Àgora", "open", "en", MADRID, NOW)
    ann = people.add_member(db, "Ann", "en", MADRID, here, NOW)
    people.set_membership(db, here, ann, "in", NOW, Role.MEMBER)
    calendars.renew(db, rules.hashed(TOKEN), ann, here, Feed.COMMUNITY, NOW)
    ids = events.series(db, here, Rule(FRIDAY, MADRID, count=6), 1)
    event_series.take(db, 1, 2, Change.SKIPPED)
    for number, wall, state in (
        (3, datetime(2027, 3, 27, 20), "published"),
        (4, datetime(2027, 4, 2, 18, 30), "cancelled"),
    ):
        ids.append(events.published(db, here, wall, "Pizza", series_id=1, uid=f"p{number}", state=state, sequence=1))
        event_series.take(db, 1, number)
        event_series.note(db, 1, number, event_id=ids[-1])
    events.published(db, here, datetime(2027, 4, 10, 11), "Once only")
    events.series(db, here, Rule(NIGHT, MADRID, count=5), 1, "Stars", minutes=120)


async def content(url: str) -> bytes:
    async with httpx.AsyncClient() as http:
        answer = await http.get(url)
        assert answer.status_code == 200
        return answer.content


async def test_a_server_a_synchroniser_and_a_reader_show_the_same(sqlite: Database, tmp_path: Path) -> None:
    await sqlite.run(filled)
    setting = Setting(Catalogues(), lambda: NOW, public_url="https://agora.example")
    async with serving(app.build(pages.routes(sqlite, setting))) as url, readers.radicale(tmp_path) as server:
        feed = f"{url}/calendar/{TOKEN}.ics"
        await readers.synchronised(tmp_path, feed, server)
        assert await readers.khal(tmp_path, START, (END - START).days) == EXPECTED
        assert readers.recurring(await content(feed), START, END) == EXPECTED
        await sqlite.run(partial(events.change, event_id=1, **events.timed(FRIDAY + timedelta(hours=2))))
        await readers.synchronised(tmp_path, feed, server)
        shown = await readers.khal(tmp_path, START, (END - START).days)
        assert shown == [(utc(3, 12, 19), "Pizza", False), *EXPECTED[1:]]


@pytest.mark.skipif(not readers.has_ical_js(), reason="needs node, and ical.js in NODE_PATH")
async def test_a_reader_that_goes_by_the_file_alone_shows_the_same(sqlite: Database) -> None:
    await sqlite.run(filled)
    setting = Setting(Catalogues(), lambda: NOW, public_url="https://agora.example")
    async with serving(app.build(pages.routes(sqlite, setting))) as url:
        written = await content(f"{url}/calendar/{TOKEN}.ics")
    assert await readers.ical_js(written, START, END) == EXPECTED
