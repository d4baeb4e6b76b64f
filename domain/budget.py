"""The weekly budget of pushes: how many messages a week may come by themselves, over all features together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import times
from domain.delivery import Purpose

USUAL = 5
"""A week, unless somebody says otherwise."""
LOOK_BACK = timedelta(days=9)
"""A week in any zone, an hour of the clock's changes and a day of quiet hours included."""

SHARES = {Purpose.MATCH: 0, Purpose.INVITATION: 4, Purpose.BROADCAST: 4}
"""The purposes that count, with the part of a budget that each leaves to what matters more (0: nothing, 4: a quarter).

What somebody asked for does not count: answers, seats, reminders of what they said yes to, logins, introductions that
both wanted, and the digest itself.
"""

NEVER_HELD_BACK = frozenset({Purpose.ROUND})
"""What counts and leaves all the same: others wait for whoever sits in a group of a round, so the week makes room."""

COUNTED = frozenset(SHARES) | NEVER_HELD_BACK


@dataclass(frozen=True)
class Push:
    """Something that leaves by itself: why, and when."""

    purpose: Purpose
    at: datetime


def counts(purpose: Purpose) -> bool:
    """Whether a message of that kind takes from the budget."""
    return purpose in COUNTED


def held_back(purpose: Purpose) -> bool:
    """Whether a message of that kind waits for the digest where there is no room for it."""
    return purpose in SHARES


def share(purpose: Purpose, budget: int) -> int:
    """How much of a budget that purpose may use: what matters more always finds a place kept for it."""
    part = SHARES.get(purpose, 0)
    return budget - budget // part if part else budget


def room(purpose: Purpose, at: datetime, budget: int, zone: str, before: Iterable[Push]) -> bool:
    """Whether one more push fits into the member's own week; what does not fit waits for the digest.

    Args:
        purpose: why it would be sent.
        at: when it would leave.
        budget: pushes a week, as the member set it.
        zone: where they live; the week begins on their Monday.
        before: what has left, or will, around that moment.
    """
    if not held_back(purpose):
        return True
    week = times.iso_week(at, zone)
    used = sum(1 for push in before if counts(push.purpose) and times.iso_week(push.at, zone) == week)
    return used < share(purpose, budget)
