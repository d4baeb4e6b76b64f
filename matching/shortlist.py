"""Whom it is worth comparing a request with: a quick look at some people, for many requests at the same time.

What a person's texts sound like and name is taken together, the strongest of each, so that one narrow product of
matrices says what the lexicon can say at most; what a model says of each offer is exact. Runs of letters are left out:
they count little, and are looked at in the full comparison.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matching import score
from matching.arrays import Floats, Ints, np
from matching.index import SECOND, Asked, Field
from matching.model import Weighing
from matching.reading import Texts


@dataclass(frozen=True)
class Named:
    """What requests ask for by name, or what is close to it: flat, the request, the trade and how surely."""

    weight: float
    at: Ints
    trades: Ints
    sure: Floats


@dataclass(frozen=True)
class Sought:
    """Requests as quick looks need them: made once, and held against one group of people after the other."""

    sounds: Floats
    named: tuple[Named, ...]
    vectors: Floats

    def take(self, rows: Ints) -> "Sought":
        """Of these requests only, which are in order."""
        places = np.full(len(self.sounds), -1, np.int64)
        places[rows] = np.arange(len(rows))
        some = []
        for one in self.named:
            kept = np.flatnonzero(places[one.at] >= 0)
            some.append(Named(one.weight, places[one.at[kept]], one.trades[kept], one.sure[kept]))
        return Sought(self.sounds[rows], tuple(some), self.vectors[rows])


def weighing(field: Field, learnt: Mapping[str, Weighing] | None = None) -> Weighing:
    """The weights that a full comparison has."""
    row = "encoder" if field.vectors.shape[1] else "plain"
    return (learnt or score.SHIPPED).get(row, score.SHIPPED[row])


def sought(asked: Asked, field: Field, how: Weighing) -> Sought:
    """What is asked, as it is looked for in a field."""
    texts, weights = asked.texts, how.weights
    sounds = np.zeros((len(texts), max(1, len(field.reader.senses.keys))), np.float32)
    # A place that is not used has concept 0 and weight 0: nothing is added to what stands there.
    np.add.at(sounds, (np.arange(len(texts))[:, None], texts.sense), texts.weights * np.float32(weights["sense"]))
    return Sought(sounds, _named(texts, field, weights), asked.vectors)


def _named(texts: Texts, field: Field, weights: Mapping[str, float]) -> tuple[Named, ...]:
    """What is asked for by name, and what is close to it."""
    at = np.repeat(np.arange(len(texts)), np.diff(texts.concepts.starts))
    trades = texts.concepts.ids.astype(np.int64)
    kept = np.flatnonzero(~field.context[trades]) if len(trades) else trades
    at, trades, sure = at[kept], trades[kept], texts.concepts.weights[kept]
    exactly = Named(weights["concept"], at, trades, sure)
    return exactly, Named(weights["related"], *_close(field, at, trades, sure))


def _close(field: Field, at: Ints, trades: Ints, sure: Floats) -> tuple[Ints, Ints, Floats]:
    """The trades close to those asked for, each once a request."""
    near = [field.near[one] for one in trades.tolist()]
    counts = np.array([len(one) for one in near], np.int64)
    close, size = np.concatenate([np.empty(0, np.int64), *near]), max(1, len(field.near))
    pairs, places = np.unique(np.repeat(at, counts) * size + close, return_inverse=True)
    strongest = np.zeros(len(pairs), np.float32)
    np.maximum.at(strongest, places, np.repeat(sure, counts))
    return pairs // size, pairs % size, strongest


class Quick:
    """Some people of a field laid out for products: each one's whole text, then first offers, second ones, and on."""

    def __init__(self, field: Field, people: Ints, how: Weighing) -> None:
        self._weights, self._bias = how.weights, how.bias
        self.unseen = how.weights["letters"] + how.weights["context"]
        """What a full comparison may find beyond the sum."""
        several = np.diff(field.starts)[people] - 1
        order = np.argsort(-several, kind="stable")
        self.people: Ints = people[order]
        several = several[order]
        rows, owners, self._spans = [field.starts[self.people + 1] - 1], [np.arange(len(people))], [(0, len(people))]
        for place in range(int(several.max(initial=0))):
            count = int((several > place).sum())
            self._spans.append((self._spans[-1][1], self._spans[-1][1] + count))
            rows.append(field.starts[self.people[:count]] + place)
            owners.append(np.arange(count))
        self._field, self._rows = field, np.concatenate(rows)
        self._first = int(self._rows.min(initial=0))
        self._columns = np.zeros(int(self._rows.max(initial=0)) - self._first + 1, np.int32)
        self._columns[self._rows - self._first] = np.arange(len(self._rows))
        self._sounds = self._loudest(np.concatenate(owners))
        self._named = _Naming(field, self._rows, np.concatenate(owners))

    def _loudest(self, owners: Ints) -> Floats:
        """By person how much their texts sound like each trade at most."""
        texts = self._field.texts
        found = np.zeros((len(self.people), max(1, len(self._field.reader.senses.keys))), np.float32)
        np.maximum.at(found, (owners[:, None], texts.sense[self._rows]), texts.weights[self._rows])
        return found

    def sums(self, asked: Sought) -> tuple[Floats, Floats | None]:
        """Nearly everybody's sum of the parts for each request, in the order of `people`; and what rows mean."""
        found: Floats = asked.sounds @ self._sounds.T
        found += np.float32(self._bias)
        self._named.add_to(found, asked.named)
        if not self._field.vectors.shape[1]:
            return found, None
        # Kept in half the bytes: the few of these people are made wide while they are looked at.
        meaning: Floats = asked.vectors @ self._field.vectors[self._rows].astype(np.float32).T
        best = np.maximum(meaning[:, : len(self.people)], 0)
        found += np.float32(self._weights["whole"]) * best
        for start, end in self._spans[1:]:
            np.maximum(best[:, : end - start], meaning[:, start:end], out=best[:, : end - start])
        best *= np.float32(self._weights["meaning"])
        found += best
        return found, meaning

    def columns(self, rows: Ints) -> Ints:
        """Where rows of the field stand in what rows mean."""
        return np.asarray(self._columns[rows - self._first], np.int64)


class _Naming:
    """Who names which concept: for each one a list of people, so that only those are touched."""

    def __init__(self, field: Field, rows: Ints, owners: Ints) -> None:
        counts, flat = field.texts.concepts.flat(rows)
        size = max(1, int(owners.max(initial=0)) + 1)
        ids = field.texts.concepts.ids[flat].astype(np.int64) * size + np.repeat(owners, counts)
        keys, places = np.unique(ids, return_inverse=True)
        weights = np.zeros(len(keys), np.float32)
        np.maximum.at(weights, places, field.texts.concepts.weights[flat])
        self._people = keys % size
        self._missed = np.log1p(-weights * np.float32(SECOND))
        self._starts = np.searchsorted(keys, np.arange(len(field.reader.keys) + 1) * size)

    def add_to(self, found: Floats, asked: tuple[Named, ...]) -> None:
        """What is asked for by name, and what is close to it."""
        for one in asked:
            counts = self._starts[one.trades + 1] - self._starts[one.trades]
            naming = np.flatnonzero(counts)
            counts = counts[naming]
            begins = np.cumsum(counts) - counts
            flat = np.repeat(self._starts[one.trades[naming]] - begins, counts) + np.arange(int(counts.sum()))
            cells = np.repeat(one.at[naming], counts) * found.shape[1] + self._people[flat]
            touched, places = np.unique(cells, return_inverse=True)
            missed = np.bincount(places, np.repeat(one.sure[naming], counts) * self._missed[flat], len(touched))
            found.ravel()[touched] += (-np.expm1(missed) * one.weight).astype(np.float32)
