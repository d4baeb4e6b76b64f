"""Journeys of roles: given by word, told, and never the last owner away."""

from tests.journeys.world import World


async def test_roles_are_given_by_word_and_told(world: World) -> None:
    mara, ann = await world.manager("Mara"), await world.member("Ann")
    await mara.says("role Ann editor")
    mara.sees("Ann is editor now")
    ann.sees("You are editor in Tertulia now")
    await mara.says("role")
    mara.sees("Who has a role", "editor: Ann", "manager: Mara")


async def test_only_an_owner_makes_managers_and_one_owner_stays(world: World) -> None:
    mara, olga = await world.manager("Mara"), await world.member("Olga")
    await world.member("Ann")
    await mara.says("role Ann manager")
    mara.sees("Only an owner can do that")
    await olga.says("claim open-sesame")
    await olga.says("role Ann manager")
    olga.sees("Ann is manager now")
    await olga.says("role Olga member")
    olga.sees("is the only owner")
