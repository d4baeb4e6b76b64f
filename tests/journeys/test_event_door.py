"""Journeys at the door of an event and afterwards: the code, who was there, three taps."""

from handlers.event_door import About, Rate
from tests.journeys import couples
from tests.journeys.gatherings import FRIDAY, account_of, answers, presses, published
from tests.journeys.world import World


async def test_a_code_at_the_door_and_three_taps_afterwards(world: World) -> None:
    mara = await published(world)
    ann = await answers(world, "Ann")
    await mara.taps("More")
    await mara.taps("Code at the door")
    code = mara.screen().split("Code at the door: ")[1][:6]
    await ann.says(f"event checkin {code}")
    ann.sees("opens an hour before")
    await world.jump(to=FRIDAY)
    await ann.says("event checkin 000000")
    ann.sees("That is no code")
    await ann.says(f"event checkin {code}")
    ann.sees("Welcome to pizza and pitches", "May I say that you were here?")
    await ann.taps("Yes")
    await world.jump(hours=2)
    ann.sees_nothing_of("How was")  # it is past eight in the evening
    await world.jump(hours=12)
    ann.sees("How was pizza and pitches?", "[It was worth it]")
    await ann.taps("It was worth it")
    await ann.taps("Met somebody new")
    await ann.taps("I'd come again")
    ann.sees("Thank you", "✓ I'd come again")
    await mara.says("event 1")
    await mara.taps("People")
    mara.sees("Ann ✓", "1 person has checked in", "1 answer: 3.0 of 3, 1 met somebody, 1 would come again")


async def test_a_picture_at_the_door_leads_to_one_tap(world: World) -> None:
    await published(world)
    ann = await answers(world, "Ann")
    await world.jump(to=FRIDAY)
    await ann.says("start checkin_123456")
    ann.sees("You are at the door", "[Check me in]")
    await ann.taps("Check me in")
    ann.sees("That is no code of an event that is on now")


async def test_who_was_there_is_a_reason_to_talk_where_both_agreed(world: World) -> None:
    mara = await published(world)
    ann, kostas = await couples.ann(world), await couples.kostas(world)
    await mara.taps("More")
    await mara.taps("Code at the door")
    code = mara.screen().split("Code at the door: ")[1][:6]
    await world.jump(to=FRIDAY)
    for one in (ann, kostas):
        await one.says(f"event checkin {code}")
        await one.taps("Yes")
    await world.jump(days=3)
    await couples.asks(world)
    assert ann.has_seen("you were both at pizza and pitches") or ann.has_seen("You were both at pizza and pitches")


async def test_who_was_not_there_says_nothing_of_it(world: World) -> None:
    await published(world)
    ann = await answers(world, "Ann", "Not")
    await world.jump(days=3)
    ann.sees_nothing_of("How was")
    await presses(world, account_of(world, "Ann"), Rate(1, About.LIKED, 3), "rate")
    ann.sees("That is for those who were there")
