"""Journeys of where and how a community posts: costs, best times, and whose turn it is to edit."""

from domain.roles import Role
from tests.journeys.newsdesk import house
from tests.journeys.world import World


async def test_a_channels_costs_and_times_are_kept_or_asked_again(world: World) -> None:
    mara, eleni, *_ = await house(world)
    await eleni.says("post channels")
    eleni.sees("Only managers set up where and how we post")
    await mara.says("post channels")
    await mara.taps("Dry run")
    mara.sees("No best times yet")
    await mara.taps("Costs…")
    await mara.fills(plain="cheap", linked="", cap="")
    mara.sees("I read no price in “cheap”")
    await mara.fills(plain="0,02", linked="0.20", cap="15")
    mara.sees("A post costs €0.02, one with a link €0.20.", "€0.00 of €15.00 this month")
    await mara.taps("Best times…")
    await mara.fills(slots="whenever", gap="90")
    mara.sees("I cannot read “whenever”")
    await mara.fills(slots="Mon Wed 9:30, Sat 11", gap="90")
    mara.sees("Best times: Mon 09:30, Wed 09:30, Sat 11:00.", "At least 90 minutes between two posts.")
    await mara.taps("Switch off")
    mara.sees("Dry run: switched off", "[Switch on]")


async def test_editors_take_turns_and_the_managers_name_them(world: World) -> None:
    mara, eleni, ann, _ = await house(world)
    await world.promote("Kostas", Role.EDITOR)
    await mara.says("post editors")
    mara.sees("Nobody takes turns yet")
    await mara.fills(names="Eleni, Ann")
    mara.sees("Ann is no editor here")
    await mara.fills(names="Eleni, Kostas")
    mara.sees("Eleni edits this week.")
    await world.jump(days=7)
    await mara.says("post editors")
    mara.sees("Kostas edits this week.", "In turn: Eleni, Kostas")
    await ann.says("post Nine chairs were sold.")
    await ann.taps("Hand in")
    eleni.sees_nothing_of("Nine chairs")
    await world.jump(days=7)
    eleni.sees("To decide: Nine chairs")
