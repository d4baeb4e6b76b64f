"""Journeys of finding: what is published is found however it is spelt; what is private is not."""

from functools import partial
from typing import Any

from sqlalchemy import Connection

from storage import blocks, needs, people, profile
from tests.journeys.world import NOON, World


async def told(world: World, name: str, *, published: bool = True, **fields: Any) -> int:
    """Somebody who is in and whose profile stands."""
    await world.member(name)
    member_id = next(m.id for m in _members(world) if m.name == name)
    await world.db.run(partial(_tell, member_id=member_id, published=published, fields=fields))
    return member_id


def _members(world: World) -> list[people.Member]:
    db = world.desk().db
    return people.members(db, people.communities(db)[0].id)


def _tell(db: Connection, member_id: int, *, published: bool, fields: dict[str, Any]) -> None:
    profile.change(db, member_id, NOON, published=published, **fields)


def _offer(db: Connection, member_id: int, text: str) -> None:
    community = people.communities(db)[0].id
    values = {"side": "offer", "community_id": community, "member_id": member_id, "text": text, "state": "open"}
    needs.add(db, NOON, **values)


async def test_typing_errors_accents_and_other_scripts_are_no_obstacle(world: World) -> None:
    await told(world, "Bea", headline="Diseñadora", offers=("diseño web", "cartas"), city="València")
    await told(world, "Kostas", headline="Μεταφραστής", offers=("μετάφραση",), city="Θεσσαλονίκη", languages=("el",))
    ann = await world.member("Ann")
    for question in ("diseno web", "DISEÑO valencia", "disenyo", "web valensia"):
        await ann.says(f"find {question}")
        ann.sees("1 answer", "Bea", "diseño web")
    await ann.says("find μεταφραση")
    ann.sees("Kostas", "Μεταφραστής")
    await ann.says("find greek")
    ann.sees("Kostas")
    await ann.says("find griego thesaloniki")
    ann.sees("Kostas")


async def test_the_trade_is_found_in_another_language(world: World) -> None:
    await told(world, "Kostas", headline="Έπιπλα", offers=("translator",))
    ann = await world.member("Ann")
    await ann.says("find traductor")
    ann.sees("Kostas")


async def test_private_people_strangers_and_the_blocked_are_not_found(world: World) -> None:
    bea = await told(world, "Bea", published=False, offers=("web shops",))
    eve = await told(world, "Eve", offers=("web shops",))
    await told(world, "Dan", offers=("web shops",))
    ann = await world.member("Ann")
    ann_id = next(m.id for m in _members(world) if m.name == "Ann")
    await world.db.run(partial(blocks.add, member_id=eve, other_id=ann_id, now=NOON))
    await ann.says("find web shops")
    ann.sees("1 answer", "Dan")
    ann.sees_nothing_of("Bea", "Eve")
    await world.db.run(partial(_offer, member_id=bea, text="two hours of web shops"))
    await ann.says("find web shops")
    ann.sees("Someone here offers “two hours of web shops”")
    ann.sees_nothing_of("Bea")


async def test_who_is_not_in_finds_nobody(world: World) -> None:
    await told(world, "Bea", offers=("web shops",))
    await world.db.run(_by_approval)
    eve = world.person("Eve")
    await eve.says("find web shops")
    eve.sees_nothing_of("Bea")


def _by_approval(db: Connection) -> None:
    db.execute(people.community.update().values(admission="approval"))


async def test_nobody_found_leads_on(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("find web shops")
    ann.sees("Nobody has published a profile here yet", "[Post this as a need]", "[My profile]")
    await told(world, "Bea", offers=("web shops",))
    await ann.says("find bricklayer")
    ann.sees("Nobody is found for “bricklayer”", "[Post this as a need]")
    await ann.taps("Search again")
    await ann.fills(question="web shops marseille")
    ann.sees("Nobody has all of “web shops marseille”", "Bea")


async def test_many_are_shown_in_pages_of_five(world: World) -> None:
    for number in range(7):
        await told(world, f"Member{number}", offers=("web shops",))
    ann = await world.member("Ann")
    await ann.says("find web shops")
    ann.sees("7 answers", "Member0", "Member4", "[Next]")
    assert not ann.has_seen("Member5")
    await ann.taps("Next")
    ann.sees("Member5", "Member6")
    assert not ann.has_seen("Member0")
    await world.jump(days=9)
    await ann.taps("Back")
    ann.sees("I have forgotten that search")


async def test_a_network_of_communities_is_searched_together(world: World) -> None:
    await told(world, "Bea", offers=("web shops",))
    await world.db.run(_apart)
    ann = await world.member("Ann")
    await ann.says("find web shops")
    assert not ann.has_seen("Bea")
    await world.db.run(_together)
    await ann.says("find web shops")
    ann.sees("Bea")


def _apart(db: Connection) -> None:
    """Move Bea into another community."""
    other = people.add_community(db, "Elsewhere", "open", "en", "Europe/Athens", NOON)
    bea = people.members(db, people.communities(db)[0].id)[0]
    people.set_membership(db, people.communities(db)[0].id, bea.id, "left", NOON)
    people.set_membership(db, other, bea.id, "in", NOON)


def _together(db: Connection) -> None:
    db.execute(people.community.update().values(network="Cluster"))
