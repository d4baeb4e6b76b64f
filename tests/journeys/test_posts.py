"""Journeys of a post: written in chat, handed in, agreed to by whoever is named, approved, planned for a good time."""

from tests.journeys.newsdesk import STORY, house, stands
from tests.journeys.world import World


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
