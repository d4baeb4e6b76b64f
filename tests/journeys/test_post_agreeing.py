"""Journeys of whoever is named in a post: asked for these very words, and free to take a yes back."""

from tests.journeys.newsdesk import approved, house, stands
from tests.journeys.world import World


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


async def test_somebody_by_another_name_is_asked_and_a_rose_is_not(world: World) -> None:
    mara, eleni, ann, kostas = await house(world)
    await world.member("Rosa")
    await ann.says("post The carpenter and a Rosa in a vase.")
    ann.sees("Rosa not asked about these words yet")
    await ann.taps("More")
    await ann.taps("Who is named")
    await ann.taps("Somebody else…")
    await ann.fills(name="Kostas")
    ann.sees("Kostas not asked")
    await ann.taps("Hand in")
    await eleni.taps("More")
    await eleni.taps("Who is named")
    await eleni.taps("Rosa is not meant")
    await eleni.taps("Ready for approval")
    kostas.sees("You are named in a post", "The carpenter and a Rosa")
    await kostas.taps("No")
    kostas.sees("nobody posts that about you", "It is not approved with you in it.")
    eleni.sees("Kostas does not agree to “The carpenter")
    mara.sees("Kostas does not agree to “The carpenter")
    await mara.says("post")
    await mara.taps("The carpenter")
    await mara.taps("Approve")
    mara.sees("cannot be approved yet", "Not agreed to these words yet: Kostas")
