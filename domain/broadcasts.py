"""The life of a broadcast: its states, what fits into one, who is left out and why, and a ledger that adds up."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain import delivery, times
from domain.errors import Refused

LIMIT = 3000
"""Characters of a text: one message on every platform, so that it can be changed and taken back as one."""
CAPTION = 1024
"""Telegram puts a text of this many UTF-16 units under a picture; a longer one follows it."""
BUTTONS, LABEL, ADDRESS = 3, 30, 500
WORTH = timedelta(days=7)
"""What has not left by then is no news any more."""
LATE = timedelta(hours=24)
"""Planned for a moment at which the bot stood still: later than this a manager decides anew."""
RATE = 30
"""Messages a second, for telling how long it takes."""
_BUTTON = re.compile(r"(.+?)\s*(https?://[^\s()<>\"\\]+)?")


class State(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    DROPPED = "dropped"

    @property
    def open(self) -> bool:
        """It can still be changed as a whole."""
        return self in {State.DRAFT, State.SCHEDULED}

    @property
    def begun(self) -> bool:
        """Somebody may have read it."""
        return self in {State.SENDING, State.SENT, State.STOPPED}


class Skip(StrEnum):
    """Why somebody in the audience is not written to."""

    LEFT = "left"
    SNOOZED = "snoozed"
    NO_CONSENT = "no consent"
    UNREACHABLE = "unreachable"
    OVER_BUDGET = "over budget"


class Repeat(StrEnum):
    """How often it comes again."""

    NEVER = "never"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class Reader:
    """What decides whether somebody in the audience is written to, and when."""

    inside: bool
    reachable: bool
    wants: bool
    snoozed_until: datetime | None
    zone: str
    quiet: tuple[int, int]


@dataclass(frozen=True)
class Link:
    """A button under a broadcast: its label and, where it leads somewhere, the address."""

    label: str
    address: str = ""


def leaves(now: datetime, reader: Reader) -> datetime | Skip:
    """When it may leave for somebody, after their quiet hours, or why it does not; the budget is asked after this."""
    if not reader.inside:
        return Skip.LEFT
    if not reader.wants:
        return Skip.NO_CONSENT
    if reader.snoozed_until is not None and reader.snoozed_until > now:
        return Skip.SNOOZED
    if not reader.reachable:
        return Skip.UNREACHABLE
    return times.after_quiet(now, reader.zone, *reader.quiet)


def text(written: str) -> str:
    """The words of a broadcast.

    Raises:
        Refused: nothing, or more than one message holds.
    """
    bare = written.strip()
    if not bare:
        raise Refused("There is nothing to send yet: write `broadcast` and your text.", "broadcast")
    if len(bare) > LIMIT:
        raise Refused(
            "That is {n} characters; {limit} fit into one message. Send the heart of it, and a link to the rest.",
            n=len(bare), limit=LIMIT,
        )  # fmt: skip
    return bare


def buttons(written: str) -> tuple[Link, ...]:
    """A button a line: a label, and an address where it leads somewhere.

    Raises:
        Refused: too many, too long, or an address that is none.
    """
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if len(lines) > BUTTONS:
        raise Refused("Up to {most} buttons fit under a message.", most=BUTTONS)
    return tuple(_button(line) for line in lines)


def _button(line: str) -> Link:
    found = _BUTTON.fullmatch(line)
    label, address = (found[1].strip(), found[2] or "") if found else (line, "")
    if "://" in label or not label:
        raise Refused("I read no button in “{line}”. Write `Sign up https://example.org/form`.", line=line[:80])
    if len(label) > LABEL or len(address) > ADDRESS:
        raise Refused("“{label}” is too long for a button: {limit} characters fit.", label=label[:80], limit=LABEL)
    return Link(label, address)


def first_time(day: date, hour: str, zone: str, now: datetime) -> datetime:
    """The moment of a day and an hour on somebody's wall.

    Raises:
        Refused: no hour, or one that has passed.
    """
    found = re.fullmatch(r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*h?\s*", hour)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Refused("Please write the hour as 9:30 or 18.")
    moment = times.at(day, time(int(found[1]), int(found[2] or 0)), zone)
    if moment <= now:
        raise Refused("That moment has passed. Choose one ahead, or send it now.")
    return moment


def next_time(moment: datetime, repeat: Repeat, zone: str, first: date, until: date | None) -> datetime | None:
    """When it comes again, at the same hour of the wall; None after its last day.

    Args:
        moment: when it came last.
        repeat: how often.
        zone: whose wall.
        first: the day it came first: a month without a 31st has it on its last day, the next on the 31st again.
        until: its last day.
    """
    here = times.local(moment, zone)
    if repeat is Repeat.NEVER or until is None:
        return None
    if repeat is Repeat.MONTHLY:
        year, month = (here.year, here.month + 1) if here.month < 12 else (here.year + 1, 1)
        day = date(year, month, min(first.day, monthrange(year, month)[1]))
    else:
        day = here.date() + timedelta(weeks=1 if repeat is Repeat.WEEKLY else 2)
    return times.at(day, here.time().replace(tzinfo=None), zone) if day <= until else None


@dataclass(frozen=True)
class Ledger:
    """What became of everybody in the audience; `waiting` have no row yet, `erased` left no trace behind."""

    audience: int
    waiting: int
    erased: int
    states: Mapping[str, int]
    reasons: Mapping[str, int]
    """Of the failed and the skipped."""

    @property
    def adds_up(self) -> bool:
        """Everybody stands in exactly one place."""
        return self.audience == self.waiting + self.erased + sum(self.states.values())

    @property
    def still_open(self) -> int:
        """How many may still be sent."""
        rows = (delivery.State.PENDING, delivery.State.SENDING)
        return self.waiting + sum(self.states.get(str(state), 0) for state in rows)

    def of(self, state: delivery.State) -> int:
        """How many stand there."""
        return self.states.get(str(state), 0)
