"""The weekly digest: whose week it is, whether a late one still makes sense, and what goes in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain import times

MORNING = time(9)
"""On Monday."""
LAST_DAY, LAST_HOUR = 2, time(20)
"""Wednesday evening: what has not gone out by then is old news."""
BACK = 4
"""So many whole weeks in a row, looking back, mean that all before them were written down too."""
LONGEST = 520
"""Weeks: nobody looks further back, however long the stillness was."""
AHEAD = timedelta(hours=1)
"""A row dated so far in the future was written by a clock that was wrong; machines differ by less."""
MOST = 7
PEOPLE = 3
"""Newcomers in one line."""
SOON = timedelta(days=10)
"""Events until the weekend after the coming one: what is later stands in a later digest."""
FRESH = timedelta(days=14)
"""What is older is no news, even to someone who was never told."""
TRADE = 2
"""A shared trade tells as much as this many shared words."""
ANSWERABLE = 2


class State(StrEnum):
    """What became of a member's week."""

    SENT = "sent"
    EMPTY = "empty"
    SKIPPED = "skipped"
    FAILED = "failed"


class Skip(StrEnum):
    """Why a week was skipped."""

    LATE = "late"
    AWAY = "away"
    QUIET = "quiet"
    UNREACHABLE = "unreachable"
    OFF = "off"
    LEFT = "left"


class Kind(StrEnum):
    """What a line tells, in the order in which lines stand."""

    INTRODUCTION = "introduction"
    ASK = "ask"
    MISSED = "missed"
    REQUEST = "request"
    EVENT = "event"
    PERSON = "person"
    PROJECT = "project"


LINES = {
    Kind.INTRODUCTION: 2,
    Kind.ASK: 2,
    Kind.MISSED: 3,
    Kind.REQUEST: 3,
    Kind.EVENT: 2,
    Kind.PERSON: 1,
    Kind.PROJECT: 2,
}
"""Lines of each kind at most, so that no kind takes the whole digest."""

Key = tuple[str, str]


@dataclass(frozen=True)
class Week:
    """A member's week: its name, when its digest is due, and until when a late one goes out."""

    name: str
    slot: datetime
    until: datetime


@dataclass(frozen=True)
class Item:
    """One thing to tell: `ref` is the id of what it is about, `name` a person or project, `text` words of a member.

    Of an event `at` is when it begins, on the reader's wall, and `left` how many seats are free; None: no limit.
    """

    kind: Kind
    ref: int
    name: str = ""
    text: str = ""
    at: datetime | None = None
    left: int | None = None

    @property
    def key(self) -> Key:
        """Under which it is remembered: a request and a project's request are the same thing."""
        kind = "need" if self.kind in {Kind.REQUEST, Kind.PROJECT} else str(self.kind)
        return kind, str(self.ref)


Line = tuple[Item, ...]


def week(moment: datetime, zone: str, back: int = 0) -> Week:
    """The week whose slot came last at that moment, or one `back` weeks before it."""
    today = times.local(moment, zone).date()
    monday = today - timedelta(days=today.weekday())
    if times.at(monday, MORNING, zone) > moment:
        monday -= timedelta(weeks=1)
    return _beginning(monday - timedelta(weeks=back), zone)


def _beginning(monday: date, zone: str) -> Week:
    year, number, _ = monday.isocalendar()
    slot = times.at(monday, MORNING, zone)
    return Week(f"{year}-W{number:02d}", slot, times.at(monday + timedelta(days=LAST_DAY), LAST_HOUR, zone))


@dataclass(frozen=True)
class Reader:
    """What decides whether a member's digest goes out."""

    zone: str
    quiet: tuple[int, int]
    away_until: datetime | None = None
    reachable: bool = True
    wants: bool = True
    inside: bool = True


def due(now: datetime, this: Week, reader: Reader) -> datetime | Skip:
    """When the digest of that week can leave, now or at the end of quiet hours, or why it does not."""
    reasons = {
        Skip.LEFT: not reader.inside,
        Skip.OFF: not reader.wants,
        Skip.LATE: now > this.until,
        Skip.AWAY: reader.away_until is not None and reader.away_until > now,
        Skip.UNREACHABLE: not reader.reachable,
    }
    for reason, holds in reasons.items():
        if holds:
            return reason
    return leaves(now, this, reader.zone, reader.quiet) or Skip.QUIET


def leaves(now: datetime, this: Week, zone: str, quiet: tuple[int, int]) -> datetime | None:
    """The moment itself or the end of the quiet hours; None where that would be too late."""
    moment = times.after_quiet(now, zone, *quiet)
    return moment if moment <= this.until else None


def answerable(asked: tuple[Collection[str], Collection[str]], mine: tuple[Collection[str], Collection[str]]) -> bool:
    """Whether somebody may be able to answer a request.

    Args:
        asked: the words and the trades of the request.
        mine: those of what the person offers.
    """
    words, trades = (len(set(one) & set(other)) for one, other in zip(asked, mine, strict=True))
    return words + TRADE * trades >= ANSWERABLE


def near(place: str, mine: Iterable[str]) -> bool:
    """Whether a place names where somebody is: their city or their space."""
    return any(word.strip() and word.strip().casefold() in place.casefold() for word in mine)


def chosen(items: Iterable[Item], seen: Collection[Key]) -> tuple[Line, ...]:
    """The lines of a digest: nothing twice, nothing that was told before, at most seven."""
    fresh: dict[Key, Item] = {}
    for item in items:
        if item.key not in seen:
            fresh.setdefault(item.key, item)
    lines: list[Line] = []
    for kind in Kind:
        these = [item for item in fresh.values() if item.kind is kind]
        if kind is Kind.PERSON:
            lines += [tuple(these[:PEOPLE])] if these else []
        else:
            lines += [(item,) for item in these[: LINES[kind]]]
    return tuple(lines[:MOST])
