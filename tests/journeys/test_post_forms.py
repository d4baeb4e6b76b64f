"""Journeys of the form of a post: asked for by a word, and filled again to change it."""

from tests.journeys.newsdesk import house, stands
from tests.journeys.world import World


async def test_a_form_brings_a_draft_and_changes_it(world: World) -> None:
    *_, ann, _ = await house(world)
    await ann.says("post new")
    await ann.fills(text="Nine chairs were sold.")
    ann.sees("Draft: Nine chairs were sold.", "[Hand in] [Change] [More]")
    await ann.taps("Change")
    await ann.fills(text="Nine chairs and a table were sold.")
    ann.sees("Draft: Nine chairs and a table were sold.")
    assert stands(world).revision == 1
