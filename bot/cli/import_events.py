"""Events from a list: what a row becomes, and how it is written."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.cli.imported import Line, Place, Result, words
from bot.cli.sheets import Row, number
from bot.markup import clean
from domain import event_reading, needs, recurrence_reading, times
from domain import events as rules
from domain.errors import Refused
from domain.events import State, Trouble
from domain.recurrence_reading import Pattern
from domain.roles import Role
from storage import event_book as book
from storage import event_series, people, ticks

HOW = "write it as 2026-11-27 18:30"
WATCHED, BEGIN, OVER = "events.remind", "event_series.begin", "events.over"
"""Work that a published event asks for."""


@dataclass(frozen=True)
class Planned:
    """A row that can be written; the same title, moment and zone are the same event."""

    line: int
    uid: str
    title: str
    values: dict[str, object] = field(hash=False)
    often: Pattern | None = None


def read(line: int, row: Row, place: Place) -> Planned:
    """What the row says.

    Raises:
        ValueError: a cell says nothing that can be used.
    """
    title = words(row.get("title", ""), event_reading.TITLE)
    if not needs.says_something(title):
        raise ValueError("the title is empty; say in a few words what it is")
    zone = row.get("zone", "")
    if not times.known_zone(zone):
        raise ValueError(f"zone is '{zone[:40]}'; write one such as Europe/Madrid")
    begins = _moment(row, "start", zone)
    found = rules.settled(begins, zone, place.now, 0)
    if isinstance(found, Trouble):
        raise ValueError(f"start is {begins:%Y-%m-%d %H:%M}: {WHY[found.doubt]}")  # noqa: TRY004 – the cell is wrong
    span = rules.span(found, _ends(row, begins, zone), None, zone)
    where = words(row.get("place", ""), event_reading.PLACE)
    link = where if where.startswith(("https://", "http://")) else ""
    values: dict[str, object] = {
        "title": title, "zone": zone, "place": "" if link else where, "link": link, "capacity": _seats(row),
        "description": clean(row.get("description", ""))[: event_reading.DESCRIPTION].strip(),
        "wall_begins": span.wall_begins, "wall_ends": span.wall_ends, "begins": span.begins, "ends": span.ends,
    }  # fmt: skip
    told = f"{place.community.id}\n{title.casefold()}\n{found.isoformat()}\n{zone}"
    uid = f"{hashlib.sha256(told.encode()).hexdigest()[:24]}@tertulia.list"
    return Planned(line, uid, title, values, _often(row, found, zone))


WHY = {
    rules.Doubt.PAST: "that is past; leave the row out",
    rules.Doubt.FAR: "that is more than two years away",
    rules.Doubt.GAP: "the clocks are put forward in that night, that hour does not exist",
}


def _moment(row: Row, column: str, zone: str) -> datetime:
    """A wall time; what says its distance from UTC is turned to the zone's wall."""
    try:
        found = datetime.fromisoformat(row.get(column, ""))
    except ValueError:
        found = None
    if found is None or ":" not in row[column]:
        raise ValueError(f"{column} is '{row.get(column, '')[:40]}'; {HOW}")
    return times.local(found, zone).replace(tzinfo=None) if found.tzinfo else found


def _ends(row: Row, begins: datetime, zone: str) -> datetime | None:
    if not row.get("end"):
        return None
    found = _moment(row, "end", zone)
    if not begins < found <= begins + rules.LONGEST:
        raise ValueError(f"end is {found:%Y-%m-%d %H:%M}; it comes after the start, within {rules.LONGEST.days} days")
    return found


def _seats(row: Row) -> int | None:
    found = number(row, "capacity")
    if found is not None and not 1 <= found <= event_reading.SEATS:
        raise ValueError(f"capacity is {found}; write 1 to {event_reading.SEATS}, or nothing for no limit")
    return found


def _often(row: Row, begins: datetime, zone: str) -> Pattern | None:
    text = row.get("repeats", "")
    if not text:
        return None
    found = recurrence_reading.whole(text, begins.date())
    if found is None:
        raise ValueError(f"repeats is '{text[:40]}'; write it such as: every Friday, or first Monday of the month")
    try:
        first = found.rule(begins.replace(fold=0), zone).first
    except Refused as refusal:
        raise ValueError(f"repeats is '{text[:40]}': {refusal.text.format(**refusal.values)}") from refusal
    if first.date() != begins.date():
        raise ValueError(
            f"repeats is '{text[:40]}', but the start is on another day; the next that fits is {first:%Y-%m-%d}"
        )
    return found


def write(db: Connection, found: Planned, place: Place) -> Line:
    """Publish the event, unless an earlier list did.

    Raises:
        ValueError: nobody could organise it.
    """
    if book.by_uid(db, found.uid):
        return Line(found.line, "", found.title, Result.KNOWN, "came with an earlier list, unchanged")
    owners = people.members(db, place.community.id, role=Role.OWNER)
    owner = owners[0].id if owners else None
    event_id = book.add(
        db, place.now, uid=found.uid, community_id=place.community.id, organiser_id=owner, guests=0,
        state=str(State.PUBLISHED), code=f"{int(found.uid[:8], 16) % 10**6:06d}", **found.values,
    )  # fmt: skip
    event = book.get(db, event_id)
    ticks.plan(db, WATCHED, str(event_id), place.now)
    if event and event.ends:
        ticks.plan(db, OVER, str(event_id), event.ends)
    if event and found.often:
        _repeat(db, event, found.often, place)
    says = "repeats" if found.often else ""
    return Line(found.line, "", found.title, Result.NEW, says, event_id)


def _repeat(db: Connection, event: book.Event, often: Pattern, place: Place) -> None:
    """Its series begins as soon as the bot looks."""
    if event.wall_begins is None or event.wall_ends is None:
        return
    like = {name: getattr(event, name) for name in event_series.LIKE if name != "zone"}
    minutes = max(1, int((event.wall_ends - event.wall_begins) / timedelta(minutes=1)))
    rule = often.rule(event.wall_begins, event.zone)
    uid = f"series-{event.uid}"
    series_id = event_series.add(db, place.now, rule, uid=uid, minutes=minutes, state="waiting", **like)
    event_series.belong(db, event.id, series_id)
    ticks.plan(db, BEGIN, str(event.id), place.now)
