"""Journeys of `post` and one word behind it: who may ask for which draft, and what is a post's own words."""

from tests.journeys.test_post_sources import stands, words
from tests.journeys.world import World


async def test_a_member_drafts_what_is_theirs_and_editors_the_rest(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("post sources")
    ann.sees("What shall the post tell of?", "[An event]", "[A call for ideas]")
    ann.sees_nothing_of("[Templates]")
    await ann.says("post event")
    ann.sees("There is no event ahead.")
    await ann.says("post event 99")
    ann.sees("There is no such event ahead.")
    for word in ("numbers", "week", "series", "templates", "feed"):
        await ann.says(f"post {word}")
        ann.sees("That is for the editors")
    assert stands(world) is None


async def test_words_that_only_begin_like_a_source_are_a_post(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("post Event of the year: we won the prize")
    assert words(world) == "Event of the year: we won the prize"
