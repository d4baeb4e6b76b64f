"""How a series begins: with the draft of its first event, which then decides on day and hour."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.context import Ctx, Desk
from domain import days, event_reading, recurrence_reading, times
from domain.event_reading import Understood
from domain.recurrence import Rule
from domain.recurrence_reading import Pattern
from storage import event_series as rows
from storage.event_book import Event


def begin(desk: Desk, event: Event, pattern: Pattern, fallback: datetime) -> int:
    """A series that waits for its first event to be published; what is then on the event's wall counts.

    It holds no words until then: a draft that is dropped, or goes with its author, leaves none behind.
    """
    first = event.wall_begins or fallback
    rule = Rule(first, event.zone, pattern.unit, pattern.step, pattern.nth, pattern.until, pattern.count)
    like = {"community_id": event.community_id, "organiser_id": event.organiser_id, "title": ""}
    uid = f"{desk.rng.getrandbits(96):024x}@tertulia"
    series_id = rows.add(desk.db, desk.now, rule, uid=uid, minutes=minutes_of(event), state="waiting", **like)
    rows.belong(desk.db, event.id, series_id)
    return series_id


def minutes_of(event: Event) -> int:
    """How long it takes."""
    lasts = event.wall_ends - event.wall_begins if event.wall_begins and event.wall_ends else timedelta(hours=2)
    return max(1, int(lasts.total_seconds() // 60))


def read(ctx: Ctx, text: str, today: date) -> tuple[Understood, Pattern | None]:
    """A line, and how often it says that the event happens: then the day is the next on which that is so."""
    found = recurrence_reading.find(text, today)
    if found is None:
        return event_reading.read(text, today), None
    line = event_reading.read(found.without(text), today)
    pattern = found.pattern
    if pattern.weekday is None:
        return line, pattern
    hour = line.begins or time()
    here = times.local(ctx.now, line.zone or ctx.community.zone)
    first = here.date() if line.begins and here.time() < hour else here.date() + timedelta(days=1)
    given = line.day.day if line.day else None
    day = pattern.rule(datetime.combine(given or first, hour), ctx.community.zone).first.date()
    reading = days.Reading(0, 0, found.words, day)
    return replace(line, day=reading), pattern
