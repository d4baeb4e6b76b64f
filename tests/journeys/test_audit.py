"""Journeys of the audit log."""

from tests.journeys.world import World


async def test_managers_read_who_did_what_and_why(world: World) -> None:
    mara = await world.manager("Mara")
    await world.member("Ann")
    await mara.says("audit")
    mara.sees("Nothing was done here yet")
    await mara.says("role Ann editor")
    await mara.says("audit")
    mara.sees("Mara: role.changed Ann member → editor")
