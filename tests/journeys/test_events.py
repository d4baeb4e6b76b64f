"""Journeys of an event: a line that is shown back, a list of what is ahead, a proposal."""

from tests.journeys.gatherings import LINE, answers, published
from tests.journeys.world import World


async def test_a_line_is_shown_back_and_published_by_a_button(world: World) -> None:
    mara = await world.manager()
    await mara.says(LINE.format(n=30))
    mara.sees("pizza and pitches", "Friday 20 November, 18:30–20:30", "Space A", "30 seats", "Only you see this")
    ann = await world.member("Ann")
    await ann.says("events")
    ann.sees("Nothing is planned yet", "event Friday 18:30")
    await mara.taps("Publish")
    mara.sees("It is on", "0 of 30 seats taken")
    await ann.says("events")
    ann.sees("1 event ahead", "1  Friday 20 November, 18:30–20:30 · pizza and pitches")
    await ann.taps("1  pizza")
    ann.sees("With Mara", "[Going] [Maybe] [Not]")
    await ann.taps("Going")
    ann.sees("You are going", "1 of 30 seats taken", "✓ Going")
    await ann.taps("Maybe")
    ann.sees("You may come", "0 of 30 seats taken", "1 maybe")


async def test_a_draft_waits_and_can_be_dropped(world: World) -> None:
    mara = await world.manager()
    await mara.says(LINE.format(n=30))
    await world.jump(days=1)
    await mara.says("events")
    mara.sees("Draft: pizza and pitches")
    await mara.taps("Draft: pizza")
    await mara.taps("Drop")
    mara.sees("Nobody has seen it")
    await mara.says("events")
    mara.sees("event Friday 18:30")


async def test_the_list_turns_its_pages(world: World) -> None:
    mara = await world.manager()
    for n in range(8):
        await mara.says(f"event 2{n % 9}.11. 1{n}:00 talk number {n}")
        await mara.taps("Publish")
    await mara.says("events")
    mara.sees("8 events ahead", "1  Friday 20 November", "[Next]")
    await mara.taps("Next")
    mara.sees("talk number 7", "[Back]")
    await mara.taps("Back")
    mara.sees("talk number 0")


async def test_another_communitys_event_is_not_here(world: World) -> None:
    await published(world)
    ann = await world.member("Ann")
    for text in ("event 2", "event 999999999"):
        await ann.says(text)
        ann.sees("That event is no longer here")
    await ann.says("event 1")
    ann.sees("pizza and pitches", "[Going]")


async def test_an_event_that_is_over_takes_no_answers(world: World) -> None:
    await published(world)
    ann = await answers(world, "Ann", "Maybe")
    await world.jump(days=3)
    await ann.taps("Going")
    ann.sees("pizza and pitches is over")
    await ann.says("events")
    ann.sees("Nothing is planned yet")
