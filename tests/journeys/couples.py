"""People for journeys of matching: Ann, who makes catalogues, and Kostas, who needs one."""

from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from domain.roles import Role
from storage import needs, people, profile
from storage.people import member
from tests.journeys.people import Person
from tests.journeys.world import World

REQUEST = "catalogue design for our chairs"
OFFER = "catalogue design"


def id_of(world: World, name: str) -> int:
    """The member of that name."""
    return int(world.db.read_now(lambda db: db.execute(select(member.c.id).where(member.c.name == name)).scalar_one()))


async def with_profile(world: World, name: str, on: str = "", **told: Any) -> Person:
    """A member whose profile is published."""
    person = await world.member(name, on)
    values = {"published": True, "languages": ("en",)} | told
    await world.db.run(lambda db: profile.change(db, id_of(world, name), world.clock(), **values))
    return person


async def ann(world: World, name: str = "Ann", on: str = "", **told: Any) -> Person:
    """Somebody who designs catalogues."""
    values = {"offers": (OFFER,), "headline": f"{name} makes printed things", "city": "Valencia"} | told
    return await with_profile(world, name, on, **values)


async def kostas(world: World, on: str = "", **told: Any) -> Person:
    """Somebody who makes chairs."""
    return await with_profile(world, "Kostas", on, **({"headline": "Chair maker", "city": "Thessaloniki"} | told))


async def asks(world: World, name: str = "Kostas", text: str = REQUEST, **columns: Any) -> int:
    """They need something, and it is looked for."""
    owner = id_of(world, name)

    def opened(db: Connection) -> int:
        community = people.get(db, owner)
        values = {
            "side": "need", "state": "open", "kind": "skill", "wanted": 1, "remote": True, "place": "", "language": "",
            "effort": "", "gives": "", "community_id": community.community_id if community else 0, "member_id": owner,
        }  # fmt: skip
        return needs.add(db, world.clock(), text=text, **(values | columns))

    need_id = await world.db.run(opened)
    await looks(world, need_id)
    return need_id


async def looks(world: World, need_id: int, work: str = "matches.find") -> None:
    """The work about that need is planned and done."""
    await world.bot.office.run(lambda desk: desk.later(work, str(need_id)))
    await world.bot.settle()


def need_state(world: World, need_id: int) -> str:
    """Where a need stands."""
    found = world.db.read_now(partial(needs.get, need_id=need_id))
    return found.state if found else ""


async def leaves(world: World, name: str) -> None:
    """They are not in any more."""
    await world.db.run(lambda db: people.set_membership(db, 1, id_of(world, name), "left", world.clock(), Role.MEMBER))
