"""When a community posts: its best times of the week, how far posts keep from each other, and when nothing goes out.

A time that the wall shows twice in autumn is taken once, the first of the two; one that it does not show in spring is
taken as the clock has moved on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain import times
from domain.days import fold
from domain.errors import Refused
from domain.hours import clock
from domain.recurrence_reading import WEEKDAYS

MOST = 42
"""Best times a week: six a day are a news agency."""
AHEAD = 60
"""Days looked ahead for a free time; who has more to say is told so."""
STEP = 15
"""Minutes: without best times, posts go out on the quarter hour."""
_DAILY = re.compile("daily|everyday|days?|diari[oa]?|diariamente|dias?|dies|giorn[oi]|jours?")
_WORKING = re.compile("weekdays?|laborables|feriali|feiners|ouvrables")
_BETWEEN = re.compile("and|y|e|i|et|at?|las|les?|alle|on|the|els?|los|il|every|each|cada|ogni|chaque")
_WORD = re.compile(r"[^\s,;/&+]+")


class Why(StrEnum):
    """Why a moment is not a good one to post at."""

    PAST = "past"
    QUIET = "quiet"
    DAY_OFF = "day_off"
    TOO_CLOSE = "too_close"


@dataclass(frozen=True, order=True)
class Slot:
    """A best time: the weekday, 0 being Monday, and what the wall shows."""

    weekday: int
    at: time


@dataclass(frozen=True)
class Manners:
    """What a channel keeps to.

    Args:
        zone: the community's.
        slots: its best times; without any, every quarter hour will do.
        gap: posts of one channel keep so far from each other.
        quiet: hours of the evening and the morning between which nothing goes out; the same twice: none.
        off: weekdays on which nothing does.
    """

    zone: str
    slots: tuple[Slot, ...] = ()
    gap: timedelta = timedelta(hours=1)
    quiet: tuple[int, int] = (times.QUIET_FROM, times.QUIET_UNTIL)
    off: frozenset[int] = frozenset()


def why_not(at: datetime, now: datetime, manners: Manners, taken: Iterable[datetime]) -> Why | None:
    """Why a post should not go out at that moment, or None where nothing speaks against it."""
    if at < now:
        return Why.PAST
    if times.local(at, manners.zone).weekday() in manners.off:
        return Why.DAY_OFF
    if times.is_quiet(at, manners.zone, *manners.quiet):
        return Why.QUIET
    if any(abs(at - other) < manners.gap for other in taken):
        return Why.TOO_CLOSE
    return None


def free(now: datetime, manners: Manners, taken: Iterable[datetime], until: datetime | None = None) -> datetime | None:
    """The next best time that nothing speaks against; None where the next sixty days have none.

    Args:
        now: later than that.
        manners: of the channel.
        taken: when other posts of this channel go out, or went.
        until: not later than this, where there is a last useful moment, such as an event's beginning.
    """
    others = sorted(taken)
    for at in _ahead(now, manners):
        if until is not None and at > until:
            return None
        if why_not(at, now, manners, others) is None:
            return at
    return None


def free_together(now: datetime, channels: Iterable[tuple[Manners, Iterable[datetime]]]) -> datetime | None:
    """The first moment after now that is a best time of one of the channels and in nobody's way on the others."""
    everyone = [(manners, sorted(taken)) for manners, taken in channels]
    wished = [_ahead(now, manners) for manners, _ in everyone]
    candidates = sorted({at for ahead in wished for at in ahead})
    for at in candidates:
        if all(why_not(at, now, manners, taken) is None for manners, taken in everyone):
            return at
    return None


def _ahead(now: datetime, manners: Manners) -> Iterator[datetime]:
    """The channel's times after now, the earliest first, each once."""
    today = times.local(now, manners.zone).date()
    by_day: dict[int, list[time]] = {}
    for slot in sorted(manners.slots):
        by_day.setdefault(slot.weekday, []).append(slot.at)
    for ahead in range(AHEAD + 1):
        day = today + timedelta(days=ahead)
        hours = by_day.get(day.weekday(), []) if manners.slots else list(_quarters())
        found = {times.at(day, hour, manners.zone) for hour in hours}
        yield from sorted(at for at in found if at > now)


def _quarters() -> Iterator[time]:
    for minutes in range(0, 24 * 60, STEP):
        yield time(*divmod(minutes, 60))


def read(text: str) -> tuple[Slot, ...]:
    """Best times as people write them: "Mon Wed 9:30 17:00, Sat 11", or "daily 10:00"; none where nothing is written.

    Raises:
        Refused: a word is neither a day nor a time, or a time stands without a day.
    """
    days: list[int] = []
    found: set[Slot] = set()
    timed = False
    for word in _WORD.findall(fold(text)):
        named = _named(word)
        if named:
            days = [] if timed else days  # a day after a time begins the next group
            days, timed = [*days, *named], False
        elif _BETWEEN.fullmatch(word):
            continue
        else:
            at = clock(word)
            if at is None or not days:
                raise _unread(word)
            found |= {Slot(day, at) for day in days}
            timed = True
    if days and not timed:
        raise _unread(text.strip()[:40])
    if len(found) > MOST:
        raise Refused("{n} times a week are more than readers bear; I keep {most} at most.", n=len(found), most=MOST)
    return tuple(sorted(found))


def _unread(word: str) -> Refused:
    return Refused(
        "I cannot read “{word}” as a day with times. Write it like this: `Mon Wed 9:30, Sat 11:00`.", word=word
    )


def _named(word: str) -> tuple[int, ...]:
    """The weekdays that a word names: one of them whole, its first three letters or more, "mon-fri", or all of them."""
    if _DAILY.fullmatch(word) or _WORKING.fullmatch(word):
        return tuple(range(7 if _DAILY.fullmatch(word) else 5))
    word = word.removesuffix("-feira")
    if word in WEEKDAYS:
        return (WEEKDAYS[word],)
    if len(ends := re.split("[-–]", word)) == 2 and all(ends):
        first, last = (_named(end) for end in ends)
        one = len(first) == len(last) == 1
        return tuple((first[0] + ahead) % 7 for ahead in range((last[0] - first[0]) % 7 + 1)) if one else ()
    short = word.rstrip(".")
    meant = {number for name, number in WEEKDAYS.items() if len(short) >= 3 and name.startswith(short)}
    return tuple(meant) if len(meant) == 1 else ()


def stored(slots: Iterable[Slot]) -> str:
    """As it is kept: `0-09:30 2-09:30`."""
    return " ".join(f"{slot.weekday}-{slot.at:%H:%M}" for slot in sorted(slots))


def loaded(kept: str) -> tuple[Slot, ...]:
    """What `stored` kept; what cannot be read is left out, so that no row can stop a run."""
    found = set()
    for word in kept.split():
        matched = re.fullmatch(r"([0-6])-([01]\d|2[0-3]):([0-5]\d)", word, re.ASCII)
        if matched:
            found.add(Slot(int(matched[1]), time(int(matched[2]), int(matched[3]))))
    return tuple(sorted(found))
