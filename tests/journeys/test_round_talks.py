"""Journeys of a group of a round: whether it met, whether it was worth it, and the words passed on."""

from storage import blocks
from tests.journeys.couples import id_of
from tests.journeys.people import Person
from tests.journeys.roundtables import MONDAY, TOLD, begun, groups
from tests.journeys.world import World


async def seated(world: World) -> tuple[Person, Person]:
    """Ann and Kostas, a moment after they were brought together."""
    _, (ann, kostas) = await begun(world, "Ann", "Kostas")
    await world.jump(to=MONDAY)
    return ann, kostas


async def test_check_ins_take_one_tap_in_the_middle_and_at_the_end(world: World) -> None:
    ann, kostas = await seated(world)
    await world.jump(days=3)
    ann.sees("Did you meet?", "This round it was you and Kostas.", "[We did]", "[We will]", "[Not yet]", "[We won't]")
    await ann.taps("We will")
    ann.sees("Greet Kostas from me.")
    await kostas.taps("Not yet")
    kostas.sees("No hurry.", "[Say hello through me]")
    await world.jump(days=3)
    ann.sees("Did you meet?")
    await ann.taps("We did")
    ann.sees("I remember, and seat you with others next.")


async def test_one_answer_is_enough(world: World) -> None:
    ann, kostas = await seated(world)
    await ann.taps("We met")
    await world.jump(days=6)
    assert not ann.has_seen("Did you meet?")
    assert not kostas.has_seen("Did you meet?")


async def test_who_did_not_meet_may_sit_together_again_before_others_do(world: World) -> None:
    ann, kostas = await seated(world)
    await world.jump(days=3)
    await kostas.taps("We won't")
    kostas.sees("Then you may be seated together another time.")
    await world.jump(days=4)
    ann.sees("Your coffee this round: you and Kostas.", "you have not sat together before")


async def test_every_third_time_i_ask_whether_it_was_worth_it(world: World) -> None:
    ann, _ = await seated(world)
    for _ in range(2):
        await ann.taps("We met")
        ann.sees("I remember")
        await world.jump(days=7)
    await ann.taps("We met")
    ann.sees("Was it worth your time?", "[Yes, very]", "[So-so]", "[Not really]")
    await ann.taps("Yes, very")
    ann.sees("That makes the next rounds better.")


async def test_words_wait_for_the_end_of_quiet_hours(world: World) -> None:
    ann, kostas = await seated(world)
    await world.jump(hours=12)
    await ann.taps("Say hello through me")
    await ann.fills(text="Good night")
    ann.sees("I keep it for Kostas until their quiet hours are over.")
    assert not kostas.has_seen("Good night")
    await world.jump(hours=10)
    kostas.sees("Ann writes:", "Good night")


async def test_a_block_ends_the_line_between_two(world: World) -> None:
    ann, kostas = await seated(world)
    await world.db.run(lambda db: blocks.add(db, id_of(world, "Kostas"), id_of(world, "Ann"), world.clock()))
    await ann.taps("Say hello through me")
    ann.sees("Kostas cannot be reached through me any more.")
    await world.jump(days=7)
    assert kostas.screen().count(TOLD) == 1


async def test_who_is_forgotten_is_gone_from_their_group(world: World) -> None:
    ann, kostas = await seated(world)
    await ann.says("forget")
    await ann.taps("Forget me")
    await kostas.taps("Say hello through me")
    kostas.sees("cannot be reached through me any more.")
    await world.jump(days=3)
    assert not kostas.has_seen("Did you meet?")


async def test_the_hour_of_a_round_at_night_waits_for_the_morning(world: World) -> None:
    _, (ann, _) = await begun(world, "Ann", "Kostas", says="round every week on monday at 22")
    await world.jump(to=MONDAY.replace(hour=21))
    assert len(groups(world)) == 1
    assert not ann.has_seen(TOLD)
    await world.jump(hours=10)
    ann.sees(TOLD)
