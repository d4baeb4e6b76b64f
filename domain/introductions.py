"""Two people meet: times that suit both, how to reach one another, what is asked later, and what came of it."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from domain import times

DAY_FROM, DAY_UNTIL = time(9), time(18)
TALK = timedelta(minutes=30)
SLOTS = 3
DAYS = 7
NOTICE = timedelta(hours=16)
"""Nobody is asked to meet before they have slept over it."""
PREFERRED = (time(10), time(16, 30), time(9, 30), time(11), time(15), time(12), time(14), time(17), time(13))
"""Hours of the first person's day, the pleasant ones first; each following day begins one further."""
CHECKS = (timedelta(days=3), timedelta(days=10))
OUTCOMES = (timedelta(days=30), timedelta(days=90))
EVERY = 3
"""Every so many talks I ask whether it was worth it."""

Quiet = tuple[int, int]
Person = tuple[str, Quiet]
"""Zone and quiet hours: all that a clock knows of somebody."""


class Met(StrEnum):
    """What somebody says when asked whether the two talked."""

    MET = "met"
    SCHEDULED = "scheduled"
    NOT_YET = "not_yet"
    NO = "no"


class Outcome(StrEnum):
    """What came of it."""

    WORKING = "working"
    DONE = "done"
    NOTHING = "nothing"


class Worth(StrEnum):
    """How somebody found a talk."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


_MET_RANK = {"": 0, Met.NOT_YET: 1, Met.SCHEDULED: 2, Met.NO: 3, Met.MET: 4}
_OUTCOME_RANK = {"": 0, Outcome.NOTHING: 1, Outcome.WORKING: 2, Outcome.DONE: 3}


def met_after(known: str, said: Met) -> str:
    """What is known once one of the two has answered: a talk that one remembers took place."""
    return max(known, str(said), key=lambda word: _MET_RANK.get(word, 0))


def outcome_after(known: str, said: Outcome) -> str:
    """The most that either of the two tells."""
    return max(known, str(said), key=lambda word: _OUTCOME_RANK.get(word, 0))


def ask_whether_met(met: str) -> bool:
    """Whether it is still worth asking if they talked."""
    return met in {"", Met.NOT_YET, Met.SCHEDULED}


def ask_outcome(met: str, outcome: str) -> bool:
    """Whether it is worth asking what came of it."""
    return met != Met.NO and outcome != Outcome.DONE


def writable(outcome: str) -> bool:
    """Whether the bot still passes words on between the two: until it has come to its end."""
    return outcome != Outcome.DONE


def slots(now: datetime, one: Person, other: Person) -> tuple[datetime, ...]:
    """Moments (UTC) in the next week that lie in both people's working hours, one a day.

    Args:
        now: the moment of the introduction.
        one: zone and quiet hours of the person whose day is filled first.
        other: the same of the other.
    """
    first = times.local(now, one[0]).date()
    found = (
        moment
        for day in range(DAYS + 1)
        if (moment := _on_day(now, first + timedelta(days=day), day, one, other)) is not None
    )
    return tuple(islice(found, SLOTS))


def _on_day(now: datetime, day: date, turn: int, one: Person, other: Person) -> datetime | None:
    hours = PREFERRED[turn % SLOTS :] + PREFERRED[: turn % SLOTS]
    moments = (times.at(day, hour, one[0]) for hour in hours)
    return next(
        (
            m
            for m in moments
            if now + NOTICE <= m <= now + timedelta(days=DAYS) and _suits(m, *one) and _suits(m, *other)
        ),
        None,
    )


def _suits(moment: datetime, zone: str, quiet: Quiet) -> bool:
    """A whole talk on a working day, inside the working hours and outside the quiet ones."""
    begins, ends = times.local(moment, zone), times.local(moment + TALK, zone)
    at_work = begins.weekday() < 5 and begins.time() >= DAY_FROM and DAY_FROM < ends.time() <= DAY_UNTIL
    awake = not any(times.is_quiet(m, zone, *quiet) for m in (moment, moment + TALK - timedelta(minutes=1)))
    return at_work and begins.date() == ends.date() and awake


def shows_other_clock(moment: datetime, mine: str, theirs: str) -> bool:
    """Whether the other's clock shows something else at that moment."""
    return times.local(moment, mine).replace(tzinfo=None) != times.local(moment, theirs).replace(tzinfo=None)


def contact(platform: str, workspace: str, user: str) -> str:
    """An address that opens a conversation with that account; empty where the platform has none."""
    if platform == "telegram" and user.isdecimal():
        return f"tg://user?id={user}"
    if platform == "slack" and workspace.isalnum() and user.isalnum():
        return f"https://slack.com/app_redirect?team={workspace}&channel={user}"
    return ""
