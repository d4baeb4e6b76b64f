"""Journeys of the managers' card of the next round: it says where the round stands, and leads on."""

from tests.journeys.roundtables import begun
from tests.journeys.world import World


async def test_more_leads_to_the_rest_and_back(world: World) -> None:
    mara, _ = await begun(world)
    await mara.taps("More")
    mara.sees("[Send it now]", "[Figures]", "[My own part]", "[No more rounds here]", "[Back]")
    await mara.taps("Back")
    mara.sees("[Preview]", "[Release]", "[Settings]", "[More]")
    await mara.taps("More")
    await mara.taps("Figures")
    mara.sees("No round so far.")
    await mara.says("round")
    await mara.taps("More")
    await mara.taps("No more rounds here")
    mara.sees("No coffee rounds yet.")
