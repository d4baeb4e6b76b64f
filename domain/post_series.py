"""Recurring posts: when each one of a series is for, when its draft is made, and which of them is the next."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain import recurrence, times
from domain.days import fold
from domain.errors import Refused
from domain.hours import clock
from domain.hours import find as hour_in
from domain.post_templates import Source, checked
from domain.recurrence import Rule
from domain.recurrence_reading import find

BEFORE = timedelta(days=2)
"""A draft is made so long before its moment: editors sleep, too."""
LATE = timedelta(days=1)
"""What has been due for longer, because nobody was awake, is skipped: yesterday's good morning is no news."""
NOON = time(12)
"""Where nobody said at what time."""


@dataclass(frozen=True)
class Wanted:
    """A series as somebody wrote it: how often, from when, and the words of each."""

    rule: Rule
    text: str


@dataclass(frozen=True)
class Turn:
    """One post of a series.

    Args:
        number: from 1 on.
        at: the moment that it is for.
        make: from when on its draft is made.
    """

    number: int
    at: datetime
    make: datetime


def read(when: str, text: str, now: datetime, zone: str) -> Wanted:
    """A series as somebody wrote it: "every Monday at 9:30", and the words of each.

    Raises:
        Refused: it does not say how often, or has no words.
    """
    today = times.local(now, zone).date()
    pattern = find(when, today)
    if pattern is None:
        raise Refused("I cannot read how often that is. Write it like this: “every Monday 9:30”.")
    if not text.strip():
        raise Refused("And what shall it say? Write the words of each post.")
    hour = _hour(pattern.without(when))
    rule = pattern.pattern.rule(datetime.combine(_first(today, hour, now, zone), hour), zone)
    return Wanted(rule, checked(text, Source.SERIES))


def _hour(rest: str) -> time:
    found = hour_in(fold(rest))
    return found.begins if found else clock(rest.strip(" ,.")) or NOON


def _first(today: date, hour: time, now: datetime, zone: str) -> date:
    return today if times.at(today, hour, zone) > now else today + timedelta(days=1)


def upcoming(rule: Rule, made: int, now: datetime) -> Turn | None:
    """The next post of a series of which a draft is to be made, or None where it has come to its end.

    Args:
        rule: of the series.
        made: the number of the last one that was made, or skipped.
        now: what is long past is skipped.
    """
    number = max(made + 1, recurrence.after(rule, now - LATE))
    wall = rule.wall(number)
    if wall is None:
        return None
    at = recurrence.instant(wall, rule.zone)
    return Turn(number, at, at - BEFORE)
