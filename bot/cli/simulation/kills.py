"""Kills the bot at moments that the seed decides: as a platform takes one of its calls, or while it does nothing."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.cli.simulation.plan import BEGINS, Plan

SENDS = {"sendMessage", "editMessageText", "sendDocument", "chat.postMessage", "chat.update", "views.open"}
MOST_CALLS = 8
LATEST = 0.03
"""Real seconds between a call and the kill: it hits the bot before, in and after its work on the answer."""
ASLEEP = 0.2
"""The share that hits a bot which does nothing."""
DIGESTS = timedelta(days=5, hours=23), timedelta(hours=3)
"""From the beginning to the first Monday morning, when digests begin, and how long that lasts over all zones."""


class Kills:
    """Waits for its moment, then for a call.

    Args:
        plan: how many, and the dice.
        kill: does it.
    """

    def __init__(self, plan: Plan, kill: Callable[[], None]) -> None:
        self._chance, self._kill = plan.chance("kills"), kill
        self._moments = sorted(_moment(plan, self._chance) for _ in range(plan.kills))
        self._calls, self._asleep = 0, False

    def begin(self, now: datetime) -> None:
        """A step begins; one of the moments may have come."""
        if self._moments and self._moments[0] <= now and not self._calls:
            self._moments.pop(0)
            self._calls = self._chance.randint(1, MOST_CALLS)
            self._asleep = self._chance.random() < ASLEEP

    def seen(self, method: str, params: dict[str, Any]) -> str | None:
        """A platform takes a call: what emulators let look at it."""
        del params
        if self._calls and method in SENDS:
            self._calls -= 1
            if not self._calls:
                self._strike()
        return None

    def end(self) -> bool:
        """The step is over; some die then, while they do nothing, and True is returned. The others wait for calls."""
        return self._asleep and self._calls > 0 and self.last()

    def last(self) -> bool:
        """What was planned and never found its moment happens now, one a time; False where none is left."""
        if not self._calls and not self._moments:
            return False
        if not self._calls:
            self._moments.pop(0)
        self._calls = 0
        self._kill()
        return True

    def _strike(self) -> None:
        """At once, with the message on the platform and no answer, or a little later."""
        if self._chance.random() < 0.5:
            self._kill()
        else:
            asyncio.get_running_loop().call_later(self._chance.random() * LATEST, self._kill)


def _moment(plan: Plan, chance: Random) -> datetime:
    """Every third on a Monday morning, when most is sent; the others anywhere."""
    if chance.random() < 1 / 3:
        first, lasts = DIGESTS
        return BEGINS + first + lasts * chance.random() + timedelta(weeks=chance.randrange(plan.weeks))
    return BEGINS + (plan.ends - BEGINS) * chance.uniform(0.02, 0.98)
