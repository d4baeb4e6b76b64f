"""Journeys after both yeses: the introduction, words passed on, check-ins and what came of it."""

from functools import partial
from typing import Any

from storage import blocks, introductions, people, profile
from tests.journeys.couples import ann, asks, id_of, kostas, leaves, need_state
from tests.journeys.people import Person
from tests.journeys.world import World


async def introduced(world: World, **told: Any) -> tuple[Person, Person, int]:
    """Ann and Kostas, a moment after both said yes."""
    one, two = await ann(world), await kostas(world, **told)
    need = await asks(world)
    await one.taps("Yes, ask")
    await two.taps("Yes, introduce us")
    return one, two, need


def kept(world: World, number: int = 1) -> introductions.Introduction:
    """What is known of an introduction."""
    found = world.db.read_now(partial(introductions.get, introduction_id=number))
    assert found is not None
    return found


async def test_the_introduction_says_who_why_when_and_how(world: World) -> None:
    one, two, _ = await introduced(world)
    one.sees("🤝 Ann, meet Kostas. Kostas, meet Ann.", "Kostas asks for", "Ann offers “catalogue design”")
    one.sees("You write first", "Times that suit both: ", "To break the ice: ", "[Say hello through me]")
    one.sees("[introduction.ics]")
    two.sees("Ann writes first.")


async def test_times_stand_on_each_ones_own_clock(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await world.db.run(lambda db: people.set_member(db, id_of(world, "Kostas"), zone="Europe/Athens"))
    await asks(world)
    await one.taps("Yes, ask")
    await two.taps("Yes, introduce us")
    one.sees("Thu 16:30 (17:30)", "your clock, Kostas's in brackets")
    two.sees("Thu 17:30 (16:30)", "your clock, Ann's in brackets")


async def test_far_zones_agree_in_writing(world: World) -> None:
    one, two = await ann(world), await kostas(world)
    await world.db.run(
        lambda db: people.set_member(db, id_of(world, "Kostas"), zone="Pacific/Auckland", quiet_from=0, quiet_until=0)
    )
    await asks(world)
    await one.taps("Yes, ask")
    await two.taps("Yes, introduce us")
    one.sees("agree on a time in writing")


async def test_words_are_passed_on_both_ways(world: World) -> None:
    one, two, _ = await introduced(world)
    await one.taps("Say hello through me")
    await one.fills(text="Hello, *shall we* talk?")
    one.sees("Passed on to Kostas.")
    two.sees("Ann writes:", "Hello, *shall we* talk?", "[Reply]")
    await two.taps("Reply")
    await two.fills(text="Gladly.")
    one.sees("Kostas writes:", "Gladly.")


async def test_words_wait_for_the_end_of_quiet_hours(world: World) -> None:
    one, two, _ = await introduced(world)
    await world.jump(hours=10)
    await one.taps("Say hello through me")
    await one.fills(text="Good night")
    one.sees("I keep it for Kostas until their quiet hours are over.")
    assert not two.has_seen("Good night")
    await world.jump(hours=10)
    two.sees("Good night")


async def test_nobody_else_can_use_an_introduction(world: World) -> None:
    await introduced(world)
    bo = await world.member("Bo")
    await bo.says("introductions 1")
    bo.sees("That is no longer here.")
    await bo.says("introductions")
    bo.sees("Nobody yet.", "[I need something]")


async def test_a_block_ends_the_line_between_two(world: World) -> None:
    one, two, _ = await introduced(world)
    await world.db.run(lambda db: blocks.add(db, id_of(world, "Kostas"), id_of(world, "Ann"), world.clock()))
    await one.taps("Say hello through me")
    one.sees("Kostas cannot be reached through me any more.")
    await one.says("introductions 1")
    one.sees("Kostas cannot be reached through me any more.")
    await world.jump(days=4)
    assert not one.has_seen("Did you two talk?")
    assert not two.has_seen("Did you two talk?")


async def test_check_ins_take_one_tap(world: World) -> None:
    one, two, _ = await introduced(world)
    await world.jump(days=3)
    one.sees("Did you two talk?", "[We did]", "[We will]", "[Not yet]", "[It didn't fit]")
    await one.taps("We will")
    one.sees("Greet Kostas from me.")
    await two.taps("Not yet")
    two.sees("No hurry.", "[Say hello through me]")
    assert kept(world).met == "scheduled"
    await world.jump(days=7)
    one.sees("Did you two talk?")
    await one.taps("We did")
    one.sees("In a few weeks I ask what came of it.")
    assert kept(world).met == "met"


async def test_one_answer_is_enough_and_the_outcome_is_asked_twice(world: World) -> None:
    one, two, _ = await introduced(world)
    await world.jump(days=3)
    await one.taps("We did")
    await world.jump(days=7)
    assert one.screen().count("Did you two talk?") == 0
    await world.jump(days=20)
    one.sees("What came of it?", "[Working together]", "[Done]", "[Nothing yet]")
    await one.taps("Nothing yet")
    one.sees("Such things take their time.")
    await two.taps("Working together")
    two.sees("It counts for your community.")
    assert kept(world).outcome == "working"
    await world.jump(days=60)
    await one.taps("Done")
    one.sees("Well done, both of you.")
    await one.says("introductions 1")
    await one.taps("Say hello through me")
    one.sees("You two know each other by now")


async def test_it_did_not_fit_opens_the_need_again(world: World) -> None:
    one, two, need = await introduced(world)
    bo = await ann(world, "Bo")
    await world.jump(days=3)
    await one.taps("It didn't fit")
    one.sees("Thank you for saying so.")
    await two.taps("It didn't fit")
    await two.taps("Look for someone else")
    two.sees("I am looking again.")
    assert need_state(world, need) == "open"
    bo.sees("[Yes, ask]")
    await world.jump(days=30)
    assert not one.has_seen("What came of it?")


async def test_who_is_away_or_gone_is_not_asked(world: World) -> None:
    one, two, _ = await introduced(world)
    until = world.clock().replace(year=2027)
    await world.db.run(lambda db: people.set_member(db, id_of(world, "Kostas"), snoozed_until=until))
    await world.jump(days=3)
    one.sees("Did you two talk?")
    assert not two.has_seen("Did you two talk?")
    await leaves(world, "Ann")
    await world.jump(days=7)
    assert one.screen().count("Did you two talk?") == 1


async def test_every_third_talk_asks_whether_it_was_worth_it(world: World) -> None:
    one = await ann(world)
    for number, name in enumerate(("Kostas", "Lia", "Mar"), 1):
        two = await world.member(name)
        await world.db.run(partial(_told, name=name, world=world))
        await asks(world, name)
        await one.taps("Yes, ask")
        await two.taps("Yes, introduce us")
        await one.taps("We talked")
        await world.jump(days=8)
        assert kept(world, number).met == "met"
    one.sees("Was it worth your time?", "[Yes, very]", "[So-so]", "[Not really]")
    await one.taps("So-so")
    one.sees("That makes the next introduction better.")
    assert kept(world, 3).feedback == {str(id_of(world, "Ann")): "fair"}
    await one.says("introductions")
    one.sees("[Mar]", "[Lia]", "[Kostas]")


def _told(db: Any, name: str, world: World) -> None:
    profile.change(db, id_of(world, name), world.clock(), published=True, languages=("en",))
