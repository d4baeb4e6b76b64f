"""How fast one person may speak: a bucket of tokens each, so that a flood costs next to nothing and slows nobody."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

BURST = 40
"""At once: a book pasted into Telegram arrives as some thirty messages, and ticking every box of a long list is as
many taps."""
A_SECOND = 2.0
"""For as long as one likes: nobody types two messages a second, and five taps a second last for thirteen seconds."""
NOTICE_EVERY = 60.0
"""Seconds between two notices to one person: a notice a value would be a flood of our own."""
PEOPLE = 10_000
"""Buckets in memory: a full one says nothing, and an empty one is full again after twenty seconds."""
VERDICTS = 20_000
"""Deliveries whose verdict is remembered: platforms repeat within seconds or minutes."""

Person = tuple[str, str, str]
"""Platform, workspace and user."""


class Verdict(Enum):
    """What becomes of a value."""

    TAKEN = "taken"
    DROPPED = "dropped"
    """Over the limit: no effect, no row, no word."""
    NOTICED = "noticed"
    """Over the limit too, and the person has not been told for a minute."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    told: float | None = None


class Gate:
    """Judges each value that arrives, whatever its kind and wherever it was said.

    Args:
        monotonic: seconds that only ever grow.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._buckets: OrderedDict[Person, _Bucket] = OrderedDict()
        self._verdicts: OrderedDict[int, Verdict] = OrderedDict()

    def judged(self, person: Person, key: str) -> Verdict:
        """What becomes of the value of that key; a repeated delivery counts once and fares as it did before."""
        delivery = hash((person[0], key))  # a number keeps the memory small, whatever the key holds
        before = self._verdicts.get(delivery)
        if before is not None:
            return before
        verdict = self._weighed(person)
        # Told once is told: the same delivery again brings no second notice.
        self._verdicts[delivery] = Verdict.TAKEN if verdict is Verdict.TAKEN else Verdict.DROPPED
        if len(self._verdicts) > VERDICTS:
            self._verdicts.popitem(last=False)
        return verdict

    def untold(self, person: Person) -> None:
        """The notice could not be stored: the next value over the limit brings it."""
        if bucket := self._buckets.get(person):
            bucket.told = None

    def _weighed(self, person: Person) -> Verdict:
        now, bucket = self._monotonic(), self._bucket(person)
        bucket.level = min(float(BURST), bucket.level + max(0.0, now - bucket.at) * A_SECOND)
        bucket.at = now
        if bucket.level >= 1:
            bucket.level -= 1
            return Verdict.TAKEN
        if bucket.told is not None and now - bucket.told < NOTICE_EVERY:
            return Verdict.DROPPED
        bucket.told = now
        return Verdict.NOTICED

    def _bucket(self, person: Person) -> _Bucket:
        bucket = self._buckets.get(person)
        if bucket is None:
            bucket = self._buckets[person] = _Bucket(float(BURST), self._monotonic())
            if len(self._buckets) > PEOPLE:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(person)
        return bucket
