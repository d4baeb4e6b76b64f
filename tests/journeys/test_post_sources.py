"""Journeys of drafts: what happens here becomes a post's first words, and waits for its people."""

from functools import partial

from domain.roles import Role
from storage import introductions, post_consents, post_pictures, posts
from storage.posts import Post
from tests.journeys.couples import with_profile
from tests.journeys.gatherings import published
from tests.journeys.people import Person
from tests.journeys.test_introductions import introduced
from tests.journeys.world import World


def stands(world: World, number: int = 1) -> Post | None:
    return world.db.read_now(partial(posts.get, post_id=number))


def words(world: World, number: int = 1) -> str:
    found = stands(world, number)
    assert found is not None
    return found.text


async def editor(world: World) -> Person:
    eleni = await world.member("Eleni")
    await world.promote("Eleni", Role.EDITOR)
    return eleni


async def test_an_event_becomes_a_draft_without_its_secret_link(world: World) -> None:
    mara = await published(world)
    await mara.says("post event")
    await mara.taps("pizza and pitches")
    mara.sees("Draft: pizza and pitches", "[Hand in]")
    assert words(world).startswith("pizza and pitches\n📅 Friday 20 November, 18:30–20:30\nSpace A")
    assert "http" not in words(world)


async def test_a_call_is_asked_for_question_by_question(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("post call")
    await ann.fills(call="Ideas for the empty shop", about="Anyone. A year without rent.", until="30 June", link="")
    ann.sees("Draft: Ideas for the empty shop")
    assert "Open until 30 June" in words(world)
    assert "None" not in words(world)


async def test_a_story_asks_both_before_anybody_reads_it(world: World) -> None:
    one, two, _ = await introduced(world)
    await one.says("post story")
    one.sees("No story to tell yet.")
    await one.says("post story 1")
    one.sees("There is no such story of yours here.")
    await world.db.run(lambda db: introductions.change(db, 1, outcome="done"))
    await one.says("post story")
    one.sees("With whom did something come out?")
    await one.says("post story 1")
    one.sees("Draft:", "not asked")
    assert "It came to a good end." in words(world)
    two.sees_nothing_of("You are named")
    named = world.db.read_now(partial(post_consents.named, post_id=1))
    assert sorted(person.answer for person in named) == ["named", "yes"]
    stranger = await world.member("Zoe")
    await stranger.says("post story 1")
    stranger.sees("There is no such story of yours here.")


async def test_something_that_came_out_is_offered_to_the_world(world: World) -> None:
    one, _, _ = await introduced(world)
    await world.jump(days=3)
    await one.taps("We did")
    await world.jump(days=30)
    await one.taps("Working together")
    await one.taps("Tell the world…")
    one.sees("Draft:")
    assert "They work on it together now." in words(world)


async def test_last_months_numbers_come_with_their_chart(world: World) -> None:
    eleni = await editor(world)
    await eleni.says("post numbers")
    eleni.sees("I am counting last month.", "A draft waits for you.", "October 2026")
    picture = world.db.read_now(partial(post_pictures.get, post_id=1))
    assert picture is not None
    assert picture.content.startswith(b"\x89PNG")
    assert "Members went from" in picture.alt


async def test_the_week_names_nobody(world: World) -> None:
    eleni = await editor(world)
    await with_profile(world, "Ann")
    await eleni.says("post week")
    assert "came in." in words(world)
    assert "Ann" not in words(world)
