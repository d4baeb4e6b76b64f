"""How long somebody wants to be left alone: "2 weeks", "until 5 Jan", "friday", until they say; it ends by itself."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from domain import times
from domain.errors import Refused

ALWAYS = datetime(9000, 1, 1, tzinfo=UTC)
"""Until they say: a moment that nobody waits for."""
LONGEST = timedelta(days=3 * 366)
MORNING = 9

_OFF = frozenset({"off", "stop", "end", "back", "now"})
_ALWAYS = frozenset({"always", "forever", "until i say", "till i say", "i say"})
_SPAN = re.compile(r"(?:for\s+)?(an?|one|\d{1,3})\s*(d|days?|w|weeks?|months?|m)")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d]+)\.?(?:\s+(\d{4}))?")
_DAY_AFTER = re.compile(r"([^\W\d]+)\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?")


def ends(written: str) -> bool:
    """Whether somebody says that they are back."""
    return written.strip().lower() in _OFF


def until(written: str, today: date, months: Mapping[str, int], weekdays: Mapping[str, int]) -> date | None:
    """The day somebody is back; None means when they say.

    Args:
        written: as typed, without the command.
        today: the day on their wall.
        months: names and short names in lower case to 1–12.
        weekdays: the same to 0–6, Monday first.

    Raises:
        Refused: no day can be read, the day does not exist, or it is not in the next three years.
    """
    bare = " ".join(written.lower().split())
    if bare in _ALWAYS:
        return None
    for opening in ("until ", "till ", "to ", "hasta ", "el ", "fino al "):
        bare = bare.removeprefix(opening)
    day = _span(bare, today) or _named(bare, today, weekdays) or _calendar(bare, today, months)
    if day is None:
        raise Refused("I read no day in “{text}”. Try 2 weeks, or until 5 Jan.", next_step="snooze", text=written)
    if not today < day <= today + LONGEST:
        raise Refused("{day} is not a day ahead of us that I can keep.", next_step="snooze", day=day.isoformat())
    return day


def _span(bare: str, today: date) -> date | None:
    found = _SPAN.fullmatch(bare)
    if not found:
        return None
    count = int(found[1]) if found[1].isdigit() else 1
    if found[2].startswith("m"):
        return _months_later(today, count)
    return today + timedelta(days=count * (7 if found[2].startswith("w") else 1))


def _months_later(today: date, count: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    years, month = divmod(today.month - 1 + count, 12)
    first = date(today.year + years, month + 1, 1)
    following = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=today.day - 1), following - timedelta(days=1))


def _named(bare: str, today: date, weekdays: Mapping[str, int]) -> date | None:
    if bare == "tomorrow":
        return today + timedelta(days=1)
    word = bare.removeprefix("next ").removeprefix("on ")
    if word not in weekdays:
        return None
    return today + timedelta(days=(weekdays[word] - today.weekday() - 1) % 7 + 1)


def _calendar(bare: str, today: date, months: Mapping[str, int]) -> date | None:
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", bare):
        return _exact(int(found[3]), int(found[2]), int(found[1]), bare)
    if found := _NUMBERS.fullmatch(bare):
        return _next(int(found[1]), int(found[2]), found[3], today, bare)
    if (found := _DAY.fullmatch(bare)) and found[2] in months:
        return _next(int(found[1]), months[found[2]], found[3], today, bare)
    if (found := _DAY_AFTER.fullmatch(bare)) and found[1] in months:
        return _next(int(found[2]), months[found[1]], found[3], today, bare)
    return None


def _next(day: int, month: int, year: str | None, today: date, bare: str) -> date:
    """That day of that year, or the next time it comes."""
    if year:
        return _exact(day, month, int(year), bare)
    ahead = (month, day) > (today.month, today.day)
    return _exact(day, month, today.year + (0 if ahead else 1), bare)


def _exact(day: int, month: int, year: int, bare: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused("{day} does not exist. Try another day.", next_step="snooze", day=bare) from None


def moment(day: date | None, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """When they are back: that morning on their wall, after their quiet hours."""
    if day is None:
        return ALWAYS
    return times.after_quiet(times.at(day, time(MORNING), zone), zone, quiet_from, quiet_until)
