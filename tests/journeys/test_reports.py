"""Journeys of telling the managers about somebody."""

from functools import partial

from storage import profile
from tests.journeys.world import World


async def test_a_report_reaches_the_managers_only(world: World) -> None:
    ann, kostas = await world.member("Ann"), await world.member("Kostas")
    await world.db.run(partial(profile.change, member_id=2, now=world.clock(), published=True))
    mara = await world.manager("Mara")
    await ann.says("report kostas")
    await ann.taps("Kostas")
    await ann.fills(text="He sells my address")
    ann.sees("The managers have it", "[Never match us again]")
    mara.sees("Ann reports Kostas", "He sells my address")
    kostas.sees_nothing_of("reports", "address")


async def test_a_long_name_of_another_script_is_reported_and_looked_at_too(world: World) -> None:
    ann = await world.member("Ann")
    await world.member("Αλέξανδρος Παπαδόπουλος")
    await world.db.run(partial(profile.change, member_id=2, now=world.clock(), published=True))
    mara = await world.manager("Mara")
    await ann.says("report Αλέξανδρος")
    await ann.taps("Αλέξανδρος")
    await ann.fills(text="He sells my address")
    mara.sees("Ann reports Αλέξανδρος Παπαδόπουλος")
    await mara.taps("Look at")
    mara.sees("here since")
