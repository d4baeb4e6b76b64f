"""Journeys of keeping away: blocking in silence, telling the managers."""

from functools import partial

from storage import blocks, profile
from tests.journeys.people import Person
from tests.journeys.world import World


async def pair(world: World) -> tuple[Person, Person]:
    """Ann, and Kostas whose profile is published."""
    ann, kostas = await world.member("Ann"), await world.member("Kostas")
    change = partial(profile.change, member_id=2, now=world.clock(), published=True, headline="Chairs")
    await world.db.run(change)
    return ann, kostas


async def test_blocking_is_silent_and_can_be_taken_back(world: World) -> None:
    ann, kostas = await pair(world)
    before = kostas.screen()
    await ann.says("block kostas")
    await ann.taps("Block Kostas")
    ann.sees("never matched or introduced", "not told")
    assert world.db.read_now(partial(blocks.blocked_ids, member_id=2)) == {1}
    assert kostas.screen() == before
    await ann.says("block")
    await ann.taps("Allow Kostas again")
    assert world.db.read_now(partial(blocks.blocked_ids, member_id=2)) == set()


async def test_nobody_unknown_can_be_named(world: World) -> None:
    ann = await world.member("Ann")
    await world.member("Hidden Hanna")
    await ann.says("block hanna")
    ann.sees("I know nobody here")
