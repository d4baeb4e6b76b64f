"""Journeys of one person who has a seat twice: one stays, the other goes to the first in line; and of two again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import event_people as people
from tests.journeys.gatherings import FRIDAY, kept
from tests.journeys.people import Person
from tests.journeys.test_link import code_on
from tests.journeys.world import World, opened


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[World]:
    """One bot on Telegram and Slack."""
    async with opened(tmp_path, "telegram", "slack") as here:
        yield here


async def gathering(world: World) -> tuple[Person, Person, Person]:
    """Two seats: Ann took both, one with each account; Kostas is in line."""
    mara = await world.manager("Mara", "telegram")
    await mara.says("event Friday 18:30 pizza and pitches, 2 places, Space A")
    await mara.taps("Publish")
    phone, desk = await world.member("Ann", "telegram"), await world.member("Ann at work", "slack")
    kostas = await world.member("Kostas", "telegram")
    for one, label in ((phone, "Going"), (desk, "Going"), (kostas, "Join the line")):
        await one.says("event 1")
        await one.taps(label)
    assert (kept(world).taken, kept(world).waiting) == (2, 1)
    return phone, desk, kostas


async def link(phone: Person, desk: Person) -> None:
    await phone.says("link")
    await desk.says(f"link {code_on(phone)}")
    await desk.taps("Yes, that is me")
    await phone.taps("Yes, that is me")


async def test_the_second_seat_goes_to_the_first_in_line(both: World) -> None:
    phone, desk, kostas = await gathering(both)
    await link(phone, desk)
    assert kostas.screen().count("A seat is free for you: pizza and pitches.") == 1
    assert (kept(both).taken, kept(both).waiting) == (2, 0)
    await kostas.taps("Take the seat")
    named = both.db.read_now(lambda db: people.named(db, 1, ("going",)))
    assert sorted(row.name for row in named) == ["Ann", "Kostas"]
    await desk.says("event 1")
    desk.sees("✓ Going")


async def test_who_waits_with_one_account_and_sits_with_the_other_leaves_the_line(both: World) -> None:
    phone, desk, kostas = await gathering(both)
    await phone.says("event 1")
    await phone.taps("Not")
    await kostas.taps("Take the seat")
    await phone.says("event 1")
    await phone.taps("Join the line")
    assert (kept(both).taken, kept(both).waiting) == (2, 1)
    await link(phone, desk)
    assert (kept(both).taken, kept(both).waiting) == (2, 0)
    await phone.says("event 1")
    phone.sees("✓ Going")


async def test_a_seat_of_one_account_alone_is_the_seat_of_both(both: World) -> None:
    phone, desk, _ = await gathering(both)
    await phone.says("event 1")
    await phone.taps("Not")
    await link(phone, desk)
    await phone.says("event 1")
    phone.sees("✓ Going")


async def unlink(who: Person) -> None:
    await who.says("unlink")
    await who.taps("part")


def seats(world: World, *wanted: str) -> list[str]:
    """Who stands so."""
    return sorted(row.name for row in world.db.read_now(lambda db: people.named(db, 1, wanted)))


async def test_two_again_have_one_seat_between_them(both: World) -> None:
    phone, desk, kostas = await gathering(both)
    await link(phone, desk)
    await kostas.taps("Take the seat")
    await unlink(phone)
    assert seats(both, "going") == ["Ann", "Kostas"]  # no seat was made for the second account
    assert (kept(both).taken, kept(both).waiting) == (2, 0)
    await desk.says("event 1")
    desk.sees("[Join the line]")
    await phone.says("event 1")
    phone.sees("✓ Going")


async def test_a_seat_that_one_account_brought_is_theirs_again(both: World) -> None:
    phone, desk, kostas = await gathering(both)
    await phone.says("event 1")
    await phone.taps("Not")
    await kostas.taps("Take the seat")
    await link(phone, desk)
    await phone.says("event 1")
    phone.sees("✓ Going")
    await unlink(desk)
    assert seats(both, "going") == ["Ann at work", "Kostas"]
    await both.jump(seconds=6)
    await desk.says("event 1")
    desk.sees("✓ Going")
    await phone.says("event 1")
    phone.sees("[Join the line]")


async def test_who_waited_with_one_account_and_sat_with_the_other_sits_again(both: World) -> None:
    phone, desk, kostas = await gathering(both)
    await phone.says("event 1")
    await phone.taps("Not")
    await kostas.taps("Take the seat")
    await phone.says("event 1")
    await phone.taps("Join the line")
    await link(phone, desk)
    assert (kept(both).taken, kept(both).waiting) == (2, 0)
    await unlink(phone)
    assert seats(both, "going") == ["Ann at work", "Kostas"]
    assert seats(both, "waiting", "offered") == []
    await phone.says("event 1")
    phone.sees("[Join the line]")


async def test_what_was_answered_as_one_stays_with_the_account_that_was_kept(both: World) -> None:
    phone, desk, kostas = await gathering(both)
    await phone.says("event 1")
    await phone.taps("Not")
    await kostas.taps("Take the seat")
    await link(phone, desk)
    await both.jump(minutes=1)
    await desk.says("event 1")
    await desk.taps("Not")
    await desk.taps("Going")
    await unlink(phone)
    assert seats(both, "going") == ["Ann", "Kostas"]
    await desk.says("event 1")
    desk.sees("[Join the line]")


async def test_reminders_follow_the_seat(both: World) -> None:
    phone, desk, kostas = await gathering(both)
    await phone.says("event 1")
    await phone.taps("Not")
    await kostas.taps("Take the seat")
    await link(phone, desk)
    await both.jump(minutes=1)
    await unlink(desk)
    await both.jump(to=FRIDAY - timedelta(days=1) + timedelta(minutes=1))
    assert desk.screen().count("See you there?") == 1
    assert phone.screen().count("See you there?") == 0
