"""A journey of who hears what about a post: its author is asked back and hands it in again."""

from tests.journeys.newsdesk import house, stands
from tests.journeys.world import World


async def test_an_editor_asks_the_author_back(world: World) -> None:
    _, eleni, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold on Friday.")
    await ann.taps("Hand in")
    await eleni.taps("More")
    await eleni.taps("Ask the author")
    await eleni.fills(text="Which Friday?")
    ann.sees("Eleni asks for a change in “Nine chairs were sold", "“Which Friday?”", "[Change]")
    assert stands(world).state == "draft"
    await ann.taps("Change")
    await ann.fills(text="Nine chairs were sold on 13 November.")
    await ann.taps("Hand in")
    eleni.sees("To decide: Nine chairs were sold on 13 November.")
