"""Who sits with whom in a round: groups from what is remembered, what is ruled out and a seed; nobody is dropped.

Pairs are a maximum weight matching of a general graph (rustworkx, after Galil 1986), larger groups come from it by
exchanging seats. The same people, memory and seed always give the same groups, in whatever order they are handed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp
from random import Random

import rustworkx as rx

REST_DAYS = 90
"""So long nobody meets the same person again while there is anybody else."""
FADING_DAYS = 180.0
"""After the rest a second meeting becomes welcome again only slowly."""
FRESH, FIRST, CHANCE = 1_000_000, 100_000_000, 1_000
"""Weights of an edge: two who have rested, one who was left out last time, and the seed's own say."""
TRIES = 40
"""How many people are tried as the third of a trio before the best is taken."""
EXCHANGES = 60
"""Exchanges tried a person when larger groups are made better."""

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


def arrange(
    people: Iterable[Participant], memory: Memory, seed: int, size: int = 2, mixing: Mixing = Mixing.ANY
) -> Arrangement:
    """Seat everybody: as many as possible, then as few repeats as possible, then whoever met longest ago.

    Args:
        people: who takes part.
        memory: what must be respected.
        seed: decides where nothing else does.
        size: people a group, 2 to 8; what does not divide makes some groups one larger.
        mixing: who may sit together.
    """
    floor = _Floor(sorted(set(people), key=lambda one: one.id), memory, mixing, Random(seed))
    fixed = floor.fixed()
    free = [one for one in floor.ids if not any(one in pair for pair in fixed)]
    groups = [*map(list, fixed), *floor.pairs(free)]
    if size > 2:
        groups = floor.larger([*groups, floor.without(groups)], size)
    floor.join(groups, floor.without(groups), size)
    seated = tuple(sorted(tuple(sorted(group)) for group in groups))
    taken = {one for group in seated for one in group}
    left = {one: floor.why(one) for one in floor.ids if one not in taken}
    repeats = tuple(pair for group in seated for pair in _pairs(group) if floor.tired(pair))
    return Arrangement(seated, left, repeats)


class _Floor:
    """The people of one round with what is known of each two."""

    def __init__(self, people: Sequence[Participant], memory: Memory, mixing: Mixing, rng: Random) -> None:
        self.ids = [one.id for one in people]
        self._memory = memory
        self._rng = rng
        sides = {one.id: one.side for one in people}
        self._weights = {
            pair: FRESH + rng.randrange(CHANCE) - self._met(pair)
            for pair in _pairs(self.ids)
            if pair not in memory.apart and _may_mix(sides[pair[0]], sides[pair[1]], mixing)
        }

    def fixed(self) -> list[Pair]:
        """The manager's pairs, each person once: above the round's mixing, never above a wish to be kept apart."""
        found: list[Pair] = []
        for one, other in self._memory.together:
            here = one != other and one in self.ids and other in self.ids and two(one, other) not in self._memory.apart
            if here and not any(one in pair or other in pair for pair in found):
                found.append(two(one, other))
        return found

    def tired(self, pair: Pair) -> bool:
        """Whether they sat together so lately that they should rest from each other."""
        return self._memory.met.get(pair, REST_DAYS) < REST_DAYS

    def _met(self, pair: Pair) -> int:
        """What meeting again costs: everything within the rest, later less and less."""
        days = self._memory.met.get(pair)
        if days is None:
            return 0
        if days < REST_DAYS:
            return FRESH - days * CHANCE // REST_DAYS
        return int(FRESH / 2 * exp(-(days - REST_DAYS) / FADING_DAYS))

    def weight(self, one: str, other: str) -> int | None:
        """How well two sit together; None where they must not."""
        return self._weights.get(two(one, other))

    def pairs(self, ids: Sequence[str]) -> list[list[str]]:
        """As many pairs as can be; of an odd number the one who is the easiest third stays over."""
        if len(ids) % 2 == 0:
            return self._matched(ids)
        thirds = sorted(ids) if len(ids) <= TRIES else self._rng.sample(sorted(ids), TRIES)
        tries = [(self._matched([one for one in ids if one != third]), third) for third in thirds]
        best = max(range(len(tries)), key=lambda at: (*self._worth(*tries[at]), -at))
        return tries[best][0]

    def _worth(self, groups: Sequence[Sequence[str]], third: str) -> tuple[int, int]:
        seats = [fit for group in groups if (fit := self._fit(group, third)) is not None]
        total = sum(self.weight(*group) or 0 for group in groups)
        first = FIRST * sum(one in self._memory.first for group in groups for one in group)
        return len(groups) * 2 + bool(seats), total + first + max(seats, default=0)

    def _matched(self, ids: Sequence[str]) -> list[list[str]]:
        graph: rx.PyGraph[str, int] = rx.PyGraph()
        at = dict(zip(ids, graph.add_nodes_from(list(ids)), strict=True))
        for (one, other), weight in self._weights.items():
            if one in at and other in at:
                first = FIRST * ((one in self._memory.first) + (other in self._memory.first))
                graph.add_edge(at[one], at[other], weight + first)
        found = rx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
        return sorted(sorted((graph[one], graph[other])) for one, other in found)

    def _fit(self, group: Sequence[str], third: str) -> int | None:
        """How well somebody fits into a group; None where one of it must not sit with them."""
        weights = [self.weight(one, third) for one in group]
        return None if None in weights else sum(weight for weight in weights if weight is not None)

    def join(self, groups: list[list[str]], over: Sequence[str], size: int) -> None:
        """Whoever is over makes a group one larger where they fit best."""
        for third in sorted(over, key=lambda one: (one not in self._memory.first, one)):
            seats = [
                (fit, at) for at, group in enumerate(groups) if len(group) <= size and (fit := self._fit(group, third))
            ]
            if seats:
                groups[max(seats, key=lambda seat: (seat[0], -seat[1]))[1]].append(third)

    def without(self, groups: Sequence[Sequence[str]]) -> list[str]:
        """Whoever has no seat yet."""
        return [one for one in self.ids if not any(one in group for group in groups)]

    def why(self, one: str) -> Why:
        """Why nobody sits with them."""
        if len(self.ids) == 1:
            return Why.ALONE
        return Why.NO_SEAT if any(one in pair for pair in self._weights) else Why.NOBODY_ALLOWED

    def larger(self, groups: list[list[str]], size: int) -> list[list[str]]:
        """Everybody dealt to tables in the order of the pairs, then made better by exchanging seats."""
        everybody = [one for group in groups for one in group]
        tables = _dealt(everybody, size)
        for _ in range(EXCHANGES * len(everybody) if len(tables) > 1 else 0):
            one, other = self._rng.sample(range(len(tables)), 2)
            here, there = self._rng.randrange(len(tables[one])), self._rng.randrange(len(tables[other]))
            self._exchange(tables[one], here, tables[other], there)
        return [seated for table in tables if len(seated := self._allowed(table)) > 1]

    def _exchange(self, one: list[str], here: int, other: list[str], there: int) -> None:
        before = self._value(one) + self._value(other)
        one[here], other[there] = other[there], one[here]
        if self._value(one) + self._value(other) < before:
            one[here], other[there] = other[there], one[here]

    def _value(self, group: Sequence[str]) -> int:
        fixed = {two(*pair) for pair in self._memory.together}
        return sum(
            FIRST if pair in fixed else -FIRST if (weight := self._weights.get(pair)) is None else weight
            for pair in _pairs(group)
        )

    def _allowed(self, table: list[str]) -> list[str]:
        """A table without those who must not sit there, whoever troubles most first."""
        left = sorted(table)
        while trouble := {one: n for one in left if (n := self._foes(one, left))}:
            left.remove(max(trouble, key=lambda one: (trouble[one], one not in self._memory.first, one)))
        return left

    def _foes(self, one: str, group: Sequence[str]) -> int:
        return sum(self.weight(one, other) is None for other in group if other != one)


def two(one: str, other: str) -> Pair:
    """Two people without an order."""
    return (one, other) if one < other else (other, one)


def _dealt(people: Sequence[str], size: int) -> list[list[str]]:
    """Tables as even as can be: none smaller than `size`, unless there are too few people for one."""
    count = max(1, len(people) // size)
    small, more = divmod(len(people), count)
    tables, at = [], 0
    for table in range(count):
        seats = small + (table < more)
        tables.append(list(people[at : at + seats]))
        at += seats
    return tables


def _may_mix(one: str, other: str, mixing: Mixing) -> bool:
    return mixing is Mixing.ANY or (one == other) == (mixing is Mixing.WITHIN)


def _pairs(ids: Sequence[str]) -> list[Pair]:
    return [two(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :]]
