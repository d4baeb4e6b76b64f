"""Whom it is worth comparing a request with: a quick look at everybody, block by block.

What a person's texts sound like and name is taken together, the strongest of each, so that one narrow product of
matrices says what the lexicon can say at most; what a model says of each offer is exact. Runs of letters are left out:
they count little, and are looked at in the full comparison.
"""

from collections.abc import Mapping

from matching import score
from matching.arrays import Array, Floats, Ints, np
from matching.index import SECOND, Asked, Field
from matching.model import Weighing
from matching.reading import Texts

CHUNK = 8192
WIDE = 32_000_000
"""Numbers that are kept in full width; where there are more, half of it, so that memory stays small."""


class Quick:
    """A field laid out for big products: everybody's whole text, then first offers, then second ones, and so on."""

    def __init__(self, field: Field, people: Ints, weights: Mapping[str, float], bias: float) -> None:
        self._weights, self._bias = weights, bias
        self.unseen = weights["letters"] + weights["context"]
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
        order = np.concatenate(rows)
        self.columns = np.zeros(len(field.rows), np.int64)
        self.columns[order] = np.arange(len(order))
        wide = len(order) * (len(field.reader.senses.keys) + field.vectors.shape[1]) <= WIDE
        self._width = np.float32 if wide else np.float16
        self._vectors = field.vectors[order].astype(self._width)
        self._sounds = self._loudest(field, order, np.concatenate(owners))
        self._named = _Named(field, order, np.concatenate(owners))

    def _loudest(self, field: Field, rows: Ints, owners: Ints) -> Array:
        """By person how much their texts sound like each trade at most."""
        found = np.zeros((len(self.people), max(1, len(field.reader.senses.keys))), self._width)
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            places = (owners[start : start + CHUNK, None], field.texts.sense[some])
            np.maximum.at(found, places, field.texts.weights[some].astype(self._width))
        return found

    def sums(self, asked: Asked) -> tuple[Floats, Floats | None]:
        """Nearly everybody's sum of the parts for each request, in the order of `people`; and what rows mean."""
        found = _products(_dense(asked.texts, self._sounds.shape[1]) * np.float32(self._weights["sense"]), self._sounds)
        found += np.float32(self._bias)
        self._named.add_to(found, asked.texts, self._weights)
        if not self._vectors.shape[1]:
            return found, None
        meaning = _products(asked.vectors, self._vectors)
        whole = meaning[:, : len(self.people)]
        best = np.maximum(whole, 0)
        found += np.float32(self._weights["whole"]) * best
        for start, end in self._spans[1:]:
            np.maximum(best[:, : end - start], meaning[:, start:end], out=best[:, : end - start])
        best *= np.float32(self._weights["meaning"])
        found += best
        return found, meaning


class _Named:
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
        self._near = field.near
        self._context = field.context

    def add_to(self, found: Floats, texts: Texts, weights: Mapping[str, float]) -> None:
        """What is asked for by name, and what is close to it."""
        concepts = texts.concepts
        at = np.repeat(np.arange(len(concepts)), np.diff(concepts.starts))
        for kind in ("concept", "related"):
            rows, ids, strengths = at, concepts.ids.astype(np.int64), concepts.weights
            trades = np.flatnonzero(~self._context[ids]) if len(ids) else ids
            rows, ids, strengths = rows[trades], ids[trades], strengths[trades]
            if kind == "related":
                rows, ids, strengths = self._close(rows, ids, strengths)
            counts = self._starts[ids + 1] - self._starts[ids]
            begins = np.cumsum(counts) - counts
            flat = np.repeat(self._starts[ids] - begins, counts) + np.arange(int(counts.sum()))
            cells = np.repeat(rows, counts) * found.shape[1] + self._people[flat]
            touched, places = np.unique(cells, return_inverse=True)
            missed = np.bincount(places, np.repeat(strengths, counts) * self._missed[flat], len(touched))
            found.ravel()[touched] += (-np.expm1(missed) * weights[kind]).astype(np.float32)

    def _close(self, rows: Ints, ids: Ints, strengths: Floats) -> tuple[Ints, Ints, Floats]:
        """The trades close to those asked for, each once a request."""
        counts = np.array([len(self._near[one]) for one in ids.tolist()], np.int64)
        close = np.concatenate([np.empty(0, np.int64), *(self._near[one] for one in ids.tolist())])
        size = len(self._near)
        pairs, places = np.unique(np.repeat(rows, counts) * size + close, return_inverse=True)
        strongest = np.zeros(len(pairs), np.float32)
        np.maximum.at(strongest, places, np.repeat(strengths, counts))
        return pairs // size, pairs % size, strongest


def _dense(texts: Texts, size: int) -> Floats:
    """Senses over all trades; a place that is not used has concept 0 and weight 0."""
    found = np.zeros((len(texts), size), np.float32)
    np.add.at(found, (np.arange(len(texts))[:, None], texts.sense), texts.weights)
    return found


def _products(left: Floats, right: Array) -> Floats:
    if right.dtype == np.float32:
        return np.asarray(left @ right.T)
    found = np.empty((len(left), len(right)), np.float32)
    for start in range(0, len(right), CHUNK):
        here = slice(start, start + CHUNK)
        np.matmul(left, right[here].astype(np.float32).T, out=found[:, here])
    return found


def quick(field: Field, people: Ints, learnt: Mapping[str, Weighing] | None = None) -> Quick:
    """A quick look at these people, with the weights that a full one has."""
    row = "encoder" if field.vectors.shape[1] else "plain"
    how = (learnt or score.SHIPPED).get(row, score.SHIPPED[row])
    return Quick(field, people, how.weights, how.bias)
