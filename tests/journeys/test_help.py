"""Journeys of help: made from what each command says of itself."""

from tests.journeys.world import World


async def test_help_is_short_and_the_rest_a_tap_away(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("help")
    ann.sees("What I can do", "[need]", "[All of it]")
    ann.sees_nothing_of("Erase everything I hold on you")
    await ann.taps("All of it")
    ann.sees("Everything I can do", "Erase everything I hold on you")


async def test_help_lists_what_ones_role_may_do(world: World) -> None:
    ann, mara = await world.member("Ann"), await world.manager("Mara")
    await ann.says("help all")
    ann.sees_nothing_of("Give somebody a role")
    await mara.says("help all")
    mara.sees("Give somebody a role")


async def test_help_tells_about_one_command(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("help forget")
    ann.sees("Erase everything I hold on you", "[forget]")
