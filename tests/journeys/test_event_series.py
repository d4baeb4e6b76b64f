"""Journeys of a series: one line begins it, its dates are made ahead once, one or all after it are changed or off."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from handlers.event_series_cards import Act, OnSeries
from scheduler import event_series as scheduled
from storage import people
from storage.events import event
from tests.journeys.people import Person
from tests.journeys.test_projects import presses
from tests.journeys.world import World

FRIDAY = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
"""18:30 in Madrid."""


async def weekly(world: World, line: str = "event every Friday 18:30 pizza and pitches, Space A") -> Person:
    mara = await world.manager()
    await mara.says(line)
    await mara.taps("Publish")
    return mara


async def opens(person: Person, number: int) -> None:
    await person.says("events")
    await person.taps(f"{number}  pizza")


def dates(world: World, state: str = "published") -> list[str]:
    """What the walls show, the earliest first."""
    with world.db.engine.connect() as db:
        query = select(event.c.wall_begins).where(event.c.state == state).order_by(event.c.begins)
        return [wall.isoformat(" ", "minutes") for wall in db.execute(query).scalars()]


def fridays(count: int, start: str = "2026-11-20", hour: str = "18:30") -> list[str]:
    first = datetime.fromisoformat(f"{start} {hour}")
    return [(first + timedelta(weeks=n)).isoformat(" ", "minutes") for n in range(count)]


async def test_one_line_begins_it_and_its_dates_are_made_ahead(world: World) -> None:
    mara = await world.manager()
    await mara.says("event every Friday 18:30 pizza and pitches, Space A")
    mara.sees("pizza and pitches", "Friday 20 November, 18:30–20:30", "Every Friday")
    assert dates(world) == []
    await mara.taps("Publish")
    assert dates(world) == fridays(8)
    await mara.says("events")
    mara.sees("8 events ahead", "2  Friday 27 November, 18:30")
    await asyncio.gather(*(scheduled.ahead(world.bot.office, "") for _ in range(3)))
    assert dates(world) == fridays(8)
    await world.jump(days=14)
    assert dates(world) == fridays(10)[2:]


async def test_who_comes_to_one_is_reminded_of_that_one(world: World) -> None:
    await weekly(world)
    ann = await world.member("Ann")
    await opens(ann, 2)
    await ann.taps("Going")
    ann.sees("You are going", "event.ics", "For your calendar")
    await world.jump(to=FRIDAY + timedelta(days=6, minutes=30))
    ann.sees("pizza and pitches", "See you there?")


async def test_one_is_moved_or_cancelled_and_the_others_stay(world: World) -> None:
    mara = await weekly(world)
    ann = await world.member("Ann")
    await opens(ann, 2)
    await ann.taps("Going")
    await opens(mara, 2)
    await mara.taps("More")
    await mara.taps("Change")
    await mara.taps("When")
    await mara.fills(day="2026-11-28", begins="19:00", ends="")
    ann.sees("It has changed: pizza and pitches", "Saturday 28 November, 19:00", "[event.ics]")
    assert dates(world)[:3] == ["2026-11-20 18:30", "2026-11-28 19:00", "2026-12-04 18:30"]
    await opens(mara, 3)
    await mara.taps("More")
    await mara.taps("All its dates")
    mara.sees("pizza and pitches: Every Friday", "Sat 28 Nov, 19:00 · moved", "Fri 4 Dec, 18:30")
    await mara.taps("Skip a date")
    mara.sees("Which date of “pizza and pitches” is left out?")
    await mara.taps("Fri 4 Dec")
    mara.sees("Fri 4 Dec, 18:30 · cancelled", "Fri 11 Dec, 18:30")
    assert dates(world, "cancelled") == ["2026-12-04 18:30"]
    ann.sees_nothing_of("It will not take place")


async def test_all_after_one_are_made_like_it(world: World) -> None:
    mara = await weekly(world)
    ann = await world.member("Ann")
    await opens(ann, 4)
    await ann.taps("Going")
    await opens(mara, 3)
    await mara.taps("More")
    await mara.taps("Change")
    await mara.taps("When")
    await mara.fills(day="2026-12-03", begins="19:00", ends="")
    await opens(mara, 3)
    await mara.taps("More")
    await mara.taps("All its dates")
    await mara.taps("All after it like this one")
    mara.sees("Make all dates after it like this one?", "Thursday 19:00")
    await mara.taps("Yes, all of them")
    mara.sees("pizza and pitches: Every Thursday")
    ann.sees("It has changed: pizza and pitches", "Thursday 10 December, 19:00")
    assert dates(world) == fridays(2) + fridays(6, "2026-12-03", "19:00")
    await world.jump(days=7)
    assert dates(world) == fridays(2)[1:] + fridays(7, "2026-12-03", "19:00")


async def test_it_ends_with_a_date_and_all_after_it(world: World) -> None:
    mara = await weekly(world)
    ann = await world.member("Ann")
    await opens(ann, 5)
    await ann.taps("Going")
    await opens(mara, 3)
    await mara.taps("More")
    await mara.taps("All its dates")
    await mara.taps("End it here")
    mara.sees("End “pizza and pitches” here?", "Fri 4 Dec")
    await mara.taps("Yes, end it")
    ann.sees("It will not take place: pizza and pitches")
    assert dates(world) == fridays(2)
    await world.jump(days=30)
    assert dates(world) == []


async def test_an_event_that_stands_is_made_to_repeat(world: World) -> None:
    mara = await weekly(world, "event Monday 7 December 9:30 breakfast, the kitchen")
    await mara.taps("More")
    await mara.taps("Repeat it…")
    await mara.fills(often="whenever")
    mara.sees("I do not read “whenever”")
    await mara.fills(often="every month, 3 times")
    mara.sees("First Monday of the month, 3 times")
    assert dates(world) == ["2026-12-07 09:30", "2027-01-04 09:30"]
    await world.jump(days=60)
    assert dates(world) == ["2027-02-01 09:30"]


@pytest.mark.parametrize(
    ("code", "line", "how"),
    [
        ("es", "event cada viernes 18:30 pizza y charlas hasta el 18 de diciembre", "Cada viernes, hasta el 18"),
        ("es", "event primer lunes de mes 9:30 desayuno", "El primer lunes del mes"),
        ("it", "event ogni venerdì 18:30 pizza e idee", "Ogni venerdì"),
        ("it", "event ogni due settimane il venerdì 18:30 pizza e idee", "Ogni 2 settimane, di venerdì"),
    ],
)
async def test_it_is_said_in_spanish_and_italian(world: World, code: str, line: str, how: str) -> None:
    mara = await world.manager()
    await world.db.run(partial(people.set_member, member_id=1, language=code))
    await mara.says(line)
    mara.sees(how)


async def test_what_was_not_held_while_nothing_ran_is_not_made_afterwards(world: World) -> None:
    await weekly(world)
    world.clock.now = FRIDAY + timedelta(weeks=12)
    await world.bot.settle()
    await scheduled.ahead(world.bot.office, "")
    await world.bot.settle()
    assert dates(world) == fridays(8, "2027-02-19")


async def test_only_who_organises_it_changes_it(world: World) -> None:
    await weekly(world)
    bob = await world.member("Bob")
    for number, act in enumerate((Act.SHOW, Act.LIKE_NOW, Act.END_NOW, Act.SKIP_NOW, Act.REPEAT)):
        await presses(world, OnSeries(1, act, 2), f"no{number}")
        bob.sees("Only whoever organises it can do that")
    assert dates(world) == fridays(8)
