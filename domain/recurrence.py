"""When a series happens: every n weeks, or each n-th month on such a weekday, by the clock on its wall."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from domain import times
from domain.errors import Refused

LONGEST = 52
"""Weeks or months from one occurrence to the next, at most."""
MOST = 1_000
"""Occurrences of one series, at most: nobody plans twenty years of Fridays."""
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Unit(StrEnum):
    """What a period is."""

    WEEK = "week"
    MONTH = "month"


class Change(StrEnum):
    """What is different about one occurrence."""

    SKIPPED = "skipped"
    """It never was: nobody had been told of it."""
    MOVED = "moved"
    CANCELLED = "cancelled"
    """People know of it, and that it will not be."""


@dataclass(frozen=True)
class Rule:
    """A rule without its exceptions; exactly one occurrence a period.

    Args:
        first: what the wall shows at the first occurrence; its weekday is everyone's.
        zone: whose wall.
        unit: weeks or months.
        step: how many of them from one to the next.
        nth: of months, which such weekday: 1 to 4, or -1 for the last.
        until: the last day on which one may be.
        count: how many there are at most.
    """

    first: datetime
    zone: str
    unit: Unit = Unit.WEEK
    step: int = 1
    nth: int = 0
    until: date | None = None
    count: int | None = None

    def wall(self, number: int) -> datetime | None:
        """What the wall shows at that occurrence, the first being 1; None where there is none."""
        if not 1 <= number <= min(self.count or MOST, MOST):
            return None
        ahead = self.step * (number - 1)
        if self.unit is Unit.WEEK:
            found = self.first + timedelta(weeks=ahead)
        else:
            years, month = divmod(self.first.month - 1 + ahead, 12)
            day = nth_weekday(self.first.year + years, month + 1, self.first.weekday(), self.nth)
            found = datetime.combine(day, self.first.time())
        return None if self.until and found.date() > self.until else found


@dataclass(frozen=True)
class Different:
    """How one occurrence differs; `wall` where it was moved."""

    change: Change
    wall: datetime | None = None


@dataclass(frozen=True)
class Occurrence:
    """One of a series: where the rule puts it, and where it is."""

    number: int
    original: datetime
    wall: datetime
    begins: datetime
    cancelled: bool = False


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The first, second … or (-1) last such weekday of a month."""
    if nth < 0:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def nth_of(day: date) -> int:
    """Which of its month's weekdays a day is; the fifth counts as the last, for not every month has one."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def checked(rule: Rule) -> Rule:
    """The rule, with its first occurrence on a day that it allows.

    Raises:
        Refused: it never happens, or too seldom.
    """
    if not 1 <= rule.step <= LONGEST:
        raise Refused("From one to the next I count 1 to {n} weeks or months.", n=LONGEST)
    if rule.count is not None and not 1 <= rule.count <= MOST:
        raise Refused("A series has 1 to {n} dates.", n=MOST)
    if rule.unit is Unit.MONTH:
        nth = rule.nth or nth_of(rule.first.date())
        rule = replace(rule, nth=nth, first=_aligned(rule.first, nth))
    if rule.until and rule.until < rule.first.date():
        raise Refused("That ends before it begins.")
    return replace(rule, first=rule.first.replace(fold=0))  # of an hour that comes twice, the first


def _aligned(first: datetime, nth: int) -> datetime:
    """The first such weekday that is not before `first`."""
    day = nth_weekday(first.year, first.month, first.weekday(), nth)
    if day < first.date():
        years, month = divmod(first.month, 12)
        day = nth_weekday(first.year + years, month + 1, first.weekday(), nth)
    return datetime.combine(day, first.time())


def instant(wall: datetime, zone: str) -> datetime:
    """When that is (UTC): inside a gap the wall's clock has moved on by then, of an overlap it is the first."""
    return times.at(wall.date(), wall.time(), zone)


def plain(wall: datetime, zone: str) -> bool:
    """Whether that wall shows this exactly once: not in a gap of spring, and not twice in autumn."""
    found = {wall.replace(tzinfo=times.zone(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    return len(found) == 1


def occurrences(rule: Rule, exceptions: Mapping[int, Different] | None = None, start: int = 1) -> Iterator[Occurrence]:
    """All of them from number `start` on, in the order of their numbers; skipped ones are left out."""
    known = exceptions or {}
    for number in range(max(start, 1), MOST + 1):
        original = rule.wall(number)
        if original is None:
            return
        different = known.get(number)
        if different and different.change is Change.SKIPPED:
            continue
        wall = (different.wall if different else None) or original
        cancelled = bool(different and different.change is Change.CANCELLED)
        yield Occurrence(number, original, wall, instant(wall, rule.zone), cancelled)


def after(rule: Rule, moment: datetime) -> int:
    """The number of the first occurrence that the rule puts later than a moment; one past the last where none is."""
    low, high = 1, 1
    while (wall := rule.wall(high)) is not None and instant(wall, rule.zone) <= moment:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        wall = rule.wall(middle)
        if wall is not None and instant(wall, rule.zone) <= moment:
            low = middle + 1
        else:
            high = middle
    return low


def rrule(rule: Rule) -> str:
    """The rule as calendars write it (RFC 5545)."""
    parts = [f"FREQ={'WEEKLY' if rule.unit is Unit.WEEK else 'MONTHLY'}"]
    if rule.step > 1:
        parts.append(f"INTERVAL={rule.step}")
    day = BYDAY[rule.first.weekday()]
    parts.append(f"BYDAY={day}" if rule.unit is Unit.WEEK else f"BYDAY={rule.nth}{day}")
    if rule.until:
        end = times.at(rule.until, time(23, 59, 59), rule.zone).astimezone(UTC)
        parts.append(f"UNTIL={end:%Y%m%dT%H%M%SZ}")
    elif rule.count:
        parts.append(f"COUNT={rule.count}")
    return ";".join(parts)


def split(rule: Rule, number: int, wall: datetime) -> tuple[Rule | None, Rule]:
    """The rule up to an occurrence, and one from it on that begins at another hour or day.

    The first is None where nothing is left of it.
    """
    left = None if rule.count is None else rule.count - number + 1
    before = replace(rule, count=number - 1) if number > 1 else None
    nth = nth_of(wall.date()) if rule.unit is Unit.MONTH else 0
    if rule.unit is Unit.MONTH and (was := rule.wall(number)) and was.date() == wall.date():
        nth = rule.nth
    return before, replace(rule, first=wall, count=left, nth=nth)
