"""Wall clocks and calendars: zones with gaps and overlaps, quiet hours, ISO weeks."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

QUIET_FROM, QUIET_UNTIL = 20, 8
"""Hours of the evening and the morning between which nothing is pushed, unless the member says otherwise."""


@cache
def _names() -> frozenset[str]:
    """The library looks through its folders each time; the names do not change while we run."""
    return frozenset(available_timezones())


@cache
def _zone(name: str) -> ZoneInfo:
    """The library keeps eight zones in mind and reads the others' files anew each time."""
    return ZoneInfo(name)


def known_zone(name: str) -> bool:
    """Whether `name` is a zone of the tz database."""
    return name in _names()


def zone(name: str) -> ZoneInfo:
    """The zone of that name; unknown names read as UTC, so that no row can stop a run."""
    return _zone(name) if known_zone(name) else ZoneInfo("UTC")


def local(moment: datetime, zone_name: str) -> datetime:
    """The moment as a clock on that zone's wall shows it."""
    return moment.astimezone(zone(zone_name))


def same_clock(one: str, other: str, moment: datetime) -> bool:
    """Whether two zones show the same hour, now and half a year on: Madrid and Paris do."""
    return all(
        when.astimezone(zone(one)).utcoffset() == when.astimezone(zone(other)).utcoffset()
        for when in (moment, moment + timedelta(days=182))
    )


def at(day: date, hour: time, zone_name: str) -> datetime:
    """The first instant (UTC) at which that wall clock shows `hour` or, inside a gap, the instant just after it.

    PEP 495: with fold=0 a time inside a gap maps to an instant that shows a later hour, a time inside an overlap
    to the earlier of its two instants; both are what a reader expects of "at nine".
    """
    return datetime.combine(day, hour, tzinfo=zone(zone_name)).astimezone(UTC)


def iso_week(moment: datetime, zone_name: str) -> str:
    """The member's week, such as `2026-W47`: the period of a digest."""
    year, week, _ = local(moment, zone_name).isocalendar()
    return f"{year}-W{week:02d}"


def week_slot(moment: datetime, zone_name: str, weekday: int, hour: int) -> datetime:
    """When (UTC) the weekly hour of `moment`'s own ISO week falls in that zone; `weekday` 0 is Monday."""
    today = local(moment, zone_name).date()
    monday = today - timedelta(days=today.weekday())
    return at(monday + timedelta(days=weekday), time(hour), zone_name)


def is_quiet(moment: datetime, zone_name: str, start: int = QUIET_FROM, end: int = QUIET_UNTIL) -> bool:
    """Whether a push at that moment would fall into the member's quiet hours (`start` == `end`: none)."""
    hour = local(moment, zone_name).hour
    if start == end:
        return False
    return start <= hour < end if start < end else hour >= start or hour < end


def after_quiet(moment: datetime, zone_name: str, start: int = QUIET_FROM, end: int = QUIET_UNTIL) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    if not is_quiet(moment, zone_name, start, end):
        return moment
    here = local(moment, zone_name)
    day = here.date() if here.hour < end else here.date() + timedelta(days=1)
    return at(day, time(end), zone_name)
