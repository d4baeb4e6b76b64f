"""Journeys of the numbers: lines, a chart and a table for managers, and for nobody else."""

from functools import partial

from sqlalchemy import Connection

from domain.roles import Role
from handlers.stats_cards import OnStats, Told
from storage import people, ticks
from tests.journeys.people import Person
from tests.journeys.test_projects import presses
from tests.journeys.world import World


async def lively(world: World) -> Person:
    """A community in which something happens."""
    mara = await world.manager()
    ann = await world.member("Ann")
    await ann.says("need a photographer for chairs")
    await ann.taps("Yes, look for someone")
    await ann.says("project A catalogue")
    return mara


async def test_a_manager_sees_lines_a_chart_and_a_table(world: World) -> None:
    mara = await lively(world)
    await mara.says("stats")
    mara.sees("The numbers of 12 weeks follow")
    mara.sees("Tertulia in 12 weeks", "People: 2 in · 2 new · 1 active this week", "Needs: 1 asked · 0 met")
    mara.sees("So far: people 2 · projects 1 · new firms 0 · born of synergies 0", "[numbers.csv]")
    mara.sees_nothing_of("Broadcasts", "Introductions:", "Events:")
    await mara.taps("4 weeks")
    mara.sees("Tertulia in 4 weeks")
    await mara.taps("How is this counted?")
    mara.sees("How the numbers are counted", "A week begins on Monday")
    await mara.says("stats 99")
    mara.sees("Say for how many weeks, from 1 to 53")
    await mara.says("stats 1")
    mara.sees("Tertulia in 1 week")


async def test_members_see_none(world: World) -> None:
    await lively(world)
    bob = await world.member("Bob")
    await bob.says("stats")
    bob.sees_nothing_of("People: ")
    await presses(world, OnStats(Told.WEEKS, 12), "not-a-manager")
    bob.sees_nothing_of("People: ")


async def test_who_is_no_manager_any_more_gets_nothing(world: World) -> None:
    mara = await lively(world)
    await world.db.run(partial(_asked_then_demoted, world))
    await world.bot.settle()
    mara.sees_nothing_of("Tertulia in")


def _asked_then_demoted(world: World, db: Connection) -> None:
    people.set_membership(db, 1, 1, "in", world.clock.now, Role.MEMBER)
    ticks.plan(db, "stats.draw", "1:1:12:now", world.clock.now)


async def test_in_spanish_and_italian(world: World) -> None:
    mara = await lively(world)
    for code, head, line in (
        ("es", "Tertulia en 12 semanas", "Personas: 2"),
        ("it", "Tertulia in 12 settimane", "Persone: 2"),
    ):
        await world.db.run(partial(people.set_member, member_id=1, language=code))
        await world.jump(minutes=1)
        await mara.says("stats")
        mara.sees(head, line)
