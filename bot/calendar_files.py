"""Calendar files (RFC 5545): entries become bytes that any calendar reads; the one place that knows the library."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.markup import clean
from bot.ui import File
from domain.calendars import Entry
from domain.recurrence import rrule
from domain.times import zone
from domain.zone_changes import observances

if TYPE_CHECKING:
    from icalendar import Event, Timezone

MIME = "text/calendar; charset=utf-8; method=PUBLISH"
REFRESH = timedelta(hours=1)
"""How often a calendar that follows an address may look again."""
YEARS = 20
"""So far ahead a file knows the clocks of a series: as long as a rule can go on at one a week."""


def written(entries: Iterable[Entry], name: str, public_url: str) -> bytes:
    """A calendar of that name; the same entries always make the same bytes."""
    from icalendar import Calendar, vDuration, vText  # takes a fifth of a second to import

    host = urlsplit(public_url).hostname or "localhost"
    calendar = Calendar()
    calendar.add("prodid", "-//Tertulia//events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_line(name)))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    shown = tuple(entries)
    for zone_name in sorted({name for entry in shown for name in (entry.zone, entry.series_zone)} - {"", "UTC"}):
        of_zone = [entry for entry in shown if zone_name in {entry.zone, entry.series_zone}]
        calendar.add_component(_zone(zone_name, of_zone))
    for entry in shown:
        calendar.add_component(_event(entry, name, host))
    return bytes(calendar.to_ical())


def file(entry: Entry, name: str, public_url: str) -> File:
    """One entry as a document that goes with a message."""
    return File("event.ics", written((entry,), name, public_url), "text/calendar")


def _event(entry: Entry, name: str, host: str) -> "Event":
    from icalendar import Event, vCalAddress, vText

    event = Event()
    event.add("uid", entry.uid if "@" in entry.uid else f"{entry.uid}@{host}")
    event.add("dtstamp", entry.changed.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.changed.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("dtstart", _wall(entry.begins, entry.zone))
    event.add("dtend", _wall(entry.ends, entry.zone))
    event.add("summary", clean(entry.title))
    for field, text in (("description", entry.description), ("location", entry.place), ("url", entry.link)):
        if text:
            event.add(field, clean(text))
    organiser = vCalAddress(f"mailto:host@{host}")
    organiser.params["CN"] = vText(_line(name).replace('"', "'"))
    event.add("organizer", organiser, encode=False)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    _repeat(event, entry)
    return event


def _repeat(event: "Event", entry: Entry) -> None:
    from icalendar import vRecur

    if entry.rule:
        event.add("rrule", vRecur.from_ical(rrule(entry.rule)))
        if entry.skipped:
            event.add("exdate", [_wall(one, entry.zone) for one in entry.skipped])
    if entry.instead_of:
        event.add("recurrence-id", _wall(entry.instead_of, entry.series_zone or entry.zone))


def _zone(zone_name: str, entries: list[Entry]) -> "Timezone":
    """The zone's clocks over the years of these entries.

    The library could write this too, with the hour at which summer time begins an hour late: readers that go by the
    file alone would show what begins in that hour at another.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    years = [moment.year for entry in entries for moment in (entry.begins, entry.ends, *entry.skipped)]
    last = max(years) + (YEARS if any(entry.rule for entry in entries) else 1)
    made = Timezone()
    made.add("tzid", zone_name)
    for one in observances(zone_name, min(years) - 1, last):
        part = TimezoneDaylight() if one.summer else TimezoneStandard()
        part.add("dtstart", one.onsets[0])
        part.add("tzoffsetfrom", one.before)
        part.add("tzoffsetto", one.after)
        part.add("tzname", one.name)
        if len(one.onsets) > 1:
            part.add("rdate", list(one.onsets[1:]))
        made.add_component(part)
    return made


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _wall(shown: datetime, zone_name: str) -> datetime:
    return shown.replace(tzinfo=zone(zone_name))
