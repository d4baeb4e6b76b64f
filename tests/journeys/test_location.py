"""Journeys of a shared location: clock and city are read off it, the point is kept nowhere."""

from sqlalchemy import select

from storage import people
from storage.tables import metadata
from tests.journeys.test_profile import mine, share
from tests.journeys.world import World


async def test_a_shared_location_sets_the_clock_proposes_the_city_and_is_forgotten(world: World) -> None:
    ann = await world.member("Ann")
    await share(world, ann, 40.641234, 22.944567)
    ann.sees("Thessaloniki?", "Your clock is Europe/Athens")
    await ann.taps("Yes")
    assert mine(world).city == "Thessaloniki"
    desk = world.desk()
    kept = [str(tuple(row)) for table in metadata.sorted_tables for row in desk.db.execute(select(table))]
    assert not [row for row in kept if "641234" in row or "944567" in row]


async def test_far_from_every_city_it_is_typed(world: World) -> None:
    ann = await world.member("Ann")
    await share(world, ann, 64.1, -21.9)
    ann.sees("I know no city near there", "Atlantic/Reykjavik")
    await ann.taps("Type the city")
    await ann.fills(city="Valencia")
    assert mine(world).city == "Valencia"


async def test_a_broken_location_is_refused(world: World) -> None:
    ann = await world.member("Ann")
    await share(world, ann, 640.0, 22.9)
    ann.sees("I could not read that location")
    member = people.get(world.desk().db, mine(world).member_id)
    assert member
    assert member.zone == "Europe/Madrid"
