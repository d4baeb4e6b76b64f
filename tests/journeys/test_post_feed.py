"""A journey of the posts' calendar as an address for calendar programs."""

from datetime import timedelta
from functools import partial
from typing import Any

from domain import calendars as rules
from domain.calendars import Feed
from domain.roles import Role
from handlers.calendar_entries import feed
from storage import calendars, posts
from tests.journeys.test_post_sources import editor
from tests.journeys.world import World


async def test_editors_follow_the_calendar_of_posts(world: World) -> None:
    eleni = await editor(world)
    await eleni.says("post feed")
    eleni.sees("The calendar of posts.", "/calendar/", ".ics")
    await eleni.says("post feed")
    eleni.sees("You have a link to the posts' calendar since")
    await eleni.taps("Take it back")
    eleni.sees("leads nowhere now")
    await eleni.taps("A new link")
    eleni.sees("The calendar of posts.")


async def test_the_feed_shows_what_is_planned_and_only_to_editors(world: World) -> None:
    eleni = await editor(world)
    now = world.clock()
    mine: dict[str, Any] = {"hashed": rules.hashed("t"), "member_id": 1, "community_id": 1, "feed": "posts"}
    await world.db.run(partial(calendars.renew, now=now, **mine))
    for text, state in (("Soup on *Thursday*\nBring a bowl", "scheduled"), ("Not yet", "draft")):
        values: dict[str, Any] = {"community_id": 1, "author_id": 1, "text": text, "language": "en", "state": state}
        await world.db.run(partial(posts.add, now=now, due=now + timedelta(days=1), **values))
    found = world.db.read_now(partial(calendars.found, hashed=rules.hashed("t")))
    assert found is not None
    assert found[0].feed == Feed.POSTS
    (entry,) = world.db.read_now(partial(feed, link=found[0], now=now, t=world.bot.setting.catalogues["en"]))
    assert (entry.title, entry.description) == ("Soup on *Thursday* Bring a bowl", "Soup on *Thursday*\nBring a bowl")
    assert entry.zone == "Europe/Madrid"
    await world.promote("Eleni", Role.MEMBER)
    assert world.db.read_now(partial(calendars.found, hashed=rules.hashed("t"))) is None
    await eleni.says("post feed")
    eleni.sees("That is for the editors")
