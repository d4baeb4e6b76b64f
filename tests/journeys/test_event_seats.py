"""Journeys of the seats of an event: the line, its claim window, guests, and who comes."""

from datetime import timedelta

from tests.journeys.gatherings import answers, changes, published
from tests.journeys.world import World


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
    kim.sees("The seat is no longer held for you", "[Join the line]")
    lou.sees("A seat is free for you")


async def test_guests_have_seats_too(world: World) -> None:
    mara = await published(world, 4)
    await changes(mara, "Guests", guests="3")
    ann = await answers(world, "Ann", "With 1 guest")
    ann.sees("You are going, with 1 guest", "2 of 4 seats taken")
    await ann.taps("With 2 guests")
    ann.sees("3 of 4 seats taken")
    kim = await answers(world, "Kim")
    kim.sees("4 of 4 seats taken")
    await ann.taps("With 3 guests")
    ann.sees("There is no seat free for another guest")
    await ann.taps("One guest less")
    assert ann.has_seen("You are going, with 1 guest")  # on the card; a file for the calendar came after it
    assert ann.has_seen("3 of 4 seats taken")
    await kim.taps("More")
    await kim.taps("Who comes")
    kim.sees("Going (2): Ann +1, Kim")


async def test_who_waits_too_long_for_an_answer_can_join_the_line_again(world: World) -> None:
    await published(world, 1)
    ann = await answers(world, "Ann")
    kim = await answers(world, "Kim", "Join the line")
    await ann.taps("Not")
    await world.jump(hours=20)
    kim.sees("The seat is no longer held for you")
    await kim.taps("Going")
    kim.sees("You are going")


async def test_a_claim_that_ended_while_the_bot_was_away_goes_on_at_its_start(world: World) -> None:
    await published(world, 1)
    ann = await answers(world, "Ann")
    await answers(world, "Kim", "Join the line")
    lou = await answers(world, "Lou", "Join the line")
    await ann.taps("Not")
    world.clock.now += timedelta(hours=44)  # nothing happens meanwhile
    await world.bot.settle()
    lou.sees("A seat is free for you")
