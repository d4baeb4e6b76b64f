"""The calendar file of a first talk, for the calendar that somebody already uses."""

from datetime import datetime
from urllib.parse import urlsplit

from bot.i18n import Translator
from domain import times
from domain.meetings import TALK
from handlers.introduction_cards import Meeting


def first_talk(meeting: Meeting, reader: int, now: datetime, public_url: str, t: Translator) -> bytes:
    """An iCalendar file (RFC 5545) with the first proposed time on the reader's clock; empty where there is none."""
    if not meeting.introduction.slots:
        return b""
    mine, other = meeting.seen_by(reader)
    begins = times.local(meeting.introduction.slots[0], mine.zone)
    summary = t("First talk with {name}").format(name=other.name)
    return talk(f"introduction-{meeting.introduction.id}", begins, summary, meeting.need, now, public_url)


def talk(name: str, begins: datetime, summary: str, description: str, now: datetime, public_url: str) -> bytes:
    """An iCalendar file (RFC 5545) with one proposed talk.

    Args:
        name: of the talk, the same in each file about it.
        begins: on the reader's clock.
        summary: what stands in the calendar.
        description: what it is about.
        now: when the file is made.
        public_url: whose host makes the name one of ours.
    """
    from icalendar import Calendar, Event, vCalAddress, vText  # takes a fifth of a second to import

    host = urlsplit(public_url).hostname or "localhost"
    organiser = vCalAddress(f"mailto:host@{host}")
    organiser.params["CN"] = vText("Tertulia")
    event = Event()
    event.add("uid", f"{name}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", begins)
    event.add("dtend", begins + TALK)
    event.add("summary", summary)
    event.add("description", description)
    event.add("organizer", organiser, encode=False)
    event.add("status", "TENTATIVE")
    calendar = Calendar()
    calendar.add("prodid", "-//Tertulia//introductions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
