"""Journeys of what people hear of an event by themselves: reminders, changes, that it is off."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from emulators.telegram import Fault, Faults
from storage.outbox import outbox
from tests.journeys.gatherings import FRIDAY, answers, published
from tests.journeys.telegram_platform import TelegramPlatform
from tests.journeys.world import World, opened


async def test_reminders_come_a_day_and_an_hour_before(world: World) -> None:
    await published(world)
    ann = await answers(world, "Ann")
    await world.jump(to=FRIDAY - timedelta(hours=24, minutes=1))
    ann.sees_nothing_of("See you there?")
    await world.jump(to=FRIDAY - timedelta(hours=24))
    ann.sees("Fri 20 Nov 18:30: pizza and pitches", "See you there?")
    await world.jump(to=FRIDAY - timedelta(hours=1))
    ann.sees("18:30: pizza and pitches")
    assert ann.screen().count("See you there?") == 2


async def test_who_said_yes_hears_of_a_change_and_of_the_end(world: World) -> None:
    mara = await published(world)
    ann, kim = await answers(world, "Ann"), await answers(world, "Kim", "Not")
    await mara.taps("More")
    await mara.taps("Change")
    mara.sees("What shall change?")
    await mara.taps("When")
    await mara.fills(day="2026-11-21", begins="11:00", ends="13:00")
    ann.sees("It has changed: pizza and pitches", "Saturday 21 November, 11:00–13:00")
    assert not kim.has_seen("It has changed")
    await world.jump(to=FRIDAY - timedelta(hours=24))
    ann.sees_nothing_of("See you there?")
    await mara.taps("More")
    await mara.taps("Cancel the event")
    mara.sees("Cancel “pizza and pitches”?", "1 person hears of it")
    await mara.taps("Cancel the event")
    ann.sees("It will not take place: pizza and pitches", "Cancelled.")
    await world.jump(days=2)
    ann.sees_nothing_of("See you there?")


async def test_who_is_not_going_is_not_reminded(world: World) -> None:
    await published(world)
    ann = await answers(world, "Ann")
    await ann.taps("Not")
    await world.jump(to=FRIDAY - timedelta(hours=1))
    ann.sees_nothing_of("See you there?")


async def test_a_reminder_comes_by_the_readers_clock_and_before_their_quiet_hours(world: World) -> None:
    mara = await world.manager()
    await mara.says("event Friday 09:00 breakfast")
    await mara.taps("Publish")
    ann = await world.member("Ann")
    await ann.says("settings zone Atlantic/Azores")
    await ann.says("event 1")
    await ann.taps("Going")
    ann.sees("07:00–09:00 (in Madrid 09:00)")
    await world.jump(to=FRIDAY.replace(day=19, hour=20, minute=29))  # 19:29 on the Azores, quiet from 20:00
    assert ann.screen().count("See you there?") == 1
    await world.jump(minutes=1)
    assert ann.screen().count("See you there?") == 2
    await world.jump(hours=11)
    assert ann.screen().count("See you there?") == 2


async def test_a_reminder_that_waits_to_leave_does_not_outlive_the_event(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram") as world:
        platform = world.platforms["telegram"]
        assert isinstance(platform, TelegramPlatform)
        mara = await published(world)
        ann = await answers(world, "Ann")
        platform.emulator.faults = Faults(rates={Fault.TOO_MANY: 1.0}, methods={"sendMessage"}, retry_after=600)
        await world.jump(to=FRIDAY - timedelta(days=1))
        assert not ann.has_seen("See you there?")
        assert waiting(world) == ["reminder"]
        platform.emulator.faults = Faults()
        await mara.says("event 1")
        await mara.taps("More")
        await mara.taps("Cancel the event")
        await mara.taps("Cancel the event")
        assert waiting(world) == []
        await world.jump(minutes=15)
        ann.sees("It will not take place: pizza and pitches.")
        await world.jump(days=2)
        ann.sees_nothing_of("See you there?", "How was it")


def waiting(world: World) -> list[str]:
    """Reminders that are written and have not left."""
    open_ = (outbox.c.state == "pending", outbox.c.once.startswith("reminder:1:"))
    return world.db.read_now(lambda db: list(db.execute(select(outbox.c.purpose).where(*open_)).scalars()))
