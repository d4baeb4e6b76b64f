"""Journeys of help: made from what each command says of itself."""

from tests.journeys.world import World


async def test_help_lists_what_one_may_do(world: World) -> None:
    ann, mara = await world.member("Ann"), await world.manager("Mara")
    await ann.says("help")
    ann.sees("What I can do", "Erase everything I hold on you", "[need]")
    ann.sees_nothing_of("Give somebody a role")
    await mara.says("help")
    mara.sees("Give somebody a role")
