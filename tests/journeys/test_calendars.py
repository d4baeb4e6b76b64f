"""Journeys of the calendar link: made, renewed and taken back in chat, and what it shows."""

import re
from functools import partial

import httpx
import icalendar

from domain.calendars import Feed
from handlers.calendars import Act, OnLink
from storage import people
from tests.journeys.people import Person
from tests.journeys.test_projects import presses
from tests.journeys.world import World
from web import app
from web import calendars as pages


async def shown(world: World, path: str) -> list[str] | None:
    """The titles at an address; None where it leads nowhere."""
    to = httpx.ASGITransport(app.build(pages.routes(world.db, world.bot.setting)))
    async with httpx.AsyncClient(transport=to, base_url="http://here") as http:
        answer = await http.get(path)
    if answer.status_code == 404:
        return None
    return [str(one["summary"]) for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]


def address(person: Person) -> str:
    """The last one that stands on the screen."""
    return str(re.findall(r"/calendar/[\w-]{22}\.ics", person.screen())[-1])


async def going(world: World) -> Person:
    """Ann comes to one of two events."""
    mara = await world.manager()
    for line in ("event Friday 18:30 pizza, Space A", "event Friday 19:30 dance, Space B"):
        await mara.says(line)
        await mara.taps("Publish")
    ann = await world.member("Ann")
    await ann.says("events")
    await ann.taps("1  pizza")
    await ann.taps("Going")
    return ann


async def test_the_confirmation_brings_the_file_and_a_link(world: World) -> None:
    ann = await going(world)
    ann.sees("For your calendar", "[event.ics]", "[Calendar link]")
    await ann.taps("Calendar link")
    ann.sees("Your calendar link", "keep it to yourself")
    assert await shown(world, address(ann)) == ["pizza"]
    await ann.says("events")
    await ann.taps("1  pizza")
    await ann.taps("Not")
    assert await shown(world, address(ann)) == []
    await ann.taps("Going")
    assert ann.screen().count("For your calendar") == 1


async def test_a_new_link_makes_the_old_one_stop(world: World) -> None:
    ann = await going(world)
    await ann.says("settings calendar")
    await ann.taps("Calendar link")
    old = address(ann)
    await ann.says("settings")
    await ann.taps("More")
    await ann.taps("Calendar link")
    ann.sees("You have a calendar link since 2026-11-18")
    await ann.taps("A new link")
    assert address(ann) != old
    assert (await shown(world, old), await shown(world, address(ann))) == (None, ["pizza"])
    await ann.taps("Take it back")
    ann.sees("That calendar link leads nowhere now")
    assert await shown(world, old) is None


async def test_the_community_s_shows_everything_until_one_leaves(world: World) -> None:
    ann = await going(world)
    await ann.says("settings calendar")
    await ann.taps("Calendar link")
    await ann.taps("All events here")
    ann.sees("The calendar of Tertulia")
    everything = address(ann)
    assert await shown(world, everything) == ["pizza", "dance"]
    await ann.says("leave")
    assert await shown(world, everything) is None


async def test_a_stranger_s_tap_makes_no_link(world: World) -> None:
    ann = await going(world)
    await ann.says("leave")
    await presses(world, OnLink(Act.NEW, Feed.COMMUNITY), "stranger")
    assert "/calendar/" not in ann.screen()


async def test_in_spanish_and_italian(world: World) -> None:
    ann = await going(world)
    for code, button, head in (
        ("es", "Enlace de calendario", "calendario"),
        ("it", "Link del calendario", "calendario"),
    ):
        await world.db.run(partial(people.set_member, member_id=2, language=code))
        await ann.says("settings calendar")
        await ann.taps(button)
        ann.sees(head)
