"""A journey of what is said about a post, on its card and beside it."""

from tests.journeys.newsdesk import house
from tests.journeys.world import World


async def test_a_remark_goes_to_the_author_and_back(world: World) -> None:
    _, eleni, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold.")
    await ann.taps("Hand in")
    await eleni.taps("More")
    await eleni.taps("Remark")
    await eleni.fills(text="Lovely. Where?")
    ann.sees("Eleni about “Nine chairs were sold.”:", "“Lovely. Where?”", "[Answer]")
    await ann.taps("Answer")
    await ann.fills(text="In Thessaloniki.")
    eleni.sees("Ann about “Nine chairs", "“In Thessaloniki.”")
    await eleni.taps("Look at it")
    await eleni.taps("More")
    await eleni.taps("What was said")
    eleni.sees("Eleni, Wed 18 Nov 13:00: “Lovely. Where?”", "Ann, Wed 18 Nov 13:00: “In Thessaloniki.”")
