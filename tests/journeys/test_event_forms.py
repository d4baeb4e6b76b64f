"""Journeys of the questions about an event: a form, and a calendar of buttons where there is no picker."""

from tests.journeys.world import World


async def test_a_bare_word_asks_in_a_form(world: World) -> None:
    mara = await world.manager()
    await mara.says("event")
    await mara.fills(what="Pizza night", day="2026-11-27", begins="19:00", place="The kitchen", seats="12")
    mara.sees("Pizza night", "Friday 27 November, 19:00–21:00", "The kitchen", "12 seats")


async def test_a_day_is_chosen_in_a_calendar_of_buttons(world: World) -> None:
    mara = await world.manager()
    await mara.says("event pizza at 19:00")
    mara.sees("pizza: on which day?")
    if world.here == "slack":
        await mara.fills(day="2026-12-24", begins="19:00")
    else:
        mara.sees("November 2026", "[‹]", "[18]")
        await mara.taps("›")
        mara.sees("December 2026")
        await mara.taps("24")
        mara.sees("When does it begin?", "Now: 19:00")
        await mara.says("7 pm")
        await mara.says("skip")
    mara.sees("Thursday 24 December, 19:00–21:00")


async def test_a_day_can_be_typed_into_the_calendar_too(world: World) -> None:
    if world.here == "slack":
        return  # its picker gives days alone
    mara = await world.manager()
    await mara.says("event pizza")
    await mara.says("31 June")
    mara.sees("Which day is “31 June”?")
    await mara.says("next Thursday")
    mara.sees("When does it begin?")
    await mara.says("late")
    mara.sees("Please write the time as hours and minutes")
