"""Journeys of the first minute."""

from tests.journeys.world import World


async def test_newcomer_is_greeted_and_told_what_to_do(world: World) -> None:
    ann = world.person("Ann")
    await ann.says("/start")
    ann.sees("Hello Ann", "[Tell me]", "[Just look around]")


async def test_unknown_words_get_the_nearest_command(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("hepl")
    ann.sees("[help]")
    await ann.taps("help")
    ann.sees("What I can do")
