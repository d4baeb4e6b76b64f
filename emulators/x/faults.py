"""The ways in which X or the network misbehaves, asked for one by one or drawn by a seed."""

import random
from collections import Counter, deque
from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """What goes wrong with one new post. "Record" means that readers see it all the same."""

    RESET_BEFORE = "reset before reading"
    SERVER_ERROR = "503"
    TOO_MANY = "429"
    RESET_AFTER = "record then reset"
    HANG_AFTER = "record then hang"
    UNAVAILABLE_AFTER = "record then 503"
    RUBBISH_AFTER = "record then 200 with rubbish"
    HALF_BODY = "record then half a body"

    @property
    def recorded(self) -> bool:
        """Whether the post stands afterwards."""
        return self not in {Fault.RESET_BEFORE, Fault.SERVER_ERROR, Fault.TOO_MANY}


class Faults:
    """Decides for each new post whether something goes wrong with it."""

    def __init__(self, seed: int = 0, rates: Mapping[Fault, float] | None = None) -> None:
        self._random, self._rates = random.Random(seed), dict(rates or {})
        self._queue: deque[Fault | None] = deque()
        self.happened: Counter[Fault] = Counter()

    def next(self, *faults: Fault | None) -> None:
        """The coming posts fail like this; None lets one through."""
        self._queue.extend(faults)

    def pick(self) -> Fault | None:
        """The fault of this post, if any."""
        fault = self._queue.popleft() if self._queue else self._drawn()
        if fault:
            self.happened[fault] += 1
        return fault

    def _drawn(self) -> Fault | None:
        draw = self._random.random()
        for fault, share in self._rates.items():
            draw -= share
            if draw < 0:
                return fault
        return None
