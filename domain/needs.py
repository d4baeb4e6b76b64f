"""The life of a need or an offer: its states, its days, and when its owner hears of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.days import Reading
from domain.errors import Refused
from domain.times import at

LIMIT = 500
"""Characters of a text: enough for what is needed, short enough for a card."""
DAYS = 30
"""How long a need stays open when nobody said until when, and how much a renewal adds."""
FURTHEST = 366 * 2
"""Days ahead: what is asked for later than that is asked for again later."""
OPEN_AT_ONCE = 10
HELD_AT_ONCE = 3
"""Of someone who is not in yet."""
WARNED_AT = time(9)


class Side(StrEnum):
    """Whether something is asked for or given."""

    NEED = "need"
    OFFER = "offer"


class Kind(StrEnum):
    """What is asked for."""

    SKILL = "skill"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    MENTOR = "mentor"
    FUNDING = "funding"
    SPACE = "space"


class Gives(StrEnum):
    """What comes back for it."""

    PAID = "paid"
    SWAP = "swap"
    GIFT = "gift"
    EQUITY = "equity"
    LEARNING = "learning"


class State(StrEnum):
    """Where a need stands; `held`: its owner is not in the community yet."""

    DRAFT = "draft"
    HELD = "held"
    OPEN = "open"
    MATCHED = "matched"
    FULFILLED = "fulfilled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def live(self) -> bool:
        """Somebody may still answer it."""
        return self in {State.OPEN, State.MATCHED}

    @property
    def waiting(self) -> bool:
        """Not open yet."""
        return self in {State.DRAFT, State.HELD}


class Step(StrEnum):
    """What an owner does with a need."""

    CONFIRM = "confirm"
    FULFIL = "fulfil"
    CLOSE = "close"
    RENEW = "renew"


_AFTER = {
    (State.DRAFT, Step.CONFIRM): State.OPEN,
    (State.HELD, Step.CONFIRM): State.OPEN,
    (State.OPEN, Step.RENEW): State.OPEN,
    (State.MATCHED, Step.RENEW): State.MATCHED,
    (State.EXPIRED, Step.RENEW): State.OPEN,
    (State.WITHDRAWN, Step.RENEW): State.OPEN,
    (State.OPEN, Step.FULFIL): State.FULFILLED,
    (State.MATCHED, Step.FULFIL): State.FULFILLED,
    (State.EXPIRED, Step.FULFIL): State.FULFILLED,
    (State.OPEN, Step.CLOSE): State.WITHDRAWN,
    (State.MATCHED, Step.CLOSE): State.WITHDRAWN,
}


def after(state: State, step: Step) -> State | None:
    """The state that a step leads to; None where the step means nothing any more, such as a second tap."""
    return _AFTER.get((state, step))


class Doubt(StrEnum):
    """Why a day cannot stand as it was written."""

    IMPOSSIBLE = "impossible"
    EITHER = "either"
    PAST = "past"
    FAR = "far"
    UNREAD = "unread"


@dataclass(frozen=True)
class Trouble:
    """A day that must be asked about; the rest of the need is kept meanwhile."""

    doubt: Doubt
    words: str
    near: tuple[date, ...] = ()


def settled(reading: Reading, today: date) -> date | Trouble:
    """The day itself, or why it cannot stand."""
    if reading.day is None:
        near = tuple(day for day in reading.near if day >= today)
        return Trouble(Doubt.EITHER if reading.either else Doubt.IMPOSSIBLE, reading.words, near)
    return checked(reading.day, reading.words, today)


def checked(day: date, words: str, today: date) -> date | Trouble:
    """A day that exists, unless it has passed or lies years ahead."""
    if day < today:
        return Trouble(Doubt.PAST, words)
    return Trouble(Doubt.FAR, words) if (day - today).days > FURTHEST else day


def says_something(text: str) -> bool:
    """Whether there are words in it: at least two letters of any script."""
    return sum(char.isalpha() for char in text) >= 2


def require_room(side: Side, state: State, count: int) -> None:
    """Refuse one more than a person can look after.

    Args:
        side: whose list it is.
        state: what the new one would be.
        count: how many the person has that are not over.

    Raises:
        Refused: with the way to make room.
    """
    if state is State.HELD and count >= HELD_AT_ONCE:
        raise Refused("I keep {n} for you already. As soon as you are in you can add more.", n=count)
    if count >= OPEN_AT_ONCE:
        raise Refused("You have {n} on the list already. Close one, then add this.", next_step=side, n=count)


def first_until(today: date) -> date:
    """The last day of a need for which none was said."""
    return today + timedelta(days=DAYS)


def renewed(until: date | None, today: date) -> date:
    """A renewal adds to what is left; what is over starts today."""
    return max(until or today, today) + timedelta(days=DAYS)


@dataclass(frozen=True)
class Stage:
    """A moment in a need's last week: `days` before its last day, or its end (0)."""

    days: int
    moment: datetime


def stages(until: date, zone: str) -> tuple[Stage, ...]:
    """When its owner is warned, at nine in the morning there, and when it is over: as its last day ends."""
    warnings = [Stage(days, at(until - timedelta(days=days), WARNED_AT, zone)) for days in (7, 1)]
    return (*warnings, Stage(0, at(until + timedelta(days=1), time(0), zone)))


def due_stage(until: date, zone: str, now: datetime) -> Stage | None:
    """The latest stage that has come; earlier ones that were slept through are not made up for."""
    return next((stage for stage in reversed(stages(until, zone)) if stage.moment <= now), None)


def next_stage(until: date, zone: str, now: datetime) -> Stage | None:
    """The first stage that is still to come."""
    return next((stage for stage in stages(until, zone) if stage.moment > now), None)
