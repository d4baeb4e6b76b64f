"""Who is kept away from which request, for all pairs at once: the rules of `filters`, as tables and masks."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import filters
from matching.index import Index
from matching.model import Past, Person, Request
from matching.places import EARTH_KM, on_globe, where
from matching.ragged import Floats, Ints

Bools = NDArray[np.bool_]


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

    def mask(self, rows: Ints) -> Bools:
        """For each of these requests, whom a rule keeps away."""
        found = self._apart[self._spoken.numbers[rows]][:, self._speaks.numbers]
        found |= self._elsewhere[self._ours.numbers[rows]][:, self._theirs.numbers]
        found |= self._nobody
        on_site = np.flatnonzero(self._on_site[rows])
        if len(on_site):
            found[on_site] |= self._distances.beyond(rows[on_site], filters.FAR_KM) & self._stays
        for at, row in enumerate(rows):
            found[at, self._single[row]] = True
        return found


class Distances:
    """How far each request is from each person, where both places are known."""

    def __init__(self, requests: Sequence[Request], index: Index) -> None:
        self._here, self._known_here = on_globe([where(one.place, one.coordinates) for one in requests])
        self._there, self._known_there = on_globe([where(one.city, one.coordinates) for one in index.people])

    def beyond(self, rows: Ints, kilometres: float) -> Bools:
        """Everybody who is farther away than that."""
        cosine = self._here[rows] @ self._there.T
        known = self._known_here[rows][:, None] & self._known_there
        return np.asarray((cosine < np.cos(kilometres / EARTH_KM)) & known)

    def between(self, rows: Ints, people: Ints) -> tuple[Floats, Bools]:
        """Kilometres pair by pair, and for which pairs they are known."""
        chord = np.linalg.norm(self._here[rows] - self._there[people], axis=1)
        away = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord / 2))
        return away.astype(np.float32), self._known_here[rows] & self._known_there[people]


def _single(requests: Sequence[Request], owners: Sequence[Person | None], index: Index, past: Past) -> list[list[int]]:
    """By request, people whom only this request, or who asks, keeps away."""
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
    found = []
    for request, owner in zip(requests, owners, strict=True):
        away = set(refused.get(request.id, ())) | (owner.avoid if owner else frozenset())
        if request.owner is not None:
            away |= {request.owner} | met.get(request.owner, set()) | avoiding.get(request.owner, set())
        found.append(sorted(index.by_id[one] for one in away if one in index.by_id))
    return found
