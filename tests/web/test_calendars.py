"""The calendar's address: who may follow it, what stands in it, and that a reader's copy is not sent again."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
import icalendar
import pytest
from sqlalchemy import Connection

from bot.context import Setting
from bot.i18n import Catalogues
from domain import calendars as rules
from domain.calendars import Feed
from domain.recurrence import Rule
from domain.roles import Role
from storage import calendars, people, topics
from storage.db import Database
from tests import events
from tests.events import MADRID, NOW
from web import app
from web import calendars as pages

FRIDAY = datetime(2026, 11, 20, 18, 30)
TOKEN = rules.token(bytes(range(16)))


def ground(db: Connection, feed: Feed = Feed.MINE) -> tuple[int, int, int]:
    """A community with Ann, who has an address, and Bob."""
    here = people.add_community(db, "Àgora", "open", "en", MADRID, NOW)
    ann, bob = (people.add_member(db, name, "en", MADRID, here, NOW) for name in ("Ann", "Bob"))
    for member in (ann, bob):
        people.set_membership(db, here, member, "in", NOW, Role.MEMBER)
    calendars.renew(db, rules.hashed(TOKEN), ann, here, feed, NOW)
    return here, ann, bob


async def get(db: Database, token: str = TOKEN, method: str = "GET", **headers: str) -> httpx.Response:
    setting = Setting(Catalogues(), lambda: NOW, public_url="https://agora.example")
    to = httpx.ASGITransport(app.build(pages.routes(db, setting)))
    async with httpx.AsyncClient(transport=to, base_url="https://agora.example") as http:
        return await http.request(method, f"/calendar/{token}.ics", headers=headers)


async def entries(db: Database) -> list[Any]:
    answer = await get(db)
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_a_member_sees_what_they_go_to_and_nothing_else(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, ann, bob = ground(on)
        mine = events.published(on, here, FRIDAY, link="https://meet.example/secret", organiser_id=bob)
        events.comes(on, mine, ann)
        events.comes(on, mine, bob)
        events.comes(on, events.published(on, here, FRIDAY, "Perhaps"), ann, "maybe")
        events.comes(on, events.published(on, here, FRIDAY, "Not for me"), ann, "out")
        events.comes(on, events.published(on, here, FRIDAY, "Only Bob"), bob)
        events.published(on, here, FRIDAY, "I organise", organiser_id=ann)
        events.published(on, here, FRIDAY, "A draft", organiser_id=ann, state="draft")

    await db.run(unit)
    answer = await get(db)
    assert answer.headers["content-type"].startswith("text/calendar")
    shown = {str(event["summary"]): event for event in await entries(db)}
    assert set(shown) == {"Pizza and pitches", "Perhaps", "I organise"}
    pizza = shown["Pizza and pitches"]
    assert (str(pizza["url"]), str(pizza["status"]), int(pizza["sequence"])) == (
        "https://meet.example/secret", "CONFIRMED", 0,
    )  # fmt: skip
    assert str(pizza["organizer"]) == "mailto:host@agora.example"
    assert "attendee" not in pizza
    assert not any(name in answer.text for name in ("Ann", "Bob"))


async def test_the_community_s_shows_all_but_no_links(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, _, bob = ground(on, Feed.COMMUNITY)
        elsewhere = people.add_community(on, "La Lonja", "open", "en", MADRID, NOW)
        events.comes(on, events.published(on, here, FRIDAY, link="https://meet.example/secret"), bob)
        events.published(on, elsewhere, FRIDAY, "Elsewhere")
        events.published(on, here, FRIDAY - timedelta(days=100), "Long ago")
        events.published(on, here, FRIDAY, "Cancelled", state="cancelled", sequence=3)
        events.series(on, here, Rule(FRIDAY, MADRID), 3)
        topics.set_forum(on, here, NOW, Rule(datetime(2026, 11, 19, 17), MADRID), "Kitchen")

    await db.run(unit)
    shown = {str(event["summary"]): event for event in await entries(db)}
    assert set(shown) == {"Pizza and pitches", "Cancelled", "Pizza", "Open forum"}
    assert (str(shown["Cancelled"]["status"]), int(shown["Cancelled"]["sequence"])) == ("CANCELLED", 3)
    assert shown["Pizza"]["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=FR"
    assert "url" not in shown["Pizza and pitches"]


async def test_uids_stay_and_the_number_of_changes_rises(db: Database) -> None:
    def unit(on: Connection) -> int:
        here, ann, _ = ground(on)
        mine = events.published(on, here, FRIDAY)
        events.comes(on, mine, ann)
        return mine

    mine = await db.run(unit)
    (before,) = await entries(db)
    await db.run(partial(events.change, event_id=mine, **events.timed(FRIDAY + timedelta(hours=1))))
    (after,) = await entries(db)
    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) == int(before["sequence"]) + 1
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(hours=1)


async def test_the_second_of_two_equal_hours_is_told_apart(db: Database) -> None:
    wall = datetime(2027, 10, 31, 2, 30)

    def unit(on: Connection) -> None:
        here, ann, _ = ground(on)
        begins = events.timed(wall)["begins"] + timedelta(hours=1)
        late = events.published(on, here, wall, begins=begins, ends=begins + timedelta(hours=1))
        events.comes(on, late, ann)

    await db.run(unit)
    (entry,) = await entries(db)
    assert entry["dtstart"].dt.isoformat() == "2027-10-31T01:30:00+00:00"


async def test_a_copy_that_is_current_is_not_sent_again(db: Database) -> None:
    def unit(on: Connection) -> int:
        here, ann, _ = ground(on)
        mine = events.published(on, here, FRIDAY)
        events.comes(on, mine, ann)
        return mine

    mine = await db.run(unit)
    first = await get(db)
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await get(db, **{"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await get(db, **{"If-None-Match": '"other"'})).content == first.content
    assert (await get(db, method="HEAD")).headers["etag"] == etag
    await db.run(partial(events.change, event_id=mine, title="Pasta"))
    changed = await get(db, **{"If-None-Match": etag})
    assert changed.status_code == 200
    assert b"Pasta" in changed.content


def left(db: Connection) -> None:
    people.set_membership(db, 1, 1, "left", NOW)


def renewed(db: Connection) -> None:
    calendars.renew(db, rules.hashed("another"), 1, 1, Feed.MINE, NOW)


def revoked(db: Connection) -> None:
    assert calendars.revoke(db, 1, 1, Feed.MINE)


@pytest.mark.parametrize("ends", [left, renewed, revoked])
async def test_an_address_that_ended_answers_like_one_that_never_was(
    sqlite: Database, ends: Callable[[Connection], None]
) -> None:
    await sqlite.run(ground)
    assert (await get(sqlite)).status_code == 200
    await sqlite.run(ends)
    gone, guessed = await get(sqlite), await get(sqlite, rules.token(bytes(16)))
    assert (gone.status_code, gone.content) == (guessed.status_code, guessed.content) == (404, b"Not Found")
    assert dict(gone.headers) == dict(guessed.headers)


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000, "%00", "..", "a;b"])
async def test_a_guess_of_any_shape_finds_nothing(sqlite: Database, token: str) -> None:
    await sqlite.run(ground)
    assert (await get(sqlite, token)).status_code == 404


async def test_no_table_holds_the_token(sqlite: Database) -> None:
    await sqlite.run(ground)
    kept = sqlite.read_now(partial(calendars.found, hashed=rules.hashed(TOKEN)))
    assert kept
    assert TOKEN not in str(kept)
    assert rules.fits(TOKEN, kept[0].hashed)
    assert not rules.fits(TOKEN[:-1], kept[0].hashed)
