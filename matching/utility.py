"""What suggestions are worth beyond relevance, for many pairs at once: the bonuses of `score`, as tables."""

from collections.abc import Sequence

from matching import score
from matching.arrays import Floats, Ints, np
from matching.barred import Distances, Kinds, table
from matching.index import Index
from matching.model import Past, Request


class Utility:
    """Made once for a run; asked for pairs of a request and a person."""

    def __init__(self, requests: Sequence[Request], index: Index, past: Past) -> None:
        people = index.people
        met = {one for two in past.introduced for one in two}
        owners = [index.owner(request) for request in requests]
        self._distances = Distances(requests, index)
        self._newcomer = np.array([person.newcomer for person in people], bool)
        self._first = np.array([bool(met) and not p.newcomer and p.id not in met for p in people], bool)
        self._exposure = np.array([score.exposure(past.shown.get(person.id, 0)) for person in people], np.float32)
        self._ours = Kinds(score.sectors(owner) if owner else frozenset() for owner in owners)
        self._theirs = Kinds(score.sectors(person) for person in people)
        self._same = table(self._ours, self._theirs, lambda ours, theirs: ours & theirs)
        self._cross = table(self._ours, self._theirs, score.crossing)

    def of(self, at: Ints, people: Ints, relevance: Floats) -> Floats:
        away, known = self._distances.between(at, people)
        ours, theirs = self._ours.numbers[at], self._theirs.numbers[people]
        given = score.BONUSES["near"] * np.where(known, np.exp(-away / score.NEAR_KM), 0.0)
        given += score.BONUSES["newcomer"] * self._newcomer[people] + score.BONUSES["first"] * self._first[people]
        given += score.BONUSES["sector"] * self._same[ours, theirs] + score.BONUSES["cross"] * self._cross[ours, theirs]
        given = np.where(relevance >= score.FLOOR, given, 0.0)
        worth = relevance + given + score.EXPOSURE * self._exposure[people]
        return np.asarray(np.clip(worth, 1e-6, 1 - 1e-6), np.float32)
