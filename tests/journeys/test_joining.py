"""Journeys of coming in: open door, code, a manager's yes, leaving and coming back."""

from domain.roles import Role
from storage.people import set_community
from tests.journeys.world import World


async def closed(world: World, door: str, code: str | None = None) -> None:
    """Change the door of the only community."""
    await world.db.run(lambda db: set_community(db, 1, admission=door, join_code=code))


async def test_a_managers_yes_lets_a_newcomer_in(world: World) -> None:
    mara = await world.manager("Mara")
    await closed(world, "approval")
    ann = world.person("Ann")
    await ann.says("start")
    ann.sees("I have asked the managers of Tertulia")
    await ann.says("find design")
    ann.sees("I have asked the managers of Tertulia")
    mara.sees("Ann would like to join Tertulia", "[Let them in]")
    await mara.taps("Let them in")
    mara.sees("Ann is in", "Mara said yes")
    ann.sees("Welcome to Tertulia", "[Tell me]")


async def test_a_managers_no_is_said_plainly_and_stays(world: World) -> None:
    mara = await world.manager("Mara")
    await closed(world, "approval")
    ann = world.person("Ann")
    await ann.says("start")
    await mara.taps("Not now")
    ann.sees("said no for now")
    await ann.says("join")
    ann.sees("does not fit")


async def test_the_code_on_the_wall_opens_the_door(world: World) -> None:
    await world.manager("Mara")
    await closed(world, "code", "spring-2026-wall")
    ann = world.person("Ann")
    await ann.says("help")
    ann.sees("is for its members", "join CODE")
    await ann.says("join wrong")
    ann.sees("That code does not fit")
    await ann.says("join spring-2026-wall")
    ann.sees("You are in")


async def test_only_managers_open_the_door(world: World) -> None:
    mara = await world.manager("Mara")
    await closed(world, "approval")
    ann = world.person("Ann")
    await ann.says("start")
    await world.promote("Mara", Role.MEMBER)
    await mara.taps("Let them in")
    mara.sees("That is for the manager")
    ann.sees_nothing_of("You are in")


async def test_leaving_is_one_word_and_one_can_come_back(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("leave")
    ann.sees("You left Tertulia", "[Come back]")
    await ann.says("find design")
    ann.sees("You left Tertulia")
    await ann.taps("Come back")
    ann.sees("You are in")
