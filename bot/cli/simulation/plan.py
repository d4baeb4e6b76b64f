"""What a simulation is to be, and the chance that its seed gives to every question."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

BEGINS = datetime(2026, 10, 13, 6, tzinfo=UTC)
"""A Tuesday morning: each simulated week then holds one Monday, and the second one the autumn change of the clocks."""


@dataclass(frozen=True)
class Plan:
    """How many people, for how long, decided by which seed, with how many deaths of the process, and how many posts."""

    members: int
    weeks: int
    seed: int
    kills: int = 0
    posts: int = 0

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return BEGINS + timedelta(weeks=self.weeks)

    def chance(self, *about: object) -> Random:
        """The dice for one question: the same seed and the same question fall the same, whatever happened before."""
        return Random(f"{self.seed}:{about}")


class Hand:
    """The wall clock of a simulation: it stands still until it is moved, and never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def timestamp(self) -> float:
        """The same moment in seconds, as platforms count."""
        return self.now.timestamp()

    def move(self, to: datetime) -> None:
        """Go on to that moment."""
        self.now = max(self.now, to)

    def tick(self) -> None:
        """A thousandth of a second: no two things that happen have the same time."""
        self.now += timedelta(milliseconds=1)
