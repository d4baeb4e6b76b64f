"""Journeys of a series' picture: its dates have it, a new one reaches all still ahead, one date may have its own."""

from functools import partial

from sqlalchemy import Connection

from emulators.telegram import Fault, Faults
from storage import event_pictures as pictures
from storage import event_series as rows
from tests.journeys.people import Person
from tests.journeys.picture_files import jpeg, png
from tests.journeys.telegram_platform import TelegramPlatform
from tests.journeys.test_event_pictures import world
from tests.journeys.test_event_series import opens
from tests.journeys.world import World

__all__ = ["world"]


async def pictured(mara: Person, content: bytes, alt: str, label: str = "Picture") -> None:
    """On the event whose card is open."""
    await mara.taps("More")
    await mara.taps("Change")
    await mara.taps("Picture")
    if label != "Picture":
        await mara.taps(label)
    await mara.shares(content, alt, mime="image/png" if content.startswith(b"\x89") else "image/jpeg")


async def begun(world: World) -> Person:
    """A series whose first date had a picture before it was published."""
    mara = await world.manager()
    await mara.says("event every Friday 18:30 pizza and pitches, Space A")
    await mara.taps("Change")
    await mara.taps("Picture")
    await mara.shares(jpeg(), "Nine people around a table")
    await mara.taps("Publish")
    return mara


def shown(world: World) -> list[str]:
    """What is on the picture of each date, in the order of their numbers; empty where there is none."""

    def query(db: Connection) -> list[str]:
        ids = [made.event_id for made in rows.numbers(db, 1) if made.event_id]
        found = [pictures.of(db, event_id) for event_id in ids]
        return [picture.alt if picture else "" for picture in found]

    return world.db.read_now(query)


async def test_every_date_has_the_picture_of_the_first(world: World) -> None:
    await begun(world)
    assert shown(world) == ["Nine people around a table"] * 8
    await world.jump(days=14)
    assert shown(world)[-2:] == ["Nine people around a table"] * 2  # made meanwhile
    ann = await world.member("Ann")
    await opens(ann, 3)
    ann.sees("pizza and pitches", "[picture.jpg]")


async def test_a_new_one_reaches_the_cards_of_all_dates_still_ahead(world: World) -> None:
    mara = await begun(world)
    ann = await world.member("Ann")
    await opens(ann, 3)
    await world.jump(days=7)
    await opens(mara, 1)
    await pictured(mara, png(), "An oven")
    assert shown(world) == ["Nine people around a table"] + ["An oven"] * 8
    await world.jump(seconds=6)
    ann.sees("[picture.png]")
    assert "[picture.jpg]" not in ann.screen()


async def test_one_date_may_have_its_own_and_keeps_it(world: World) -> None:
    mara = await begun(world)
    await opens(mara, 2)
    await pictured(mara, png(), "A guest from Athens", "This date alone")
    assert shown(world)[:3] == ["Nine people around a table", "A guest from Athens", "Nine people around a table"]
    await opens(mara, 3)
    await pictured(mara, png(20, 20), "An oven")
    assert shown(world)[:3] == ["An oven", "A guest from Athens", "An oven"]
    await opens(mara, 2)
    await mara.taps("More")
    await mara.taps("Change")
    await mara.taps("Picture")
    await mara.taps("No picture")
    assert shown(world)[:3] == ["An oven", "", "An oven"]


async def test_all_after_it_like_this_one_have_its_picture_too(world: World) -> None:
    mara = await begun(world)
    await opens(mara, 3)
    await pictured(mara, png(), "An oven", "This date alone")
    await opens(mara, 3)
    await mara.taps("More")
    await mara.taps("All its dates")
    await mara.taps("All after it like this one")
    await mara.taps("Yes, all of them")
    second = partial(pictures.of_series, series_id=2)
    found = world.db.read_now(second)
    assert found is not None
    assert found.alt == "An oven"
    assert shown(world) == ["Nine people around a table"] * 2
    ann = await world.member("Ann")
    await opens(ann, 5)
    ann.sees("[picture.png]")


async def test_a_card_that_was_there_first_gets_the_picture_where_it_stands(world: World) -> None:
    mara, ann = await world.manager(), await world.member("Ann")
    await mara.says("event Friday 18:30 pizza and pitches, Space A")
    await mara.taps("Publish")
    await ann.says("event 1")
    before = ann.screen().count("pizza and pitches")
    await mara.says("event 1")
    await pictured(mara, png(), "An oven")
    await world.jump(seconds=6)
    ann.sees("pizza and pitches", "[picture.png]", "[Going]")
    assert ann.screen().count("pizza and pitches") == before  # edited, not sent again
    await ann.taps("Going")
    ann.sees("✓ Going", "[picture.png]")
    await ann.taps("More")
    ann.sees("[Who comes]", "[picture.png]")


async def test_a_card_that_cannot_be_edited_makes_room_for_a_new_one(world: World) -> None:
    platform = world.platforms[world.here]
    if not isinstance(platform, TelegramPlatform):
        return
    mara, ann = await world.manager(), await world.member("Ann")
    await mara.says("event Friday 18:30 pizza and pitches, Space A")
    await mara.taps("Publish")
    await ann.says("event 1")
    before = ann.screen().count("Space A")
    await mara.says("event 1")
    platform.emulator.faults = Faults(rates={Fault.CANNOT_EDIT: 1.0}, methods={"editMessageMedia"})
    await pictured(mara, png(), "An oven")
    await world.jump(seconds=6)
    ann.sees("pizza and pitches", "[picture.png]", "[Going]")
    assert ann.screen().count("Space A") == before
