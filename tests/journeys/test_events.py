"""Journeys of an event: a line that is shown back, answered, waited for, changed and called off."""

from datetime import UTC, datetime, timedelta

from tests.journeys.people import Person
from tests.journeys.world import World

LINE = "event Friday 18:30 pizza and pitches, {n} places, Space A"
FRIDAY = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
"""18:30 in Madrid."""


async def published(world: World, n: int = 30) -> Person:
    mara = await world.manager()
    await mara.says(LINE.format(n=n))
    await mara.taps("Publish")
    return mara


async def answers(world: World, name: str, label: str = "Going") -> Person:
    person = await world.member(name)
    await person.says("events")
    await person.taps("1  pizza")
    await person.taps(label)
    return person


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


async def test_a_bare_word_asks_in_a_form(world: World) -> None:
    mara = await world.manager()
    await mara.says("event")
    await mara.fills(what="Pizza night", day="2026-11-27", begins="19:00", place="The kitchen", seats="12")
    mara.sees("Pizza night", "Friday 27 November, 19:00–21:00", "The kitchen", "12 seats")


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


async def test_the_line_moves_when_a_seat_is_freed(world: World) -> None:
    await published(world, 1)
    ann = await answers(world, "Ann")
    kim = await answers(world, "Kim", "Join the line")
    kim.sees("You are number 1 in line", "[Leave the line]")
    lou = await answers(world, "Lou", "Join the line")
    lou.sees("You are number 2 in line")
    await ann.taps("Not")
    kim.sees("A seat is free for you: pizza and pitches", "if you take it by", "[Take the seat] [Let it go]")
    lou.sees_nothing_of("A seat is free")
    await kim.taps("Let it go")
    lou.sees("A seat is free for you")
    await lou.taps("Take the seat")
    lou.sees("You are going", "1 of 1 seat taken")


async def test_a_seat_that_nobody_takes_goes_on_to_the_next(world: World) -> None:
    await published(world, 1)
    ann = await answers(world, "Ann")
    kim = await answers(world, "Kim", "Join the line")
    lou = await answers(world, "Lou", "Join the line")
    await ann.taps("Not")
    await world.jump(hours=20)
    kim.sees("The seat went on to the next in line", "[Join the line]")
    lou.sees("A seat is free for you")


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


async def asked_seats(mara: Person, n: str) -> None:
    await mara.says("event 1")
    await mara.taps("More")
    await mara.taps("Change")
    await mara.taps("Seats")
    await mara.fills(seats=n)


async def test_fewer_seats_than_are_taken_are_refused_and_more_go_to_the_line(world: World) -> None:
    mara = await published(world, 4)
    for name in ("Ann", "Kim", "Lou", "Mia"):
        await answers(world, name)
    noa = await answers(world, "Noa", "Join the line")
    await asked_seats(mara, "3")
    mara.sees("4 seats are taken; 3 would not do")
    await asked_seats(mara, "20")
    mara.sees("5 of 20 seats taken")
    noa.sees("A seat is free for you")
    await asked_seats(mara, "0")
    mara.sees("An event has between 1 and 100000 seats")


async def test_a_proposal_goes_live_when_enough_would_come(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says(LINE.format(n=30))
    await ann.taps("Propose it")
    ann.sees("When 5 say they would come, it is on", "1 of 5 would come")
    for name in ("Kim", "Lou", "Mia"):
        await answers(world, name, "I'd come")
    ann.sees_nothing_of("Enough people want to come")
    last = await answers(world, "Noa", "I'd come")
    last.sees("You are going")
    ann.sees("It is on: pizza and pitches", "5 of 30 seats taken")


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
