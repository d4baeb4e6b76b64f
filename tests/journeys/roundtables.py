"""People for journeys of rounds: some members with a public profile, and a manager who takes no part herself."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage import people
from storage.round_seats import round_seat
from tests.journeys.couples import with_profile
from tests.journeys.people import Person
from tests.journeys.world import World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten in Madrid; the world begins on the Wednesday before."""
NEXT_MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
NAMES = ("Ann", "Kostas", "Lia", "Marc")
TOLD = "Your coffee this round"


async def company(world: World, *names: str, on: str = "", **told: Any) -> list[Person]:
    """Members with a public profile."""
    return [await with_profile(world, name, on, **({"headline": f"{name} makes things"} | told)) for name in names]


async def begun(world: World, *names: str, says: str = "round every week") -> tuple[Person, list[Person]]:
    """Weekly rounds of these people, and their manager, who takes no part."""
    everybody = await company(world, *(names or NAMES))
    mara = await world.manager()
    await mara.says("round leave")
    await mara.says(says)
    return mara, everybody


def groups(world: World) -> list[set[str]]:
    """Who sits together in all rounds so far, by name, the first round first."""

    def unit(db: Connection) -> list[set[str]]:
        found: dict[int, set[str]] = {}
        query = select(round_seat.c.group_id, people.member.c.name).join(people.member)
        for row in db.execute(query.where(round_seat.c.group_id.is_not(None)).order_by(round_seat.c.group_id)):
            found.setdefault(row.group_id, set()).add(row.name)
        return list(found.values())

    return world.db.read_now(unit)


def partner(world: World, name: str) -> str:
    """With whom somebody sits in the newest round."""
    (other,) = next(group for group in reversed(groups(world)) if name in group) - {name}
    return other
