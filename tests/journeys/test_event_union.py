"""Journeys of one person who has a seat twice: one stays, the other goes to the first in line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import event_people as people
from tests.journeys.gatherings import kept
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
