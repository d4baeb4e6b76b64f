"""Journeys of pictures sent in the chat, as a photo on Telegram and as a file on Slack: on an event, on a broadcast."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from emulators.telegram import Fault, Faults
from emulators.telegram.params import Upload
from storage import event_pictures as pictures
from storage import picture_files
from storage.event_pictures import Picture
from storage.outbox import letter
from storage.pictures import picture
from tests.journeys.gatherings import kept
from tests.journeys.people import Person
from tests.journeys.picture_files import ALICANTE, jpeg, png
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.journeys.world import World, opened

DRAFT = "event Friday 18:30 pizza and pitches, 30 places, Space A"


@pytest.fixture(params=["telegram", "slack"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """Where people can send files; the terminal has none."""
    async with opened(tmp_path, request.param) as here:
        yield here


async def asked(world: World) -> Person:
    """A manager's draft whose picture was asked for."""
    mara = await world.manager()
    await mara.says(DRAFT)
    await mara.taps("Change")
    await mara.taps("Picture")
    mara.sees("Send me the picture.", "up to 5 MB")
    return mara


def picture_of(world: World, event_id: int = 1) -> Picture:
    found = world.db.read_now(partial(pictures.of, event_id=event_id))
    assert found is not None
    return found


async def test_a_photo_sent_in_the_chat_is_on_the_card(world: World) -> None:
    mara = await asked(world)
    await mara.shares(jpeg(), "Nine people  around a table")
    mara.sees("pizza and pitches", "[picture.jpg]", "[Publish]")
    found = picture_of(world)
    assert (found.mime, found.alt, found.name) == ("image/jpeg", "Nine people around a table", "picture.jpg")
    assert ALICANTE not in world.db.read_now(partial(picture_files.content, kept=found.kept))
    await mara.taps("Publish")
    ann = await world.member("Ann")
    await ann.says("event 1")
    ann.sees("pizza and pitches", "[picture.jpg]", "[Going]")
    await ann.taps("Going")
    assert ann.has_seen("✓ Going")
    assert ann.screen().count("[picture.jpg]") == 1  # an answer changes the card; it does not send the picture again


async def test_what_is_on_it_is_asked_where_nobody_said_so(world: World) -> None:
    mara = await asked(world)
    await mara.shares(png(), mime="image/png")
    await mara.fills(alt="A pizza with nine slices")
    assert mara.has_seen("Whoever cannot see it hears: “A pizza with nine slices”")
    assert picture_of(world).alt == "A pizza with nine slices"
    await mara.says("event 1")
    mara.sees("pizza and pitches", "[picture.png]")


async def test_what_is_no_picture_is_refused_and_another_can_follow(world: World) -> None:
    mara = await asked(world)
    await mara.shares(b"%PDF-1.7", "The plan", mime="application/pdf")
    mara.sees("That is no picture I can show.")
    await mara.shares(b"<svg onload=alert(1)>", "The plan", mime="image/png")
    mara.sees("I cannot read that picture.")
    await mara.shares(png(12_000, 100), "Wide", mime="image/png")
    mara.sees("too long or too wide")
    await mara.shares(png(), "The plan", mime="image/png")
    assert picture_of(world).alt == "The plan"


async def test_a_picture_that_is_too_large_is_not_fetched(world: World) -> None:
    mara = await asked(world)
    await mara.shares(png() + bytes(5_000_001), "Huge", mime="image/png")
    mara.sees("larger than 5 MB")
    assert world.db.read_now(_waiting) == 0


def _waiting(db: Connection) -> int:
    return len(db.execute(select(picture.c.id)).all())


async def test_a_picture_that_nobody_asked_for_is_answered_and_its_words_are_words(world: World) -> None:
    ann = await world.member("Ann")
    await ann.shares(png(), mime="image/png")
    ann.sees("I see a file, and nothing it is for.")
    await ann.shares(png(), DRAFT, mime="image/png")
    ann.sees("pizza and pitches", "[Propose it]")


async def test_only_whoever_looks_after_it_puts_a_picture_on_it(world: World) -> None:
    mara = await asked(world)
    await mara.says("event 1")
    await mara.taps("Drop")
    await mara.shares(png(), "Late", mime="image/png")
    assert not mara.has_seen("[picture.png]")


async def test_a_picture_comes_off_again(world: World) -> None:
    mara = await asked(world)
    await mara.shares(png(), "A table", mime="image/png")
    await mara.says("event 1")
    await mara.taps("Change")
    await mara.taps("Picture")
    await mara.taps("No picture")
    assert world.db.read_now(partial(pictures.of, event_id=1)) is None
    assert kept(world).title == "pizza and pitches"


async def test_a_broadcast_goes_out_with_its_picture(world: World) -> None:
    mara, ann = await world.manager("Mara"), await world.member("Ann")
    await mara.says("broadcast Pizza on Friday")
    await mara.taps("More")
    await mara.taps("Picture")
    await mara.shares(jpeg(), "Nine people around a table")
    mara.sees("The picture is on it.")
    await mara.taps("Preview")
    mara.sees("[picture.jpg]", "Pizza on Friday", "with a picture")
    await mara.taps("Send…")
    await mara.fills(people="2")
    await world.jump(seconds=6)
    ann.sees("Pizza on Friday", "[picture.jpg]")


async def test_a_broadcast_brings_its_picture_once_however_many_read_it(world: World) -> None:
    mara = await world.manager("Mara")
    readers = [await world.member(name) for name in ("Ann", "Ben", "Carla", "Dan")]
    await mara.says("broadcast Pizza on Friday")
    await mara.taps("More")
    await mara.taps("Picture")
    await mara.shares(jpeg(), "Nine people around a table")
    await mara.taps("Preview")
    await mara.taps("Send…")
    await mara.fills(people="5")
    await world.jump(seconds=6)
    for reader in readers:
        reader.sees("Pizza on Friday", "[picture.jpg]")
    assert brought(world) == 1
    assert "picture.jpg" in str(letters(world))
    assert all(len(letter) < 1000 for letter in letters(world))  # the bytes lie aside


def brought(world: World) -> int:
    """How often the platform was given the bytes of a picture."""
    platform = world.platforms[world.here]
    if isinstance(platform, TelegramPlatform):
        return sum(isinstance(call.params.get("photo"), Upload) for call in platform.emulator.calls)
    assert isinstance(platform, SlackPlatform)
    return sum(call.method == "files.getUploadURLExternal" for call in platform.emulator.calls)


def letters(world: World) -> list[str]:
    return world.db.read_now(lambda db: list(db.execute(select(letter.c.message)).scalars()))


async def test_what_the_platform_does_not_give_is_tried_again_and_then_said(world: World) -> None:
    mara, platform = await asked(world), world.platforms[world.here]
    if isinstance(platform, TelegramPlatform):
        platform.emulator.faults = Faults(rates={Fault.SERVER_ERROR: 1.0}, methods={"getFile"})
    elif isinstance(platform, SlackPlatform):
        platform.emulator.world.teams["T1"].scopes.remove("files:read")
    await mara.shares(png(), "The plan", mime="image/png")
    for _ in range(6):
        await world.jump(minutes=10)
    mara.sees("I could not get that picture. Send it once more.")


async def test_a_platform_that_stumbles_gives_it_later(world: World) -> None:
    mara, platform = await asked(world), world.platforms[world.here]
    if not isinstance(platform, TelegramPlatform):
        return
    platform.emulator.faults = Faults(methods={"getFile"})
    platform.emulator.faults.next(Fault.SERVER_ERROR, Fault.TOO_MANY)
    await mara.shares(png(), "The plan", mime="image/png")
    await world.jump(minutes=1)
    await world.jump(minutes=1)
    mara.sees("pizza and pitches", "[picture.png]")
