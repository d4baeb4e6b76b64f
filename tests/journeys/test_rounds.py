"""Journeys of the coffee rounds: who sits with whom, who does not, and what people say about it."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from storage import people, round_seats, rounds
from storage.round_seats import round_group, round_seat
from tests.journeys.couples import id_of, with_profile
from tests.journeys.people import Person
from tests.journeys.world import World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten in Madrid; the world begins on a Wednesday."""
NEXT_MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
NAMES = ("Ann", "Kostas", "Lia", "Marc")


async def company(world: World, *names: str, **told: Any) -> list[Person]:
    """Members with a public profile."""
    return [await with_profile(world, name, headline=f"{name} makes things", **told) for name in names]


async def begun(world: World, *names: str, says: str = "round every week") -> tuple[Person, list[Person]]:
    """Weekly rounds of these people, and their manager, who takes no part."""
    everybody = await company(world, *(names or NAMES))
    mara = await world.manager()
    await mara.says("round leave")
    await mara.says(says)
    return mara, everybody


def groups(world: World) -> list[set[str]]:
    """Who sits together in all rounds so far, by name."""

    def unit(db: Connection) -> list[set[str]]:
        found: dict[int, set[str]] = {}
        query = select(round_seat.c.group_id, people.member.c.name).join(people.member)
        for row in db.execute(query.where(round_seat.c.group_id.is_not(None)).order_by(round_seat.c.group_id)):
            found.setdefault(row.group_id, set()).add(row.name)
        return list(found.values())

    return world.db.read_now(unit)


async def test_a_weekly_round_brings_pairs_together(world: World) -> None:
    mara, everybody = await begun(world)
    mara.sees("Round 1: Mon, Nov 23, 10:00", "4 people take part so far, in pairs", "Every week. Seed ")
    await world.jump(to=MONDAY)
    assert sorted(map(len, groups(world))) == [2, 2]
    for person in everybody:
        (other,) = next(group for group in groups(world) if person.name in group) - {person.name}
        person.sees(f"Your coffee this round: you and {other}.", f"{other}: {other} makes things")
        person.sees("you have not sat together before", "Times that suit both: ", "To break the ice: ")
        person.sees("[Say hello through me]", "[We met]", "[Fewer of these]")
    mara.sees_nothing_of("Your coffee this round")


async def test_an_odd_number_makes_a_trio(world: World) -> None:
    _, everybody = await begun(world, *NAMES, "Nora")
    await world.jump(to=MONDAY)
    assert sorted(map(len, groups(world))) == [2, 3]
    assert all(person.has_seen("Your coffee this round") for person in everybody)
