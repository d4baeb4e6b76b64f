"""Journeys of the first minute, and of coming back."""

from functools import partial

from sqlalchemy import Connection

from storage import needs, people, profile
from tests.journeys.world import NOON, World


async def test_newcomer_is_greeted_and_told_what_to_do(world: World) -> None:
    ann = world.person("Ann")
    await ann.says("/start")
    ann.sees("Hello Ann", "[Tell me]", "[Just look around]")


async def test_unknown_words_get_the_nearest_command(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("hepl")
    ann.sees("[help]")
    await ann.taps("help")
    ann.sees("What I can do")


def _know(db: Connection, *, offers: tuple[str, ...] = (), need: str = "") -> None:
    community = people.communities(db)[0].id
    ann = people.members(db, community)[0].id
    profile.change(db, ann, NOON, offers=offers)
    if need:
        needs.add(db, NOON, side="need", community_id=community, member_id=ann, text=need, state="open")


async def test_who_comes_back_gets_the_next_step(world: World) -> None:
    ann = await world.member("Ann")
    await world.db.run(partial(_know, need="a photographer"))
    await ann.says("/start")
    ann.sees("Welcome back, Ann", "What can people come to you for?", "[Tell me]")
    await world.db.run(partial(_know, offers=("web shops",)))
    await ann.says("/start")
    ann.sees("I keep looking for what you asked", "[My matches]")


async def test_who_asked_for_nothing_is_asked(world: World) -> None:
    ann = await world.member("Ann")
    await world.db.run(partial(_know, offers=("web shops",)))
    await ann.says("/start")
    ann.sees("What could you use a hand with?", "[I need…]")


async def test_a_deep_link_is_one_tap_away(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("/start link_7F3A")
    ann.sees("Link this chat to the one you have elsewhere?", "[Link them]")
    await ann.says("/start claim_7F3A")
    ann.sees("Your community has kept a place for you", "[Take my place]")
    await ann.says("/start join_7F3A")
    ann.sees("Hello Ann")


async def test_a_code_opens_the_door_to_who_left(world: World) -> None:
    ann = await world.member("Ann")
    await world.db.run(_left_with_a_code)
    await ann.says("/start join_SESAME")
    ann.sees("You bring a code", "[Come in]")
    await ann.taps("Come in")
    ann.sees("You are in")


def _left_with_a_code(db: Connection) -> None:
    community = people.communities(db)[0].id
    db.execute(people.community.update().values(admission="code", join_code="SESAME"))
    people.set_membership(db, community, people.members(db, community)[0].id, "left", NOON)
