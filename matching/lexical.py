"""How alike two texts are by their letters, for one text against very many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from matching import languages, text

Scores = NDArray[np.float64]
_Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Features:
    """A text as weighted features of length one; empty when nothing in it tells anything."""

    ids: _Ids
    weights: Scores


def by_letters(words: Iterable[str]) -> Features:
    ids, weights = [], []
    for word in sorted(set(words)):
        weight = languages.weight(word)
        if weight:
            found = letters(word)
            ids.append(found)
            weights.append(np.full(len(found), weight / np.sqrt(len(found))))
    if not ids:
        return _unit(np.empty(0, np.int64), np.empty(0))
    unique, places = np.unique(np.concatenate(ids), return_inverse=True)
    return _unit(unique, np.bincount(places, weights=np.concatenate(weights)).astype(float))


@lru_cache(maxsize=50_000)
def letters(word: str) -> _Ids:
    """The runs of letters of a word, as numbers."""
    return np.fromiter({number(gram) for gram in text.grams(word)}, np.int64)


def number(word: str) -> int:
    """The same in every process, unlike `hash`."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _unit(ids: _Ids, weights: Scores) -> Features:
    length = float(np.sqrt(weights @ weights))
    return Features(ids, weights / length if length else weights)


class Postings:
    """Rows of features turned round: which rows have this feature."""

    def __init__(self, rows: Sequence[Features]) -> None:
        self.size = len(rows)
        ids = np.concatenate([row.ids for row in rows]) if rows else np.empty(0, np.int64)
        weights = np.concatenate([row.weights for row in rows]) if rows else np.empty(0)
        places = np.repeat(np.arange(self.size), [len(row.ids) for row in rows])
        order = np.argsort(ids, kind="stable")
        self._rows, self._weights = places[order], weights[order]
        self._ids, self._starts = np.unique(ids[order], return_index=True)
        self._ends = np.append(self._starts[1:], len(ids))

    def like(self, query: Features) -> Scores:
        """The cosine of every row with the query."""
        if not len(query.ids) or not len(self._ids):
            return np.zeros(self.size)
        at = np.minimum(np.searchsorted(self._ids, query.ids), len(self._ids) - 1)
        scores = np.zeros(self.size)
        for place, weight in zip(
            at[self._ids[at] == query.ids], query.weights[self._ids[at] == query.ids], strict=True
        ):
            here = slice(self._starts[place], self._ends[place])
            scores[self._rows[here]] += weight * self._weights[here]  # a row has each feature once
        return np.minimum(scores, 1.0)
