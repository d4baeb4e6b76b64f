"""A journey of two people who change the same post."""

from tests.journeys.newsdesk import house, stands
from tests.journeys.world import World


async def test_details_and_a_change_that_crosses_another(world: World) -> None:
    _, eleni, ann, _ = await house(world)
    await ann.says("post Nou cadires venudes.")
    await ann.taps("More")
    await ann.taps("Details")
    await ann.fills(language="ca", warning="loud colours", alt="")
    ann.sees("in Català", "warns: loud colours")
    await ann.taps("Hand in")
    await eleni.taps("Change")
    await ann.taps("Change")
    await ann.fills(text="Nou cadires, i una taula.")
    await eleni.fills(text="Nou cadires venudes a Salònica.")
    eleni.sees("Somebody changed it meanwhile", "Nou cadires, i una taula.")
    assert stands(world).text == "Nou cadires, i una taula."
