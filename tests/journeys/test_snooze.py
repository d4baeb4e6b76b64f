"""Journeys of a pause: it starts with a word, ends by itself, and can be taken back."""

from datetime import UTC, datetime

from domain.snooze import ALWAYS
from storage import people
from tests.journeys.world import World


def away(world: World) -> datetime | None:
    db = world.desk().db
    return people.members(db, people.communities(db)[0].id)[0].snoozed_until


async def test_a_pause_ends_by_itself_in_the_morning(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("snooze")
    ann.sees("How long shall I leave you alone?", "[1 week]", "[1 month]", "[Until I say]")
    await ann.taps("1 week")
    ann.sees("You are away until Wednesday, November 25, 2026", "[I am back]")
    assert away(world) == datetime(2026, 11, 25, 8, tzinfo=UTC)  # nine in Madrid
    await world.jump(days=6)
    assert not ann.has_seen("Welcome back")
    await world.jump(days=1)
    ann.sees("Welcome back, Ann", "Your pause is over", "[Longer, please]")
    assert away(world) is None


async def test_until_a_day_and_back_early(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("snooze until 5 Jan")
    ann.sees("You are away until Tuesday, January 5, 2027")
    await ann.says("/start")
    ann.sees("You are away for now", "[I am back]")
    await ann.taps("I am back")
    ann.sees("Welcome back, Ann")
    assert away(world) is None
    await world.jump(days=60)
    assert not ann.has_seen("Your pause is over")


async def test_a_longer_pause_replaces_the_first(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("snooze 2 weeks")
    await ann.says("snooze 2 months")
    await world.jump(days=20)
    assert not ann.has_seen("Your pause is over")
    await world.jump(days=45)
    ann.sees("Your pause is over")


async def test_until_they_say_nothing_ends_it(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("snooze 1 week")
    await ann.taps("I am back")
    await ann.says("snooze")
    await ann.taps("Until I say")
    ann.sees("You are away until you say")
    await world.jump(days=400)
    assert away(world) == ALWAYS
    await ann.says("snooze off")
    assert away(world) is None


async def test_days_that_cannot_be_are_answered(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("snooze until 31 June")
    ann.sees("That day does not exist", "[30 June]", "[1 July]")
    await ann.taps("30 June")
    ann.sees("Wednesday, June 30, 2027")
    await ann.taps("I am back")
    await ann.says("snooze until the cows come home")
    ann.sees("I read no day in")
    await ann.says("snooze until 2019-01-01")
    ann.sees("Give me a day ahead")
    assert away(world) is None
