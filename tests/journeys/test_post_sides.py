"""A journey of channels with their own length and their own words."""

from tests.journeys.newsdesk import LONG, channel, goes_to
from tests.journeys.world import World


async def test_each_channel_counts_for_itself_and_has_its_own_words(world: World) -> None:
    await channel(world, "x", "X")
    await channel(world, "mastodon", "Mastodon", most=1000)
    mara = await world.manager("Mara")
    await mara.says(f"post {LONG}")
    mara.sees("X 3 posts", "Mastodon 710/1000")
    await mara.taps("More")
    await mara.taps("Channels")
    mara.sees("Where does it go?", "[✓ X] [Own words…]", "[✓ Mastodon] [Own words…]")
    await mara.taps("✓ X")
    mara.sees("X: not there")
    assert goes_to(world) == ["Mastodon"]
    await mara.taps("Own words…")
    await mara.fills(text="Nine chairs, nine kitchens: https://tertulia.coop/chairs")
    mara.sees("Mastodon 51/1000")
    await mara.taps("More")
    await mara.taps("Channels")
    mara.sees("own words")
    await mara.taps("Own words…")
    await mara.fills(text="-")
    mara.sees("Mastodon 710/1000")
