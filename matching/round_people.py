"""Who takes part in a round and what it has to respect; and how a round came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

REST_DAYS = 90
"""So long nobody meets the same person again while there is anybody else."""

Pair = tuple[str, str]
Group = tuple[str, ...]


class Mixing(StrEnum):
    """Who may sit together, by their side (a sector, a space, a cohort)."""

    ANY = "any"
    WITHIN = "within"
    ACROSS = "across"


class Why(StrEnum):
    """Why somebody is left out of a round."""

    ALONE = "alone"
    """Nobody else takes part."""
    NOBODY_ALLOWED = "nobody allowed"
    """Everybody else is kept apart from them, by a wish or by the round's mixing."""
    NO_SEAT = "no seat"
    """There were people for them, and all of those sit with somebody else."""


@dataclass(frozen=True)
class Participant:
    """Somebody who takes part; `side` matters only where a round mixes within or across."""

    id: str
    side: str = ""


@dataclass(frozen=True)
class Memory:
    """What a round has to respect.

    Args:
        met: days since two people last sat together; who never did is absent.
        apart: who must never sit together: avoid lists, blocks, and what a manager has blocked.
        together: pairs that a manager has fixed.
        first: who was left out last time.
    """

    met: Mapping[Pair, int] = field(default_factory=dict)
    apart: frozenset[Pair] = frozenset()
    together: tuple[Pair, ...] = ()
    first: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Arrangement:
    """A round: its groups, who is left out and why, and who meets again before they have rested."""

    groups: tuple[Group, ...]
    left_out: Mapping[str, Why]
    repeats: tuple[Pair, ...]


def two(one: str, other: str) -> Pair:
    """Two people without an order."""
    return (one, other) if one < other else (other, one)


def may_mix(one: str, other: str, mixing: Mixing) -> bool:
    """Whether two people of these sides may sit together; who has no side sits with anybody."""
    return mixing is Mixing.ANY or not one or not other or (one == other) == (mixing is Mixing.WITHIN)


def pairs_of(ids: Sequence[str]) -> list[Pair]:
    """Each two of them."""
    return [two(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :]]
