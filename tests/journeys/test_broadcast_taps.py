"""Journeys of those who read a broadcast: its buttons count each person once, and fewer of them is one tap away."""

from functools import partial

from storage import broadcasts
from tests.journeys.test_broadcasts import glanced, house, ledger_of, sent_to_all
from tests.journeys.world import World


async def test_buttons_count_people_and_lead_on(world: World) -> None:
    mara, ann, kostas = await house(world, "Ann", "Kostas")
    await mara.says("broadcast Who brings a cake?")
    await mara.taps("More")
    await mara.taps("Buttons")
    await mara.fills(buttons="I bring one\nThe list https://example.org/cakes")
    mara.sees("2 buttons")
    await mara.taps("Send…")
    await mara.fills(people="3")
    await glanced(world)
    ann.sees("Who brings a cake?", "[I bring one]", "[The list]")
    for _ in range(2):
        await ann.taps("I bring one")
    ann.sees("I bring one: noted.")
    await kostas.taps("The list")
    kostas.sees("https://example.org/cakes")
    await kostas.taps("I bring one")
    assert world.db.read_now(partial(broadcasts.taps, broadcast_id=1)) == {0: 2, 1: 1}
    await mara.taps("Use again")
    mara.sees("Draft: Who brings a cake?")
    await mara.says("broadcast")
    await mara.taps("2  Who brings")
    mara.sees("Taps: I bring one 2 · The list 1")


async def test_no_more_of_them_in_one_tap_and_back(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await sent_to_all(world, mara, "First news", 2)
    await ann.taps("Fewer of these")
    ann.sees("No more messages to many", "[Send them again]")
    await sent_to_all(world, mara, "Second news", 2)
    ann.sees_nothing_of("Second news")
    mara.sees("left out 1 (wants none 1)")
    assert ledger_of(world, 2).reasons == {"no consent": 1}
    await ann.taps("Send them again")
    await sent_to_all(world, mara, "Third news", 2)
    ann.sees("Third news")
