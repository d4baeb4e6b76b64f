"""A community that posts: a manager, an editor, two members, a post of theirs, channels as an operator set them up."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from domain.roles import Role
from storage import post_channels, post_variants, posts
from storage.posts import Post
from tests.journeys.people import Person
from tests.journeys.world import World

STORY = "Kostas needed a catalogue and found Ann at the kitchen table.\nA month later it is printed."
LONG = " ".join(f"Chair number {n} went to a kitchen in Thessaloniki, and somebody sits on it now." for n in range(9))


async def house(world: World) -> tuple[Person, Person, Person, Person]:
    """A manager, an editor, and two members; ids follow the order."""
    mara, eleni = await world.manager("Mara"), await world.member("Eleni")
    await world.promote("Eleni", Role.EDITOR)
    return mara, eleni, await world.member("Ann"), await world.member("Kostas")


def stands(world: World, number: int = 1) -> Post:
    found = world.db.read_now(partial(posts.get, post_id=number))
    assert found is not None
    return found


async def approved(world: World) -> tuple[Person, Person, Person, Person]:
    """Ann's story about herself and Kostas, up to the manager's yes."""
    mara, eleni, ann, kostas = await house(world)
    await ann.says(f"post {STORY}")
    await ann.taps("Hand in")
    await eleni.taps("Ready for approval")
    await kostas.taps("Yes, post it")
    await mara.taps("Approve")
    return mara, eleni, ann, kostas


def _set_up(db: Connection, now: datetime, kind: str, name: str, values: dict[str, Any]) -> None:
    for one in post_channels.of_kind(db, "dryrun"):
        post_channels.set_channel(db, one.id, enabled=False)
    made = post_channels.ensure(db, 1, kind, name, now)
    post_channels.set_channel(db, made.id, **values)


async def channel(world: World, kind: str, name: str, **values: Any) -> None:
    """A channel of the community, as its operator set it up, instead of the one that publishes nothing."""
    await world.db.run(partial(_set_up, now=world.clock(), kind=kind, name=name, values={"enabled": True} | values))


def goes_to(world: World) -> list[str]:
    """The names of the channels that the first post goes to."""
    names = {one.id: one.name for one in world.db.read_now(partial(post_channels.channels, community_id=1))}
    return [names[one.channel_id] for one in world.db.read_now(partial(post_variants.variants, post_id=1))]


async def ready(world: World, words: str = "Nine chairs were sold.") -> Person:
    """Mara's own post, approved."""
    mara = await world.manager("Mara")
    await mara.says(f"post {words}")
    await mara.taps("Hand in")
    await mara.taps("Approve")
    mara.sees("Approved: ")
    return mara
