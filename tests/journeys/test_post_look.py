"""Journeys of what stands in the way of a post: its price, the funder, the same words again."""

from tests.journeys.newsdesk import channel, ready
from tests.journeys.world import World


async def test_prices_and_the_months_cap_stop_a_post_before_it_is_approved(world: World) -> None:
    await channel(world, "x", "X", plain=20, linked=200, cap=300)
    mara = await world.manager("Mara")
    for words in ("First https://tertulia.coop/a", "Second https://tertulia.coop/b"):
        await mara.says(f"post {words}")
        mara.sees("costs €0.20")
        await mara.taps("Hand in")
        await mara.taps("Approve")
    mara.sees("“Second https://tertulia.coop/b” cannot be approved yet", "It would cost more than the month allows (X)")
    await mara.says("post channels")
    mara.sees("X: €0.20 of €0.30 this month")
    await mara.says("post")
    await mara.taps("First https")
    await mara.taps("Next good time")
    await mara.says("post channels")
    mara.sees("X: €0.20 of €0.30 this month")


async def test_the_funders_line_is_asked_for_and_added_with_a_tap(world: World) -> None:
    mara = await world.manager("Mara")
    await mara.says("post channels")
    mara.sees("Where we post", "No funder's line.", "Nothing goes out from 20:00 to 8:00.")
    await mara.taps("Funder's line…")
    await mara.fills(line="Co-funded by the European Union", logo="no", currency="EUR")
    mara.sees("Each post carries: “Co-funded by the European Union”")
    await mara.says("post Nine chairs were sold.")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("cannot be approved yet", "The funder's line is missing (Dry run)")
    await mara.taps("Add the funder's line")
    mara.sees("Co-funded by the European Union")
    await mara.taps("Approve")
    mara.sees("Approved: Nine chairs")


async def test_the_same_again_and_two_in_an_hour_are_said_and_not_forbidden(world: World) -> None:
    mara = await ready(world)
    await mara.taps("Next good time")
    await mara.says("post Nine CHAIRS were sold!")
    mara.sees("The same was said there within two months (Dry run)")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("Approved: Nine CHAIRS")
    await mara.taps("Next good time")
    mara.sees("Goes out Wed 18 Nov 14:15")
