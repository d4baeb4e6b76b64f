"""Events near a reader, in both databases: what is on soon, near ones first, nothing that was answered or told."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from domain.delivery import Purpose
from domain.digest import SOON, Kind
from domain.events import State
from storage import digest_news as news
from storage import event_book as book
from storage import event_people, outbox, people, profile
from storage.db import Database
from storage.digest_news import Arrivals
from storage.seats import Door

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def member(db: Connection, name: str, **values: Any) -> int:
    if not people.communities(db):
        people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", MONDAY)
    new = people.add_member(db, name, "en", "Europe/Athens", 1, MONDAY)
    people.set_membership(db, 1, new, "in", MONDAY)
    profile.change(db, new, MONDAY, **values)
    return new


def event(db: Connection, title: str, days: float, **values: Any) -> int:
    begins = MONDAY + timedelta(days=days)
    row = {"community_id": 1, "uid": title, "zone": "Europe/Madrid", "state": str(State.PUBLISHED), "begins": begins}
    return book.add(db, MONDAY, title=title, ends=begins + timedelta(hours=2), **(row | values))


def told(db: Connection, who: int) -> list[str]:
    """The titles, as the digest would have them."""
    found = news.events(db, who, Arrivals(MONDAY), MONDAY, MONDAY + SOON)
    assert all(item.kind is Kind.EVENT for item in found)
    return [item.name for item in found]


async def test_near_ones_come_first_and_what_is_far_off_or_over_is_left_out(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann = member(on, "Ann", city="Valencia", space="Àgora")
        event(on, "far", 1, place="Torrent")
        event(on, "in the city", 3, place="Hall 2, valencia")
        event(on, "at home", 2, place="Àgora, ground floor")
        event(on, "later", 11)
        event(on, "over", -1)
        event(on, "draft", 2, state=str(State.DRAFT))
        event(on, "off", 2, state=str(State.CANCELLED))
        assert told(on, ann) == ["at home", "in the city", "far"]

    await db.run(unit)


async def test_the_time_is_the_readers_and_seats_are_counted(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann, kostas = member(on, "Ann"), member(on, "Kostas")
        number = event(on, "talk", 1, capacity=2)
        event(on, "open air", 2)
        Door(on, number).going(kostas, MONDAY)
        first, second = news.events(on, ann, Arrivals(MONDAY), MONDAY, MONDAY + SOON)
        assert (first.left, second.left) == (1, None)
        assert first.at is not None
        assert f"{first.at:%H:%M}" == "10:00"  # eight by Greenwich, ten in Athens

    await db.run(unit)


async def test_what_was_answered_organised_or_told_does_not_come(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann = member(on, "Ann")
        answered, invited = event(on, "answered", 1), event(on, "invited", 2)
        event(on, "mine", 3, organiser_id=ann)
        event(on, "new", 4)
        Door(on, answered).going(ann, MONDAY)
        event_people.said(on, answered, ann, MONDAY)
        outbox.put(on, MONDAY, "send", "{}", Purpose.INVITATION, member_id=ann, once=f"invited:{invited}:{ann}")
        assert told(on, ann) == ["new"]

    await db.run(unit)


async def test_of_a_series_only_the_next_date_comes(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann = member(on, "Ann")
        for days in (8, 1):
            event(on, f"soup {days}", days, series_id=7)
        event(on, "talk", 2)
        assert told(on, ann) == ["soup 1", "talk"]

    await db.run(unit)
