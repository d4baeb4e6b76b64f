"""Journeys of a post: written in chat, handed in, agreed to by whoever is named, approved, planned for a good time."""

from functools import partial

from domain.roles import Role
from storage import audit, posts
from storage.posts import Post
from tests.journeys.people import Person
from tests.journeys.world import World

STORY = "Kostas needed a catalogue and found Ann at the kitchen table.\nA month later it is printed."
MARA, ELENI, ANN, KOSTAS = 1, 2, 3, 4


async def house(world: World) -> tuple[Person, Person, Person, Person]:
    """A manager, an editor, and two members; ids follow the order."""
    mara, eleni = await world.manager("Mara"), await world.member("Eleni")
    await world.promote("Eleni", Role.EDITOR)
    return mara, eleni, await world.member("Ann"), await world.member("Kostas")


def stands(world: World, number: int = 1) -> Post:
    found = world.db.read_now(partial(posts.get, post_id=number))
    assert found is not None
    return found


async def approved(world: World) -> tuple[Person, Person, Person, Person]:
    """Ann's story about herself and Kostas, up to the manager's yes."""
    mara, eleni, ann, kostas = await house(world)
    await ann.says(f"post {STORY}")
    await ann.taps("Hand in")
    await eleni.taps("Ready for approval")
    await kostas.taps("Yes, post it")
    await mara.taps("Approve")
    return mara, eleni, ann, kostas


async def test_a_story_goes_from_a_member_to_the_calendar(world: World) -> None:
    mara, eleni, ann, kostas = await house(world)
    await ann.says(f"post {STORY}")
    ann.sees("Draft: Kostas needed a catalogue", "Dry run 90/4096", "by Ann", "Kostas not asked", "Ann agreed")
    ann.sees("[Hand in] [Change] [More]")
    mara.sees_nothing_of("catalogue")
    await ann.taps("Hand in")
    ann.sees("it is with the editors", "To decide: Kostas needed")
    eleni.sees("To decide: Kostas needed", "[Ready for approval] [Change] [More]")
    mara.sees_nothing_of("catalogue")
    kostas.sees_nothing_of("catalogue")
    await eleni.taps("Ready for approval")
    eleni.sees("The managers have it now")
    kostas.sees("You are named in a post", "A month later it is printed.", "[Yes, post it] [No]")
    mara.sees("To decide: Kostas needed", "Kostas was asked", "[Approve]")
    await mara.taps("Approve")
    mara.sees("cannot be approved yet", "Not agreed to these words yet: Kostas")
    await kostas.taps("Yes, post it")
    kostas.sees("Thank you", "[I take it back]")
    mara.sees("Kostas agreed")
    await mara.taps("Approve")
    mara.sees("Approved: Kostas needed", "[Next good time] [Choose a time…] [More]")
    ann.sees("Approved: Kostas needed")
    await mara.taps("Next good time")
    mara.sees("Goes out Wed 18 Nov 13:15: Kostas needed")
    ann.sees("Goes out Wed 18 Nov 13:15")
    await eleni.says("post calendar")
    eleni.sees("Posts of the week from 16 November", "Wed 18 13:15 · Kostas needed", "planned · Dry run")


async def test_every_step_stands_in_the_audit(world: World) -> None:
    mara, *_ = await approved(world)
    await mara.taps("Next good time")
    lines = [
        entry.what for entry in world.db.read_now(partial(audit.latest, community_id=1)) if "post:" in entry.subject
    ]
    expected = ["post.drafted", "post.submit", "post.ready", "post.agreed", "post.approve", "post.schedule"]
    assert lines[::-1] == expected


async def test_other_words_are_agreed_to_and_approved_anew(world: World) -> None:
    mara, eleni, ann, kostas = await approved(world)
    await eleni.says("post")
    await eleni.taps("1  Kostas needed")
    await eleni.taps("Change")
    await eleni.fills(text="Kostas found Ann, and sold nine chairs.")
    eleni.sees("To decide: Kostas found Ann")
    kostas.sees("You are named in a post", "and sold nine chairs")
    ann.sees("You are named in a post", "and sold nine chairs")
    await mara.says("post")
    await mara.taps("1  Kostas found")
    await mara.taps("Approve")
    mara.sees("cannot be approved yet", "Kostas")


async def test_a_yes_taken_back_pulls_the_post_back(world: World) -> None:
    mara, eleni, ann, kostas = await approved(world)
    await mara.taps("Next good time")
    await kostas.taps("I take it back")
    kostas.sees("nobody posts that about you", "It is withdrawn")
    for reader in (mara, eleni, ann):
        reader.sees("Kostas took back their yes", "[Use the words again]")
    assert stands(world).state == "withdrawn"
    await mara.taps("Use the words again")
    mara.sees("Draft: Kostas needed", "Kostas not asked")


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


async def test_others_drafts_do_not_exist_for_a_member(world: World) -> None:
    _, _, ann, kostas = await house(world)
    await ann.says("post Nine chairs were sold.")
    await kostas.says("post")
    kostas.sees("No posts yet", "[Write one]")
    await kostas.says("post calendar")
    kostas.sees("No posts yet")


async def test_an_editor_removed_in_the_middle_decides_nothing_more(world: World) -> None:
    mara, eleni, ann, _ = await house(world)
    await ann.says("post Nine chairs were sold.")
    await ann.taps("Hand in")
    await world.promote("Eleni", Role.MEMBER)
    await eleni.taps("Ready for approval")
    eleni.sees("There is no such post here")
    await world.jump(hours=2)
    mara.sees("To decide: Nine chairs")
    await mara.taps("Approve")
    mara.sees("Approved: Nine chairs")


async def test_bad_words_get_a_plain_answer_and_lose_nothing(world: World) -> None:
    mara, _, ann, _ = await house(world)
    await ann.says("post https://example.org/only")
    ann.sees("Only a link (Dry run): say what is behind it")
    await ann.says("post " + " ".join(f"#tag{n}x" for n in range(50)))
    ann.sees("More than ten hashtags look like advertising")
    await ann.says("post Look: https://tertulia.notatld/x")
    ann.sees("A link leads nowhere (Dry run): https://tertulia.notatld/x")
    await mara.says("post Nine chairs https:/example.org")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("cannot be approved yet", "A link leads nowhere")
    assert stands(world, 4).state == "submitted"
