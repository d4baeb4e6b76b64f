"""Journeys of managers: looking at members, acting with a reason, roles and the log."""

from tests.journeys.world import World


async def test_a_manager_suspends_with_a_reason_that_the_person_reads(world: World) -> None:
    mara, ann = await world.manager("Mara"), await world.member("Ann")
    await mara.says("people ann")
    mara.sees("Ann", "[Warn]", "[Suspend]", "[Remove]")
    await mara.taps("Suspend")
    await mara.fills(reason="Spam in the group")
    mara.sees("Done, and noted")
    ann.sees("is paused", "Spam in the group")
    await ann.says("find design")
    ann.sees("is paused")
    await mara.says("audit")
    mara.sees("member.suspend", "Ann", "Spam in the group")


async def test_who_was_suspended_can_be_let_back_in(world: World) -> None:
    mara, ann = await world.manager("Mara"), await world.member("Ann")
    await mara.says("people ann")
    await mara.taps("Remove")
    await mara.fills(reason="Asked for it")
    await mara.says("people ann")
    await mara.taps("Let back in")
    await mara.fills(reason="Talked about it")
    ann.sees("You are in Tertulia again")


async def test_nobody_acts_on_an_equal(world: World) -> None:
    mara, _ = await world.manager("Mara"), await world.manager("Nora")
    await mara.says("people nora")
    await mara.taps("Suspend")
    mara.sees("below your own role")


async def test_members_do_not_see_the_managers_commands(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("people")
    ann.sees("I do not know what to do with that")
    await ann.says("help all")
    ann.sees_nothing_of("audit")
