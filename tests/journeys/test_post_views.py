"""Journeys of the list of posts: who sees which, and what waits for a decision comes first."""

from functools import partial

from storage import people, posts
from tests.journeys.newsdesk import house
from tests.journeys.world import World


async def test_others_drafts_do_not_exist_for_a_member(world: World) -> None:
    _, _, ann, kostas = await house(world)
    await ann.says("post Nine chairs were sold.")
    await kostas.says("post")
    kostas.sees("No posts yet", "[Write one]")
    await kostas.says("post calendar")
    kostas.sees("No posts yet")


async def test_another_communitys_post_does_not_exist(world: World) -> None:
    mara = await world.manager("Mara")
    other = await world.db.run(
        partial(people.add_community, name="Elsewhere", admission="open", language="en", zone="UTC", now=world.clock())
    )
    await world.db.run(
        partial(posts.add, now=world.clock(), community_id=other, author_id=None, text="Secret chairs", language="en")
    )
    await mara.says("post")
    mara.sees("No posts yet")
    mara.sees_nothing_of("Secret")


async def test_a_long_list_has_pages_and_what_is_to_be_decided_stands_first(world: World) -> None:
    _, eleni, ann, _ = await house(world)
    for number in range(1, 9):
        await ann.says(f"post Chair number {number} was sold.")
        if number == 2:
            await ann.taps("Hand in")
    await eleni.says("post")
    eleni.sees("8 posts", "1 waits for a decision.", "[1  Chair number 2 was sold.]", "[Earlier]")
    await eleni.taps("Earlier")
    eleni.sees("[Later]", "Chair number 1 was sold.")
    await eleni.taps("Later")
    eleni.sees("[1  Chair number 2 was sold.]")
