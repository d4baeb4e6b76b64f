"""Journeys of an invitation to everybody: by managers, once each, never to whoever has answered."""

from handlers.event_cards import Act, OnEvent
from tests.journeys.gatherings import LINE, account_of, answers, presses, published
from tests.journeys.world import World

INVITED = "You are invited: pizza and pitches."


async def test_only_managers_invite_everybody(world: World) -> None:
    mara, ann = await world.manager(), await world.member("Ann")
    await ann.says(LINE.format(n=5))
    await ann.taps("Propose it")
    await presses(world, account_of(world, "Ann"), OnEvent(1, Act.INVITE_NOW), "forged")
    assert not mara.has_seen(INVITED)
    ann.sees("Managers invite everybody")


async def test_whoever_has_answered_is_not_asked_again(world: World) -> None:
    mara = await published(world)
    ann, kostas = await answers(world, "Ann", "Not"), await world.member("Kostas")
    await mara.says("event 1")
    await mara.taps("More")
    await mara.taps("Invite everybody…")
    mara.sees("Invite 1 person to “pizza and pitches”?")
    await mara.taps("Invite them")
    kostas.sees(INVITED, "[Going]", "[Fewer of these]")
    assert not ann.has_seen(INVITED)


async def test_at_night_it_waits_for_the_morning(world: World) -> None:
    mara, ann = await published(world), await world.member("Ann")
    await world.jump(hours=9)
    await mara.says("event 1")
    await mara.taps("More")
    await mara.taps("Invite everybody…")
    await mara.taps("Invite them")
    assert not ann.has_seen(INVITED)
    await world.jump(hours=12)
    assert ann.has_seen(INVITED)
