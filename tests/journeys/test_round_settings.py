"""Journeys of the rounds' settings: typed in one line, each shown back on the card."""

from tests.journeys.roundtables import begun
from tests.journeys.world import World


async def test_each_setting_is_shown_back(world: World) -> None:
    mara, _ = await begun(world)
    await mara.says("round groups of 3")
    mara.sees("in groups of 3")
    await mara.says("round by hand")
    mara.sees("It waits for your release.")
    await mara.says("round by itself")
    mara.sees("It goes out by itself.")
    await mara.says("round every 4 weeks on thursday at 16")
    mara.sees("Round 1: Thu, Nov 19, 16:00", "Every 4 weeks.")
