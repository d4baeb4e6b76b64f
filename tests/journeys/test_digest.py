"""Journeys of the weekly digest: on Monday at nine, once, with what is new, and off in one tap."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert

from scheduler import digest as scheduled
from storage import blocks, digest, needs, people, profile, projects
from storage.introductions import introduction
from storage.matches import match
from tests.journeys.people import Person
from tests.journeys.test_link import linked
from tests.journeys.world import NOON, World, opened

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine o'clock in Madrid."""
ANN, KOSTAS = 1, 2


def asks(db: Connection, text: str, member_id: int = KOSTAS, **values: object) -> int:
    """An open need, as if it had been confirmed."""
    row = {"side": "need", "state": "open", "community_id": 1} | values
    return needs.add(db, NOON, text=text, member_id=member_id, **row)


def offers(db: Connection, member_id: int, what: str, *, published: bool = False) -> None:
    profile.change(db, member_id, NOON, offers=(what,), headline=what, published=published)


async def a_request_for(world: World) -> tuple[Person, Person]:
    """Ann, who designs catalogues, and Kostas, who needs one."""
    ann, kostas = await world.member("Ann"), await world.member("Kostas")
    await world.db.run(partial(offers, member_id=ANN, what="catalogue design"))
    await world.db.run(partial(asks, text="a designer for a furniture catalogue", place="Valencia"))
    return ann, kostas


def weeks(world: World, member_id: int = ANN) -> list[tuple[str, str, str]]:
    return world.db.read_now(partial(digest.of_member, member_id=member_id))


def digests_of(person: Person) -> int:
    return person.screen().count("Your week, ")


async def test_it_comes_on_monday_at_nine_and_once(world: World) -> None:
    ann, kostas = await a_request_for(world)
    await world.jump(to=MONDAY - timedelta(minutes=1))
    ann.sees_nothing_of("Your week")
    await world.jump(to=MONDAY)
    ann.sees("Your week, Ann · one thing", "1 Someone asks for “a designer for a furniture catalogue”", "[1 Look]")
    for _ in range(3):
        await world.jump(minutes=16)
    assert digests_of(ann) == 1
    kostas.sees_nothing_of("Your week")
    assert weeks(world) == [("2026-W48", "sent", "")]
    assert weeks(world, KOSTAS) == [("2026-W48", "empty", "")]
    await world.jump(days=7)
    assert digests_of(ann) == 1, "nothing is told twice"
    assert weeks(world)[1:] == [("2026-W49", "empty", "")]


async def test_a_request_can_be_looked_at_and_answered(world: World) -> None:
    ann, _ = await a_request_for(world)
    await world.jump(to=MONDAY)
    await ann.taps("1 Look")
    ann.sees("Someone asks for this", "Valencia or remote", "[I can help]")
    ann.sees_nothing_of("Kostas")
    await ann.taps("I can help")
    ann.sees("I ask them", "names and chats only when both of you say yes")


async def test_what_is_not_for_me_or_closed_does_not_come_again(world: World) -> None:
    ann, _ = await a_request_for(world)
    await ann.says("digest")
    ann.sees("Your next digest", "[Turn off]")
    await ann.taps("1 Look")
    await ann.taps("Not for me")
    ann.sees("does not come again")
    await ann.says("digest")
    ann.sees("Nothing new for you yet")
    await world.db.run(partial(needs.change, need_id=1, now=NOON, state="withdrawn"))
    await ann.taps("1 Look")
    ann.sees("no longer open")


async def test_off_in_one_tap_and_on_again(world: World) -> None:
    ann, _ = await a_request_for(world)
    await world.jump(to=MONDAY)
    await ann.taps("Fewer of these")
    ann.sees("No more digests", "[Turn on]")
    await world.db.run(partial(asks, text="a catalogue designer for chairs"))
    await world.jump(days=7)
    assert weeks(world)[1:] == [("2026-W49", "skipped", "off")]
    await ann.taps("Turn on")
    ann.sees("Your digest is on")
    await ann.taps("See the next one")
    ann.sees("a catalogue designer for chairs", "It comes on Mondays")


def everything_new(db: Connection) -> None:
    """An introduction, a question, a request, newcomers and a project, seen from Ann."""
    for number, name in enumerate(("Bilal", "Chiara", "Dimitra")):
        newcomer = people.add_member(db, name, "en", "Europe/Madrid", 1, NOON)
        people.set_membership(db, 1, newcomer, "in", NOON)
        profile.change(db, newcomer, NOON, headline="welding" if number else "", published=True)
    blocks.add(db, ANN, newcomer, NOON)
    offers(db, ANN, "catalogue design")
    project = projects.add(db, NOON, community_id=1, owner_id=KOSTAS, title="Chairs", summary="", stage="idea")
    asks(db, "a joiner", project_id=project)
    waiting, met = asks(db, "an illustrator"), asks(db, "a printer")
    common = {
        "owner_id": KOSTAS,
        "helper_id": ANN,
        "rank": 1,
        "score": 0.5,
        "parts": "[]",
        "reasons": "[]",
        "created": NOON,
    }
    db.execute(insert(match).values(id=1, need_id=waiting, state="asked_helper", **common))
    db.execute(insert(match).values(id=2, need_id=met, state="introduced", **common))
    db.execute(insert(introduction).values(match_id=2, need_id=met, helper_id=ANN, owner_id=KOSTAS, created=NOON))


async def test_each_line_has_its_button(world: World) -> None:
    ann, _ = await world.member("Ann"), await world.member("Kostas")
    await world.db.run(everything_new)
    await world.jump(to=MONDAY)
    ann.sees("Your week, Ann · 4 things")
    ann.sees("1 You and Kostas both said yes", "2 “an illustrator” waits for your yes or no")
    ann.sees("3 New here: Chiara (welding), Bilal", "4 The project Chairs looks for “a joiner”")
    ann.sees("[1 Open]", "[2 Answer]", "[3 Who is that?]", "[4 Look]")
    ann.sees_nothing_of("Dimitra")
    await ann.taps("4 Look")
    ann.sees("for the project Chairs")


async def test_away_late_and_quiet_weeks_are_recorded(world: World) -> None:
    ann, _ = await a_request_for(world)
    await world.db.run(partial(people.set_member, member_id=ANN, snoozed_until=MONDAY + timedelta(days=2)))
    await world.jump(to=MONDAY)
    assert weeks(world) == [("2026-W48", "skipped", "away")]
    await world.db.run(partial(people.set_member, member_id=ANN, snoozed_until=None))
    await world.jump(days=10)
    await world.jump(minutes=16)
    assert weeks(world)[1:] == [("2026-W49", "skipped", "late")]
    ann.sees_nothing_of("Your week")
    await world.jump(to=MONDAY + timedelta(days=36))
    assert [(week, state) for week, state, _ in weeks(world)[2:]] == [
        ("2026-W50", "skipped"), ("2026-W51", "skipped"), ("2026-W52", "skipped"), ("2026-W53", "sent"),
    ]  # fmt: skip


async def test_a_late_one_still_goes_out_until_wednesday_and_never_into_quiet_hours(world: World) -> None:
    ann, _ = await a_request_for(world)
    await world.jump(to=MONDAY + timedelta(hours=14))
    ann.sees_nothing_of("Your week")
    assert weeks(world) == []
    await world.jump(to=MONDAY + timedelta(hours=23, minutes=1))
    ann.sees("Your week, Ann")
    assert weeks(world) == [("2026-W48", "sent", "")]


async def test_who_leaves_before_it_goes_out_gets_none_and_the_week_says_why(world: World) -> None:
    ann, _ = await a_request_for(world)
    await world.jump(to=MONDAY + timedelta(hours=14))
    await ann.says("leave")
    await world.jump(to=MONDAY + timedelta(hours=23, minutes=1))
    ann.sees_nothing_of("Your week")
    assert weeks(world) == [("2026-W48", "skipped", "left")]


async def test_a_clock_that_ran_ahead_costs_no_digest(world: World) -> None:
    ann, _ = await a_request_for(world)
    world.clock.now = MONDAY + timedelta(days=700)
    await scheduled.passed(world.bot.office, "")
    assert len(weeks(world)) == 100
    world.clock.now = MONDAY - timedelta(minutes=30)
    await world.jump(to=MONDAY)
    ann.sees("Your week, Ann")
    assert weeks(world)[0] == ("2026-W48", "sent", "")


async def test_two_scans_at_once_and_a_restart_write_one(world: World) -> None:
    ann, _ = await a_request_for(world)
    world.clock.now = MONDAY
    await asyncio.gather(*(scheduled.scan(world.bot.office, "") for _ in range(4)))
    await world.bot.settle()
    await scheduled.scan(world.bot.office, "")
    await world.bot.settle()
    assert digests_of(ann) == 1
    assert len(weeks(world)) == 1


async def test_one_that_breaks_hurts_nobody_elses(world: World) -> None:
    ann, kostas = await a_request_for(world)
    await world.db.run(partial(offers, member_id=KOSTAS, what="catalogue design"))
    await world.db.run(partial(asks, text="a catalogue for tables", member_id=ANN))
    await world.db.run(partial(profile.change, member_id=KOSTAS, now=NOON, offers=(7,)))
    await world.jump(to=MONDAY)
    assert digests_of(ann) == 1
    assert weeks(world, KOSTAS) == [("2026-W48", "failed", "")]
    kostas.sees_nothing_of("Your week")


async def test_one_a_person_even_on_two_platforms(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram", "slack") as world:
        phone, desk = await linked(world)
        kostas = await world.member("Kostas", "slack")
        del kostas
        await world.db.run(partial(offers, member_id=ANN, what="catalogue design"))
        await world.db.run(partial(asks, text="a catalogue designer", member_id=3))
        await world.jump(to=MONDAY)
        assert digests_of(phone) + digests_of(desk) == 1
        assert weeks(world, 2) == []


async def test_it_is_in_the_readers_language_and_a_blocked_chat_is_skipped(world: World) -> None:
    ann, _ = await a_request_for(world)
    await world.db.run(partial(people.set_member, member_id=ANN, language="es"))
    spanish = world.bot.setting.catalogues["es"]
    for account in world.db.read_now(partial(people.accounts, member_id=KOSTAS)):
        await world.db.run(partial(people.set_account, account_id=account.id, state="blocked"))
    await world.jump(to=MONDAY)
    ann.sees(spanish("Fewer of these"))
    assert weeks(world, KOSTAS) == [("2026-W48", "skipped", "unreachable")]
