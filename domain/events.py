"""Rules of an event: its states, its moment on the wall of its zone, who is reminded when, and what may be changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from domain import times
from domain.days import Reading
from domain.errors import Refused

USUALLY = timedelta(hours=2)
"""How long an event lasts of which nobody said it."""
LONGEST = timedelta(days=31)
FARTHEST = timedelta(days=731)
"""Nobody plans a Friday in three years; a slip of the pen does."""
WANTED = 5
"""How many "I'd come" make a proposal live, unless the community says otherwise."""
DOORS = timedelta(hours=1)
"""From so long before the beginning the code at the door counts, and until so long after the end."""


class State(StrEnum):
    """Where an event stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    OVER = "over"

    @property
    def open(self) -> bool:
        """Whether people can answer it."""
        return self in {State.PROPOSED, State.PUBLISHED}


class Doubt(StrEnum):
    """Why a moment cannot stand as it was written."""

    NO_DAY = "no_day"
    NO_TIME = "no_time"
    NO_SUCH_DAY = "no_such_day"
    WHICH_DAY = "which_day"
    PAST = "past"
    FAR = "far"
    GAP = "gap"
    TWICE = "twice"


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a moment.

    Args:
        doubt: what.
        words: as it was written.
        near: what it may mean: wall times, each with its fold.
    """

    doubt: Doubt
    words: str = ""
    near: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True)
class Span:
    """When an event is: what the wall of its zone shows, and the instants."""

    wall_begins: datetime
    wall_ends: datetime
    begins: datetime
    ends: datetime


def instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """The instants at which that zone's wall shows this: one, none in a gap of spring, two in an overlap of autumn."""
    found = {wall.replace(tzinfo=times.zone(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(one for one in found if times.local(one, zone).replace(tzinfo=None, fold=0) == wall))


def moment(
    day: Reading | None, hour: time | None, zone: str, now: datetime, fold: int | None = None
) -> datetime | Trouble:
    """What the wall shows when it begins, its fold included, or why that cannot be."""
    if day is None:
        return Trouble(Doubt.NO_DAY)
    if day.day is None:
        near = tuple((datetime.combine(one, hour or time()), 0) for one in day.near)
        return Trouble(Doubt.WHICH_DAY if day.either else Doubt.NO_SUCH_DAY, day.words, near)
    if hour is None:
        return Trouble(Doubt.NO_TIME, day.words, ((datetime.combine(day.day, time()), 0),))
    return settled(datetime.combine(day.day, hour), zone, now, fold, day.words)


def settled(wall: datetime, zone: str, now: datetime, fold: int | None = None, words: str = "") -> datetime | Trouble:
    """The wall time where it is one instant ahead; `fold` says which of two was chosen."""
    found = instants(wall, zone)
    if not found:
        before, after = (wall.replace(tzinfo=times.zone(zone), fold=one).astimezone(UTC) for one in (1, 0))
        shown = (times.local(one, zone).replace(tzinfo=None, fold=0) for one in (before, after))
        return Trouble(Doubt.GAP, words, tuple((one, 0) for one in shown))
    if len(found) == 2 and fold is None and found[1] > now:
        return Trouble(Doubt.TWICE, words, ((wall, 0), (wall, 1)))
    at = found[-1] if fold else found[0]
    if at <= now:
        return Trouble(Doubt.PAST, words)
    if at > now + FARTHEST:
        return Trouble(Doubt.FAR, words)
    return wall.replace(fold=1 if fold and len(found) == 2 else 0)


def span(begins: datetime, ends: time | datetime | None, lasts: timedelta | None, zone: str) -> Span:
    """The whole event: an end before its beginning is on the next day; without one it lasts as long as most do."""
    at = begins.replace(tzinfo=times.zone(zone)).astimezone(UTC)
    if isinstance(ends, time):
        ends = datetime.combine(begins.date() + timedelta(days=ends <= begins.time()), ends)
    if ends is None:
        until = at + min(lasts or USUALLY, LONGEST)
        return Span(begins.replace(fold=0), times.local(until, zone).replace(tzinfo=None, fold=0), at, until)
    until = ends.replace(tzinfo=times.zone(zone)).astimezone(UTC)
    if until <= at:  # an hour that exists twice, or not at all, lies between them
        until = at + USUALLY
        ends = times.local(until, zone).replace(tzinfo=None)
    return Span(begins.replace(fold=0), ends.replace(fold=0), at, until)


class Kind(StrEnum):
    """Which reminder."""

    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True)
class Reminder:
    """When somebody is reminded, and until when that is still worth saying."""

    kind: Kind
    at: datetime
    until: datetime


EARLY = timedelta(minutes=30)
"""A reminder that would fall into quiet hours comes so long before they begin."""


def reminders(begins: datetime, zone: str, quiet: tuple[int, int]) -> tuple[Reminder, ...]:
    """A day and an hour before, by the reader's own clock; inside quiet hours neither: then it comes before them."""
    here = times.local(begins, zone)
    day = times.at(here.date() - timedelta(days=1), here.time().replace(fold=0), zone)
    hour = _awake(begins - timedelta(hours=1), zone, quiet)
    day = _awake(day, zone, quiet)
    last = Reminder(Kind.HOUR, hour, begins)
    return (Reminder(Kind.DAY, day, hour), last) if day < hour else (last,)


def _awake(at: datetime, zone: str, quiet: tuple[int, int]) -> datetime:
    """The moment, or one in the half hour before the quiet hours that it falls into."""
    start, end = quiet
    if not times.is_quiet(at, zone, start, end):
        return at
    here = times.local(at, zone)
    evening = here.date() if here.hour >= start else here.date() - timedelta(days=1)
    before = times.at(evening, time(start), zone) - EARLY
    while times.is_quiet(before, zone, start, end):  # a clock that is set back inside them
        before -= EARLY
    return before


def due(
    begins: datetime, zone: str, quiet: tuple[int, int], said: datetime | None, now: datetime
) -> tuple[Reminder | None, datetime | None]:
    """(the reminder to send now, when to look again) for somebody who said yes at that moment.

    What was due before they said yes is left out; so is what came too late, or now falls into quiet hours.
    """
    ahead = [one for one in reminders(begins, zone, quiet) if said is None or one.at > said]
    past = [one for one in ahead if one.at <= now < one.until]
    current = past[-1] if past and not times.is_quiet(now, zone, *quiet) else None
    awake = times.after_quiet(now, zone, *quiet)
    later = [one.at for one in ahead if one.at > now]
    if past and awake > now and awake < past[-1].until:
        later.append(awake)  # what was missed is said as soon as they are awake, if that is soon enough
    return current, min(later, default=None)


def tell_at(now: datetime, until: datetime, zone: str, quiet: tuple[int, int]) -> datetime:
    """When a freed seat is told: after quiet hours where that leaves half an hour to claim it, else at once."""
    awake = times.after_quiet(now, zone, *quiet)
    return awake if awake + EARLY <= until else now


def check_capacity(capacity: int | None, taken: int) -> None:
    """Nobody loses a seat in silence.

    Raises:
        Refused: more people have a seat than would fit.
    """
    if capacity is not None and capacity < taken:
        raise Refused(
            "{taken} seats are taken; {capacity} would not do. Ask people first, or cancel the event.",
            taken=taken, capacity=capacity,
        )  # fmt: skip


def doors_open(begins: datetime, ends: datetime, now: datetime) -> bool:
    """Whether one can check in."""
    return begins - DOORS <= now <= ends + DOORS


def common_hours(day: date) -> Iterator[datetime]:
    """Wall times that are offered where a line names a day alone."""
    return (datetime.combine(day, time(*at)) for at in ((10, 0), (13, 0), (17, 0), (18, 0), (18, 30), (19, 0)))
