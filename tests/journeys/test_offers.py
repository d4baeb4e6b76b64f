"""Journeys of an offer: it lives as a need does, in its own words."""

from tests.journeys.test_needs import only
from tests.journeys.world import World


async def test_a_line_becomes_an_offer(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("offer 2h Greek translation, remote")
    ann.sees("Is this what you offer?", "Greek translation", "about 2 h", "[Yes, offer it] [Change] [Drop]")
    await ann.taps("Yes, offer it")
    ann.sees("I know what you offer now", "your name is passed on only if you say yes")
    assert (only(world).side, only(world).state) == ("offer", "open")
    await ann.says("offer")
    ann.sees("What you offer: 1", "[New offer]")
    await ann.taps("1  Greek")
    ann.sees("On offer", "[Taken up] [Change] [Close]")
    await ann.taps("Taken up")
    ann.sees("Done: Greek translation")


async def test_the_form_asks_what_one_offers(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("offer")
    await ann.fills(text="drawing lessons", kind="", place="remote", until="", effort="an evening a week", gives="")
    ann.sees("Is this what you offer?", "drawing lessons", "an evening a week", "remote is fine")
    await ann.taps("Change")
    await ann.fills(text="drawing lessons for children", kind="", place="", until="", effort="", gives="")
    ann.sees("drawing lessons for children")


async def test_its_owner_is_warned_too(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("offer drawing lessons, by 25 November")
    await ann.taps("Yes, offer it")
    await world.jump(days=6)
    ann.sees("Tomorrow it ends: drawing lessons", "Do you still offer it?", "[Renew] [Taken up] [Close]")
    await world.jump(days=2)
    ann.sees("Over: drawing lessons", "[It was taken up]")


async def test_an_offer_of_nothing_is_asked_for_words(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("offer 🎉")
    ann.sees("Say in a few words what you offer")
    await ann.says("offer new")
    await ann.fills(text="🎉", kind="", place="", until="", effort="", gives="")
    ann.sees("Say in a few words what you offer")
    await ann.fills(text="drawing lessons")
    ann.sees("Is this what you offer?", "drawing lessons")
