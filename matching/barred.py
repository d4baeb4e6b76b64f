"""Who is kept away from which request, for all pairs at once: the rules of `filters`, as tables and masks."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from matching import filters
from matching.arrays import Bools, Floats, Ints, np
from matching.index import Index
from matching.model import Past, Person, Request
from matching.places import EARTH_KM, on_globe, where


class Kinds:
    """Things told apart by a key only: how many kinds there are, and of which kind each thing is."""

    def __init__(self, keys: Iterable[Hashable]) -> None:
        self.of: dict[Hashable, int] = {}
        self.numbers: Ints = np.array([self.of.setdefault(key, len(self.of)) for key in keys], np.int64)


def table(ours: Kinds, theirs: Kinds, holds: Callable[[Any, Any], object]) -> Bools:
    """What holds between each kind here and each kind there."""
    found = np.zeros((max(1, len(ours.of)), max(1, len(theirs.of))), bool)
    for one, row in ours.of.items():
        for other, column in theirs.of.items():
            found[row, column] = holds(one, other)
    return found


class Barred:
    """Made once for a run; asked block by block."""

    def __init__(self, requests: Sequence[Request], index: Index, past: Past) -> None:
        owners = [index.owner(request) for request in requests]
        people = index.people
        self._nobody = np.array([filters.unasked(person) for person in people], bool)
        self._spoken = Kinds(map(filters.spoken, requests, owners))
        self._speaks = Kinds(filters.folded(person.languages) for person in people)
        self._apart = table(self._spoken, self._speaks, filters.apart)
        self._ours = Kinds(request.communities for request in requests)
        self._theirs = Kinds(person.communities for person in people)
        self._elsewhere = table(self._ours, self._theirs, filters.apart)
        self._distances = Distances(requests, index)
        self._stays = np.array([not person.travels for person in people], bool)
        self._on_site = np.array([not request.remote for request in requests], bool)
        self._single = _single(requests, owners, index, past)

    def away(self, rows: Ints, people: Ints) -> Bools:
        """Of these pairs of a request and a person, which ones a rule keeps apart."""
        found = self._nobody[people] | self._apart[self._spoken.numbers[rows], self._speaks.numbers[people]]
        found |= self._elsewhere[self._ours.numbers[rows], self._theirs.numbers[people]]
        far = np.flatnonzero(self._on_site[rows] & self._stays[people] & ~found)
        distance, known = self._distances.between(rows[far], people[far])
        found[far] = known & (distance > filters.FAR_KM)
        pairs = rows * len(self._nobody) + people
        at = np.searchsorted(self._single, pairs)
        found |= self._single[np.minimum(at, len(self._single) - 1)] == pairs
        return found


class Distances:
    """How far each request is from each person, where both places are known."""

    def __init__(self, requests: Sequence[Request], index: Index) -> None:
        self._here, self._known_here = on_globe([where(one.place, one.coordinates) for one in requests])
        self._there, self._known_there = on_globe([where(one.city, one.coordinates) for one in index.people])

    def between(self, rows: Ints, people: Ints) -> tuple[Floats, Bools]:
        """Kilometres pair by pair, and for which pairs they are known."""
        chord = np.linalg.norm(self._here[rows] - self._there[people], axis=1)
        away = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord / 2))
        return away.astype(np.float32), self._known_here[rows] & self._known_there[people]


def _single(requests: Sequence[Request], owners: Sequence[Person | None], index: Index, past: Past) -> Ints:
    """Pairs that only this request, or who asks, keeps apart, each as a number; the last one is no pair."""
    met: dict[str, set[str]] = defaultdict(set)
    avoiding: dict[str, set[str]] = defaultdict(set)
    refused: dict[str, set[str]] = defaultdict(set)
    for two in past.introduced:
        for one in two:
            met[one] |= two - {one}
    for person in index.people:
        for other in person.avoid:
            avoiding[other].add(person.id)
    for request_id, person_id in past.refused:
        refused[request_id].add(person_id)
    found = [len(requests) * len(index.people)]
    for row, (request, owner) in enumerate(zip(requests, owners, strict=True)):
        away = set(refused.get(request.id, ())) | (owner.avoid if owner else frozenset())
        if request.owner is not None:
            away |= {request.owner} | met.get(request.owner, set()) | avoiding.get(request.owner, set())
        found += [row * len(index.people) + index.by_id[one] for one in away if one in index.by_id]
    return np.array(sorted(found), np.int64)
