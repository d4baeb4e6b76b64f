"""Journeys of a community: its name, its door, and choosing among several."""

from functools import partial

from storage import people
from tests.journeys.world import World


async def test_managers_name_the_community_and_change_its_door(world: World) -> None:
    mara = await world.manager("Mara")
    await mara.says("community name Àgora")
    mara.sees("You speak to Àgora")
    await mara.taps("By code")
    mara.sees("opens with the code on the wall", "Join code:")


async def test_members_cannot_change_the_community(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("community name Mine")
    ann.sees("That is for the manager")


async def test_one_speaks_to_the_community_one_chose(world: World) -> None:
    ann = await world.member("Ann")
    now = world.clock()
    other = await world.db.run(
        partial(people.add_community, name="La Lonja", admission="open", language="en", zone="UTC", now=now)
    )
    await world.db.run(partial(people.set_membership, community_id=other, member_id=1, state="in", now=now))
    await ann.says("community")
    await ann.taps("Speak to La Lonja")
    ann.sees("You speak to La Lonja", "[Speak to Tertulia]")
