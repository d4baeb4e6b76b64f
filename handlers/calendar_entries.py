"""What a calendar shows of our events: single ones, whole series with what is different, and the open forum."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from bot.calendar_files import file
from bot.context import Desk
from bot.i18n import Translator
from bot.markup import clipped
from bot.ui import File
from domain import calendars
from domain.calendars import Entry, Feed, named
from domain.recurrence import Change
from storage import calendars as rows
from storage import event_series, people, posts, topics
from storage.calendars import Link
from storage.event_series import Series

LASTS = timedelta(hours=2)
"""Of an open forum."""
READ, HEADLINE = timedelta(minutes=15), 80
"""How long a post takes in a calendar, and how much of it stands there as its title."""
PAST, AHEAD = timedelta(days=90), timedelta(days=730)
"""So long what is over stays, and so far ahead hours are looked at that a wall shows twice or not at all."""


def single(event: Row[Any], *, private: bool = False) -> Entry:
    """One event by itself; its link is for those who come."""
    begins, ends, zone = named(event.begins, event.ends, event.zone)
    return Entry(
        event.uid, event.title, begins, ends, zone, event.changed, event.sequence, event.description, event.place,
        event.link if private else "", cancelled=event.state == "cancelled",
    )  # fmt: skip


def attached(desk: Desk, event_id: int) -> tuple[File, ...]:
    """An event as a document that goes with a message; nothing where it has no time yet."""
    event = rows.one(desk.db, event_id)
    if event is None:
        return ()
    community = people.get_community(desk.db, event.community_id)
    return (file(single(event, private=True), community.name if community else "Tertulia", desk.setting.public_url),)


def feed(db: Connection, link: Link, now: datetime, t: Translator) -> list[Entry]:
    """Everything that an address shows."""
    since = now - PAST
    if link.feed == Feed.POSTS:
        return list(_posts(db, link.community_id, since, now + AHEAD))
    if link.feed == Feed.MINE:
        mine = rows.of_member(db, link.member_id, link.community_id, since)
        return [single(event, private=True) for event in mine]
    events = rows.of_community(db, link.community_id, since)
    shown = event_series.shown(db, link.community_id, since)
    inside = {series.id for series in shown}
    found = [single(event) for event in events if event.series_id not in inside]
    for series in shown:
        found += _whole(db, series, [event for event in events if event.series_id == series.id], now + AHEAD)
    return found + list(_forum(db, link.community_id, t))


def _whole(db: Connection, series: Series, events: Iterable[Row[Any]], ahead: datetime) -> Iterator[Entry]:
    """A series, then those of it that differ from what its rule and its words say."""
    rule = series.rule
    known = event_series.numbers(db, series.id)
    skipped = tuple(
        wall
        for made in known
        if (made.change == Change.SKIPPED or not made.event_id) and (wall := rule.wall(made.number)) is not None
    )
    yield Entry(
        series.uid, series.title, series.first, series.first + series.lasts, series.zone, series.changed,
        series.sequence, series.description, series.place, cancelled=series.state == "cancelled", rule=rule,
        skipped=skipped,
    )  # fmt: skip
    numbers = {made.event_id: made.number for made in known}
    odd = {one.number: one for one in calendars.odd(rule, series.lasts, ahead)}
    for event in events:
        original, strange = rule.wall(numbers.get(event.id, 0)), odd.pop(numbers.get(event.id, 0), None)
        if original is not None and (strange or _differs(event, series, original)):
            yield _instead(series, single(event), original)
    for one in odd.values():
        if one.number not in {made.number for made in known}:
            begins, ends, zone = named(one.begins, one.begins + series.lasts, series.zone)
            like = Entry(series.uid, series.title, begins, ends, zone, series.changed, series.sequence,
                         series.description, series.place)  # fmt: skip
            yield _instead(series, like, one.original)


def _instead(series: Series, entry: Entry, original: datetime) -> Entry:
    return replace(entry, uid=series.uid, instead_of=original, series_zone=series.zone)


def _differs(event: Row[Any], series: Series, original: datetime) -> bool:
    words = (event.title, event.description, event.place) != (series.title, series.description, series.place)
    times = (event.wall_begins, event.wall_ends) != (original, original + series.lasts)
    return words or times or event.state == "cancelled"


def _posts(db: Connection, community_id: int, since: datetime, until: datetime) -> Iterator[Entry]:
    """What is planned, and what went out, each at its moment; a draft has none yet."""
    community = people.get_community(db, community_id)
    for one in posts.planned(db, community_id, since, until) if community else ():
        if community and one.due:
            begins, ends, zone = named(one.due, one.due + READ, community.zone)
            changed = one.ended or one.approved or one.created
            yield Entry(f"post-{one.id}", _headline(one.text), begins, ends, zone, changed, one.revision, one.text)


def _headline(text: str) -> str:
    return clipped(" ".join(text.split()), HEADLINE)


def _forum(db: Connection, community_id: int, t: Translator) -> Iterator[Entry]:
    found = topics.meets(db, community_id)
    if found:
        yield Entry(
            f"forum-{community_id}", t("Open forum"), found.first, found.first + LASTS, found.zone, found.changed,
            found.sequence, place=found.place, rule=found.rule,
        )  # fmt: skip
