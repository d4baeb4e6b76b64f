"""Who is suggested for what when everybody's time is limited: greedy, the same in any order, with a certified bound."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 60
"""Steps of the price search; more bring the bound closer and change no suggestion."""


@dataclass(frozen=True)
class Edge:
    """A possible suggestion and what it is worth."""

    request: str
    person: str
    score: float


@dataclass(frozen=True)
class Assignment:
    chosen: tuple[Edge, ...]
    value: float
    bound: float
    """No assignment at all can be worth more than this."""

    @property
    def gap(self) -> float:
        return max(0.0, 1 - self.value / self.bound) if self.bound > 0 else 0.0


def assign(edges: Sequence[Edge], wanted: Mapping[str, int], capacity: Mapping[str, int]) -> Assignment:
    """Take the best pair that both sides have room for, again and again; equal scores go by id."""
    ordered = sorted(edges, key=lambda edge: (-edge.score, edge.request, edge.person))
    given: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    chosen = []
    for edge in ordered:
        room = given[edge.request] < wanted[edge.request] and taken[edge.person] < capacity[edge.person]
        if room and (edge.request, edge.person) not in pairs:
            pairs.add((edge.request, edge.person))
            given[edge.request] += 1
            taken[edge.person] += 1
            chosen.append(edge)
    value = sum(edge.score for edge in chosen)
    return Assignment(tuple(chosen), value, max(value, bound(ordered, wanted, capacity)))


def bound(edges: Sequence[Edge], wanted: Mapping[str, int], capacity: Mapping[str, int]) -> float:
    """The least total found by pricing people's time: with any prices, every request's best choice plus the sold
    time is at least the optimum, so the lowest such total is a proof.
    """
    if not edges:
        return 0.0
    requests, rows = np.unique([edge.request for edge in edges], return_inverse=True)
    people, columns = np.unique([edge.person for edge in edges], return_inverse=True)
    scores = np.array([edge.score for edge in edges])
    wants = np.array([wanted[str(request)] for request in requests])
    room = np.array([max(0, capacity[str(person)]) for person in people])
    prices = np.zeros(len(people))
    best = np.inf
    for step in range(ROUNDS):
        left = scores - prices[columns]
        picked = _picked(rows, left, wants)
        total = float(left[picked].sum() + prices @ room)
        best = min(best, total)
        excess = np.bincount(columns[picked], minlength=len(people)) - room
        length = float(excess @ excess)
        if not length or not (excess[prices > 0].any() or (excess > 0).any()):
            break
        prices = np.maximum(0.0, prices + excess * (0.3 / (1 + step)))
    return best


def _picked(rows: np.ndarray, left: np.ndarray, wants: np.ndarray) -> np.ndarray:
    """Each request's best edges, as many as it wants, those worth nothing left out."""
    order = np.lexsort((-left, rows))
    sorted_rows = rows[order]
    starts = np.searchsorted(sorted_rows, np.arange(len(wants)))
    place = np.arange(len(order)) - starts[sorted_rows]
    return np.asarray(order[(place < wants[sorted_rows]) & (left[order] > 0)])
