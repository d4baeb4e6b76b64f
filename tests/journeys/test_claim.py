"""Journeys of the first owner."""

from storage import people
from tests.journeys.world import World


async def test_the_owner_claims_once(world: World) -> None:
    mara, ann = await world.member("Mara"), await world.member("Ann")
    await ann.says("claim guess")
    ann.sees("does not fit")
    await mara.says("claim open-sesame")
    mara.sees("You own Tertulia now")
    await ann.says("claim open-sesame")
    ann.sees("does not fit")
    assert world.db.read_now(people.has_owner)
