"""What a calendar shows of a series: the rule, and only those dates beside it that differ."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.i18n import Catalogues
from domain.calendars import Entry, Feed
from domain.recurrence import Change, Rule
from handlers import calendar_entries
from storage import event_series, people
from storage.calendars import Link
from storage.db import Database
from tests import events
from tests.events import MADRID, NOW

FRIDAY = datetime(2026, 11, 20, 18, 30)


def shown(db: Connection) -> list[Entry]:
    link = Link("", 1, 1, Feed.COMMUNITY, NOW)
    return calendar_entries.feed(db, link, NOW, Catalogues()["en"])


def weekly(db: Connection, first: datetime = FRIDAY) -> list[int]:
    here = people.add_community(db, "Àgora", "open", "en", MADRID, NOW)
    return events.series(db, here, Rule(first, MADRID), 3)


async def test_dates_like_the_others_are_said_by_the_rule_alone(db: Database) -> None:
    def unit(on: Connection) -> None:
        weekly(on)
        (whole,) = shown(on)
        assert (whole.rule, whole.uid, whole.ends) == (Rule(FRIDAY, MADRID), "series-Pizza", FRIDAY + events.LASTS)

    await db.run(unit)


async def test_what_differs_stands_beside_it(db: Database) -> None:
    def unit(on: Connection) -> None:
        ids = weekly(on)
        events.change(on, ids[1], title="Pasta")
        events.change(on, ids[2], state="cancelled")
        event_series.take(on, 1, 4, Change.SKIPPED)
        whole, pasta, off = shown(on)
        assert whole.skipped == (FRIDAY + timedelta(weeks=3),)
        assert (pasta.title, pasta.instead_of, pasta.uid) == ("Pasta", FRIDAY + timedelta(weeks=1), whole.uid)
        assert (off.cancelled, off.instead_of) == (True, FRIDAY + timedelta(weeks=2))

    await db.run(unit)


async def test_a_series_that_was_called_off_says_so(db: Database) -> None:
    def unit(on: Connection) -> None:
        weekly(on)
        event_series.change(on, 1, NOW, state="cancelled")
        assert shown(on)[0].cancelled

    await db.run(unit)


async def test_hours_that_a_wall_shows_twice_or_never_leave_no_choice(db: Database) -> None:
    def unit(on: Connection) -> None:
        weekly(on, datetime(2026, 11, 22, 2, 30))
        _, spring, autumn, *_ = shown(on)
        assert (spring.zone, spring.begins, spring.instead_of) == (
            MADRID, datetime(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 2, 30),
        )  # fmt: skip
        assert (autumn.zone, autumn.begins) == ("UTC", datetime(2027, 10, 31, 0, 30))
        assert autumn.instead_of == datetime(2027, 10, 31, 2, 30)

    await db.run(unit)
