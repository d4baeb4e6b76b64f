"""Rounds: when the next one is, who takes part, what silence means, and when I ask how it went."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, takewhile

from domain import times

FEWEST, MOST = 2, 8
"""People in a group."""
NOTICE = timedelta(days=2)
"""A first round is no sooner: everybody hears of it before they are seated."""
LATE = timedelta(days=2)
"""After downtime a round goes out so late; later it is skipped, and the next one makes up for it."""
SILENCES = 3
PAUSE = timedelta(weeks=4)
"""How long "ask me later" lasts."""
SETTLED = timedelta(days=1)
"""Newcomers are told of the rounds when they have been in for so long: their first minutes are for something else."""
SEEDS = 2**31
NEW = timedelta(days=30)
ONCE_DAYS = 14
"""Days of a round that no rhythm follows."""


class Rhythm(StrEnum):
    """How often there is a round."""

    OFF = "off"
    WEEKLY = "1"
    FORTNIGHTLY = "2"
    EVERY_FOUR = "4"
    FIRST = "first"
    """The first such weekday of a month."""


class Side(StrEnum):
    """By what people belong to one group or another, where a round mixes within or across."""

    WORLD = "world"
    SPACE = "space"


class Part(StrEnum):
    """What a member has to do with the rounds of a community."""

    INVITED = "invited"
    """Was told of them and said nothing so far."""
    IN = "in"
    OUT = "out"
    ASKED = "asked"
    """Left three rounds without a word and was asked whether to go on."""


class Absent(StrEnum):
    """Why a member is not in a round."""

    OUT = "out"
    SILENT = "silent"
    UNASKED = "unasked"
    """Their profile is private and they have not said yes."""
    PAUSED = "paused"
    AWAY = "away"
    UNREACHABLE = "unreachable"


class State(StrEnum):
    """What became of a round."""

    HELD = "held"
    SKIPPED = "skipped"


class Skip(StrEnum):
    """Why a round was skipped."""

    LATE = "late"
    FEW = "few"
    HELD_BACK = "held back"
    """It is released by hand, and nobody did."""


@dataclass(frozen=True)
class Timing:
    """When rounds are: on that weekday (0 is Monday) at that hour of the community's clock."""

    rhythm: Rhythm
    weekday: int
    hour: int
    zone: str

    @property
    def days(self) -> int:
        """How long a round lasts: until the next one."""
        weeks = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2, Rhythm.EVERY_FOUR: 4, Rhythm.FIRST: 4}
        return weeks[self.rhythm] * 7 if self.rhythm in weeks else ONCE_DAYS


def next_slot(timing: Timing, after: datetime, last: datetime | None = None) -> datetime | None:
    """The first slot after a moment; None where there is no rhythm.

    Args:
        timing: the rhythm.
        after: the moment.
        last: the slot that came last; every second or fourth week is counted from it.
    """
    return next((slot for slot in _slots(timing, after, last) if slot > after), None)


def passed(timing: Timing, slot: datetime, now: datetime) -> list[datetime]:
    """Slots from `slot` on, that one included, for which it is too late now; the oldest first."""
    following = (found for found in _slots(timing, slot, slot) if found >= slot)
    return list(takewhile(lambda found: too_late(found, now), following))


def too_late(slot: datetime, now: datetime) -> bool:
    """Whether a round of that slot makes no sense any more."""
    return now > slot + LATE


def _slots(timing: Timing, after: datetime, last: datetime | None) -> Iterator[datetime]:
    """Slots without an end, beginning around `after` or at `last`."""
    if timing.rhythm is Rhythm.OFF:
        return
    begins = times.local(min(after, last) if last else after, timing.zone).date()
    days = _first_days(begins, timing.weekday) if timing.rhythm is Rhythm.FIRST else _each(begins, timing, last)
    for day in days:
        yield times.at(day, time(timing.hour), timing.zone)


def _first_days(begins: date, weekday: int) -> Iterator[date]:
    """The first such weekday of each month."""
    for month in count(begins.year * 12 + begins.month - 1):
        first = date(month // 12, month % 12 + 1, 1)
        yield first + timedelta(days=(weekday - first.weekday()) % 7)


def _each(begins: date, timing: Timing, last: datetime | None) -> Iterator[date]:
    """That weekday, every so many weeks."""
    weeks = int(timing.rhythm)
    if last is None:
        first = begins + timedelta(days=(timing.weekday - begins.weekday()) % 7)
    else:
        then = times.local(last, timing.zone).date()
        first = then + timedelta(days=timing.weekday - then.weekday())
    return (first + timedelta(weeks=weeks * n) for n in count())


def checks(days: int) -> tuple[timedelta, timedelta]:
    """How long after its beginning I ask, in the middle of a round of so many days and at its end."""
    return timedelta(days=days // 2), timedelta(days=days - 1)


@dataclass(frozen=True)
class Attendance:
    """What decides whether a member is in the next round.

    Args:
        said: their part in the rounds (`Part`), empty where they were never told of them.
        published: their profile is public: they are in without a word of theirs.
        refused: they do not want to be brought together with others at all.
        paused_until: no rounds until then.
        away_until: nothing at all until then.
        reachable: there is a chat to write to.
        silences: how many rounds in a row they left without a word.
    """

    said: str = ""
    published: bool = False
    refused: bool = False
    paused_until: datetime | None = None
    away_until: datetime | None = None
    reachable: bool = True
    silences: int = 0


def absent(one: Attendance, now: datetime) -> Absent | None:
    """Why somebody is not in a round; None when they are."""
    agreed = one.said == Part.IN or (one.said != Part.ASKED and one.published and not one.refused)
    reasons = {
        Absent.OUT: one.said == Part.OUT,
        Absent.SILENT: one.said == Part.ASKED or one.silences >= SILENCES,
        Absent.UNASKED: not agreed,
        Absent.PAUSED: one.paused_until is not None and one.paused_until > now,
        Absent.AWAY: one.away_until is not None and one.away_until > now,
        Absent.UNREACHABLE: not one.reachable,
    }
    return next((why for why, holds in reasons.items() if holds), None)


def silences(rounds: Iterable[tuple[bool, bool]]) -> int:
    """How many rounds in a row somebody left without a word.

    Args:
        rounds: of each round they sat in, the newest first: whether they were asked how it went, and whether they
            answered. A round in which nobody asked them says nothing.
    """
    found = 0
    for asked, answered in rounds:
        if answered:
            break
        found += asked
    return found


def together(said: Iterable[str]) -> bool:
    """Whether two who were seated together count as having met: they do, unless one says no and nobody says yes."""
    words = set(said)
    return "no" not in words or "met" in words


def swapped(groups: Iterable[tuple[str, ...]], one: str, other: str) -> tuple[tuple[str, ...], ...]:
    """The same groups with two people in each other's seats."""
    seats = {one: other, other: one}
    return tuple(tuple(sorted(seats.get(person, person) for person in group)) for group in groups)


def writes_first(members: tuple[int, ...], number: int) -> int:
    """Who of a group writes first: in turn, round by round."""
    return members[number % len(members)]
