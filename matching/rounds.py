"""Who sits with whom in a round: groups from what is remembered, what is ruled out and a seed; nobody is dropped.

Pairs are a maximum weight matching of a general graph (rustworkx, after Galil 1986), larger groups come from it by
exchanging seats. The same people, memory and seed always give the same groups, in whatever order they are handed in.
"""

from collections.abc import Container, Iterable, Sequence
from itertools import combinations
from math import exp
from random import Random

from matching.arrays import rx
from matching.round_people import (
    REST_DAYS,
    Arrangement,
    Memory,
    Mixing,
    Pair,
    Participant,
    Why,
    may_mix,
    pairs_of,
    two,
)

FADING_DAYS = 180.0
"""After the rest a second meeting becomes welcome again only slowly."""
CHANCE, FRESH, RESTED, FIRST = 10**3, 10**6, 10**10, 10**14
"""Weights of an edge: the seed's own say, two who never met, two who have rested, one who was left out last time.

Each outweighs all that comes before it, over a thousand pairs.
"""
TRIES = 40
"""How many people are tried as the third of a trio before the best is taken; more only where somebody meets again."""
SMALL = 13
"""So few people are tried in each trio there can be, where otherwise somebody would meet again."""
EXCHANGES = 60
"""Exchanges tried a person when larger groups are made better."""


def arrange(
    people: Iterable[Participant],
    memory: Memory,
    seed: int,
    size: int = 2,
    mixing: Mixing = Mixing.ANY,
    kept: Sequence[Sequence[str]] = (),
) -> Arrangement:
    """Seat everybody: as many as possible, then as few repeats as possible, then whoever met longest ago.

    Args:
        people: who takes part.
        memory: what must be respected.
        seed: decides where nothing else does.
        size: people a group, 2 to 8; what does not divide makes some groups one larger.
        mixing: who may sit together.
        kept: groups that somebody has decided on; who is not here any more leaves them, who came since is seated
            around them. They give way where somebody would be left out for their sake.
    """
    here = sorted(set(people), key=lambda one: one.id)
    found = _seated(_Floor(here, memory, mixing, Random(seed)), size, kept)
    if not found.left_out or not kept:
        return found
    anew = _seated(_Floor(here, memory, mixing, Random(seed)), size, ())
    return anew if len(anew.left_out) < len(found.left_out) else found


def _seated(floor: "_Floor", size: int, kept: Iterable[Sequence[str]]) -> Arrangement:
    stay = floor.staying(kept)
    taken = {one for group in stay for one in group}
    fixed = [pair for pair in floor.fixed() if taken.isdisjoint(pair)]
    free = [one for one in floor.ids if one not in taken and not any(one in pair for pair in fixed)]
    groups = [*map(list, fixed), *floor.pairs(free)]
    if size > 2:
        groups = floor.larger([*groups, [one for one in floor.without(groups) if one not in taken]], size)
    groups = [*stay, *groups]
    floor.join(groups, floor.without(groups), size)
    seated = tuple(sorted(tuple(sorted(group)) for group in groups))
    left = {one: floor.why(one) for one in floor.without(seated)}
    repeats = tuple(pair for group in seated for pair in pairs_of(group) if floor.tired(pair))
    return Arrangement(seated, left, repeats)


class _Floor:
    """The people of one round with what is known of each two."""

    def __init__(self, people: Sequence[Participant], memory: Memory, mixing: Mixing, rng: Random) -> None:
        self.ids = [one.id for one in people]
        self._memory = memory
        self._rng = rng
        self._tired = {pair for pair, days in memory.met.items() if days < REST_DAYS}
        sides = {one.id: one.side for one in people}
        self._weights = {
            pair: RESTED * (not self.tired(pair)) + FRESH + rng.randrange(CHANCE) - self._met(pair)
            for pair in pairs_of(self.ids)
            if pair not in memory.apart and may_mix(sides[pair[0]], sides[pair[1]], mixing)
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
        return pair in self._tired

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

    def staying(self, groups: Iterable[Sequence[str]]) -> list[list[str]]:
        """Those of these groups that can stand, with whoever is here of them."""
        here, found = set(self.ids), list[list[str]]()
        for group in groups:
            left = sorted(here.intersection(group))
            if len(left) > 1 and not any(pair in self._memory.apart for pair in pairs_of(left)):
                found.append(left)
                here.difference_update(left)
        return found

    def pairs(self, ids: Sequence[str]) -> list[list[str]]:
        """As many pairs as can be; of an odd number the one who is the easiest third stays over."""
        if len(ids) % 2 == 0:
            return self._matched(ids)
        thirds = sorted(ids)
        self._rng.shuffle(thirds)
        best, worth, again = list[list[str]](), (-1, 0), True
        for tried, third in enumerate(thirds):
            if tried >= TRIES and not again:
                break
            groups = self._matched([one for one in ids if one != third])
            if (found := self._worth(groups, third)) > worth:
                best, worth, again = groups, found, self._again(groups, third, self._tired)
                if len(groups) * 2 == len(ids) - 1 and not self._again(groups, third, self._memory.met):
                    break
        return self._any_trio(ids, best, worth) if again and len(ids) <= SMALL else best

    def _worth(self, groups: Sequence[Sequence[str]], third: str) -> tuple[int, int]:
        seats = [fit for group in groups if (fit := self._fit(group, third)) is not None]
        total = sum(self._value(group) for group in groups) + max(seats, default=0)
        return sum(map(len, groups)) + bool(seats), total + FIRST * self._first(groups)

    def _first(self, groups: Iterable[Sequence[str]]) -> int:
        return sum(one in self._memory.first for group in groups for one in group)

    def _again(self, groups: Sequence[Sequence[str]], third: str, met: Container[Pair]) -> bool:
        """Whether any of these meet again however the third is placed, or the third has no seat."""
        seats = [group for group in groups if self._fit(group, third) is not None]
        new = any(all(two(one, third) not in met for one in group) for group in seats)
        return not new or any(two(*group) in met for group in groups)

    def _any_trio(self, ids: Sequence[str], best: list[list[str]], worth: tuple[int, int]) -> list[list[str]]:
        """Better groups, where there are any: the third found a seat after the pairs, and not before them."""
        for trio in combinations(sorted(ids), 3):
            if None in (self._weights.get(pair) for pair in pairs_of(trio)):
                continue
            groups = [list(trio), *self._matched([one for one in ids if one not in trio])]
            total = sum(self._value(group) for group in groups) + FIRST * self._first(groups)
            if (found := (sum(map(len, groups)), total)) > worth:
                best, worth = groups, found
        return best

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
            for pair in pairs_of(group)
        )

    def _allowed(self, table: list[str]) -> list[str]:
        """A table without those who must not sit there, whoever troubles most first."""
        left = sorted(table)
        while trouble := {one: n for one in left if (n := self._foes(one, left))}:
            left.remove(max(trouble, key=lambda one: (trouble[one], one not in self._memory.first, one)))
        return left

    def _foes(self, one: str, group: Sequence[str]) -> int:
        return sum(self.weight(one, other) is None for other in group if other != one)


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
