"""The values matching works on: people, requests, what was tried before, and suggestions with their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

Coordinates = tuple[float, float]


@dataclass(frozen=True)
class Person:
    """A member as matching sees them; an empty field says nothing and filters nothing."""

    id: str
    offers: tuple[str, ...]
    name: str = ""
    headline: str = ""
    looking_for: str = ""
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    city: str = ""
    coordinates: Coordinates | None = None
    capacity: int | None = None
    consent: bool = True
    snoozed: bool = False
    newcomer: bool = False
    avoid: frozenset[str] = frozenset()
    travels: bool = False
    communities: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Request:
    """A need that looks for people."""

    id: str
    text: str
    owner: str | None = None
    kind: str = ""
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: str = ""
    coordinates: Coordinates | None = None
    remote: bool = True
    wanted: int = 3
    until: date | None = None
    communities: frozenset[str] = frozenset()


def pair(one: str, other: str) -> frozenset[str]:
    """Two people without an order: who was introduced to whom does not matter."""
    return frozenset((one, other))


@dataclass(frozen=True)
class Past:
    """What was tried before. The caller picks the 90 days; matching has no calendar."""

    introduced: frozenset[frozenset[str]] = frozenset()
    """Pairs of people introduced within the last 90 days."""
    refused: frozenset[tuple[str, str]] = frozenset()
    """(request id, person id) that one of the two said no to."""
    shown: Mapping[str, int] = field(default_factory=dict)
    """How often each person was suggested lately."""

    def met(self, person: str) -> bool:
        return person in self._met

    @cached_property
    def _met(self) -> frozenset[str]:
        """Everybody who met anybody: asked for each suggestion, and pairs are many."""
        return frozenset().union(*self.introduced)


@dataclass(frozen=True)
class Weighing:
    """How much each part of relevance counts, and what is taken off first."""

    weights: Mapping[str, float]
    bias: float


@dataclass(frozen=True)
class Part:
    """One share of a score, with the facts it rests on; reasons are made from nothing else."""

    name: str
    value: float
    fact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why this person, as facts; the sentence is made in the reader's language elsewhere."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    request: str
    person: str
    rank: int
    score: float
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Report:
    """The figures of a run. Seconds are filled in by whoever holds a clock."""

    tier: str
    note: str = ""
    requests: int = 0
    people: int = 0
    suggestions: int = 0
    served: int = 0
    left_out: tuple[str, ...] = ()
    busiest: int = 0
    value: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    alarms: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Result:
    suggestions: tuple[Suggestion, ...]
    report: Report
