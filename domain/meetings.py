"""People meet: times that suit all of them, how to reach one another, and whether they talked."""

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
EVERY = 3
"""Every so many talks I ask whether it was worth it."""

Quiet = tuple[int, int]
Person = tuple[str, Quiet]
"""Zone and quiet hours: all that a clock knows of somebody."""


class Met(StrEnum):
    """What somebody says when asked whether they talked."""

    MET = "met"
    SCHEDULED = "scheduled"
    NOT_YET = "not_yet"
    NO = "no"


class Worth(StrEnum):
    """How somebody found a talk."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


_MET_RANK = {"": 0, Met.NOT_YET: 1, Met.SCHEDULED: 2, Met.NO: 3, Met.MET: 4}


def met_after(known: str, said: Met) -> str:
    """What is known once one of them has answered: a talk that one remembers took place."""
    return max(known, str(said), key=lambda word: _MET_RANK.get(word, 0))


def ask_whether_met(met: str) -> bool:
    """Whether it is still worth asking if they talked."""
    return met in {"", Met.NOT_YET, Met.SCHEDULED}


def slots(now: datetime, first: Person, *others: Person) -> tuple[datetime, ...]:
    """Moments (UTC) in the next week that lie in everybody's working hours, one a day.

    Args:
        now: the moment of the introduction.
        first: zone and quiet hours of the person whose day is filled first.
        others: the same of the others.
    """
    today = times.local(now, first[0]).date()
    found = (
        moment
        for day in range(DAYS + 1)
        if (moment := _on_day(now, today + timedelta(days=day), day, (first, *others))) is not None
    )
    return tuple(islice(found, SLOTS))


def _on_day(now: datetime, day: date, turn: int, everybody: tuple[Person, ...]) -> datetime | None:
    hours = PREFERRED[turn % SLOTS :] + PREFERRED[: turn % SLOTS]
    moments = (times.at(day, hour, everybody[0][0]) for hour in hours)
    within = (moment for moment in moments if now + NOTICE <= moment <= now + timedelta(days=DAYS))
    return next((moment for moment in within if all(_suits(moment, *one) for one in everybody)), None)


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
