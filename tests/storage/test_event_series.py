"""Series in both databases: a number is taken once, and goes with its event into another series."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

import asyncio
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from domain.recurrence import Change, Different, Rule
from storage import event_book, event_series, people
from storage.db import Database
from tests import events
from tests.events import MADRID, NOW

FRIDAY = datetime(2026, 11, 20, 18, 30)


def weekly(db: Connection) -> list[int]:
    here = people.add_community(db, "Àgora", "open", "en", MADRID, NOW)
    return events.series(db, here, Rule(FRIDAY, MADRID), 3)


async def test_of_many_who_take_a_number_one_has_it(db: Database) -> None:
    await db.run(weekly)
    won = await asyncio.gather(*(db.run(partial(event_series.take, series_id=1, number=4)) for _ in range(8)))
    assert won.count(True) == 1
    assert [one.number for one in db.read_now(partial(event_series.numbers, series_id=1))] == [1, 2, 3, 4]


async def test_what_differs_is_known_by_its_number(db: Database) -> None:
    def unit(on: Connection) -> None:
        ids = weekly(on)
        event_series.take(on, 1, 4, Change.SKIPPED)
        event_series.note(on, 1, 2, change="moved", wall=FRIDAY + timedelta(days=8))
        moved = Different(Change.MOVED, FRIDAY + timedelta(days=8))
        assert event_series.different(on, 1) == {2: moved, 4: Different(Change.SKIPPED)}
        assert event_series.number_of(on, ids[2]) == (1, 3)
        assert event_series.number_of(on, 999) is None

    await db.run(unit)


async def test_the_later_numbers_become_another_series(db: Database) -> None:
    def unit(on: Connection) -> None:
        ids = weekly(on)
        other = event_series.add(
            on, NOW, Rule(FRIDAY, MADRID), uid="other", community_id=1, title="Pizza", minutes=90, state="running"
        )
        event_series.shift(on, 1, 2, other)
        assert [one.number for one in event_series.numbers(on, 1)] == [1]
        assert [(one.number, one.event_id) for one in event_series.numbers(on, other)] == [(1, ids[1]), (2, ids[2])]
        events_ = [event_book.get(on, number) for number in ids]
        assert [one and one.series_id for one in events_] == [1, other, other]
        assert [one.id for one in event_series.running(on, 1)] == [1, other]
        event_series.change(on, 1, NOW, state="ended")
        assert [one.id for one in event_series.running(on)] == [other]
        assert [one.id for one in event_series.shown(on, 1, NOW)] == [1, other]
        assert [one.id for one in event_series.shown(on, 1, NOW + timedelta(days=1))] == [other]

    await db.run(unit)
