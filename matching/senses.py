"""What a text is about, as a few of the lexicon's concepts: the common ground on which languages meet without a model.

Each concept is known by its names and by what clients and providers say of it in nine languages. A text is compared
with all of that by its words and their letters; the concepts that sound most like it are its sense. Two texts that
share no word, nor a language, can have the same sense (explicit semantic analysis: Gabrilovich and Markovitch, 2007).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching import languages, text
from matching.lexical import Scores, letters, number
from matching.lexicon import Lexicon, Saying

KEPT = 8
"""Concepts a text is allowed: a sentence is about few things, and the rest is noise."""
SHARPER = 2.0
"""The power that lets the likeliest concepts stand out before they are compared."""
WHOLE_WORD = 1.5
"""A whole word beside its letters: two words that begin alike are not yet the same word."""

_Ids = NDArray[np.int64]


class Senses:
    """All concepts' features turned round: which concepts a feature speaks for. Built once, then only read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.keys = tuple(key for key, concept in lexicon.concepts.items() if not concept.context)
        rows = {key: at for at, key in enumerate(self.keys)}
        told = [saying for saying in lexicon.sayings if saying.concept in rows]
        self._ids, self._starts, self._ends, self._concepts, self._weights = _learned(told, rows)

    def dense(self, words: Iterable[str]) -> Scores:
        """One text over all concepts, of length one; zeros where nothing in it sounds like any."""
        sums = np.zeros(len(self.keys))
        ids, weights = _features(words)
        if len(ids) and len(self._ids):
            at = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
            known = self._ids[at] == ids
            counts = (self._ends - self._starts)[at[known]]
            begins = np.cumsum(counts) - counts
            here = np.repeat(self._starts[at[known]] - begins, counts) + np.arange(int(counts.sum()))
            told = np.repeat(weights[known], counts) * self._weights[here]
            sums += np.bincount(self._concepts[here], weights=told, minlength=len(self.keys))
        return _sharpened(sums)


@lru_cache(maxsize=4)
def senses(lexicon: Lexicon) -> Senses:
    """A lexicon's senses, learnt once: it is the same for every index."""
    return Senses(lexicon)


def _sharpened(sums: Scores) -> Scores:
    if len(sums) > KEPT:
        least = np.partition(sums, -KEPT)[-KEPT]
        sums = np.where((sums >= least) & (sums > 0), sums, 0.0)
        sums[np.flatnonzero(sums)[KEPT:]] = 0.0  # a tie must not let more in
    sharp = sums**SHARPER
    length = float(np.sqrt(sharp @ sharp))
    return sharp / length if length else sharp


def _features(words: Iterable[str]) -> tuple[_Ids, Scores]:
    """A text's whole words and their letters with weights, each feature once."""
    ids, weights = [np.empty(0, np.int64)], [np.empty(0)]
    for word in sorted(set(words)):
        weight = languages.weight(word)
        if weight:
            found = letters(word)
            ids.append(np.append(found, number(f"={text.stem(word)}")))
            weights.append(np.append(np.full(len(found), weight / np.sqrt(len(found))), WHOLE_WORD * weight))
    unique, places = np.unique(np.concatenate(ids), return_inverse=True)
    return unique, np.bincount(places, weights=np.concatenate(weights), minlength=len(unique)).astype(float)


def _learned(
    told: Sequence[Saying], rows: dict[str, int]
) -> tuple[_Ids, _Ids, _Ids, NDArray[np.int32], NDArray[np.float32]]:
    """From what is said of each concept to what each feature says of the concepts.

    Within a concept and language the strongest use of a feature counts, so that much said is not much heard;
    a feature counts the less, the more concepts use it.
    """
    order = {language: at for at, language in enumerate(languages.LANGUAGES)}
    row, ids, weights = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for saying in told:
        found, strength = _features(text.words(saying.text))
        row.append(np.full(len(found), rows[saying.concept] * len(order) + order[saying.language]))
        ids.append(found)
        weights.append(strength / max(1e-9, float(np.sqrt(strength @ strength))))
    by_row, by_id, strongest = _strongest(np.concatenate(row), np.concatenate(ids), np.concatenate(weights))
    strongest = strongest * _rarity(by_row // len(order), by_id, len(rows))
    lengths = np.sqrt(np.bincount(by_row, weights=strongest**2, minlength=len(rows) * len(order)))
    strongest = strongest / np.maximum(lengths[by_row], 1e-9)
    concepts, features, kept = _strongest(by_row // len(order), by_id, strongest)
    kept = kept * _rarity(concepts, features, len(rows))  # once for the concept's side, once for the text's
    at = np.argsort(features, kind="stable")
    unique, starts = np.unique(features[at], return_index=True)
    ends = np.append(starts[1:], len(features))
    return unique, starts, ends, concepts[at].astype(np.int32), kept[at].astype(np.float32)


def _strongest(rows: _Ids, ids: _Ids, weights: Scores) -> tuple[_Ids, _Ids, Scores]:
    """Each pair of a row and a feature once, with its largest weight."""
    order = np.lexsort((ids, rows))
    rows, ids, weights = rows[order], ids[order], weights[order]
    first = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]) | (ids[1:] != ids[:-1]))[: len(rows)])
    return rows[first], ids[first], np.maximum.reduceat(weights, first) if len(first) else weights


def _rarity(concepts: _Ids, ids: _Ids, size: int) -> Scores:
    pairs = np.unique(np.stack((ids, concepts)), axis=1)
    unique, counts = np.unique(pairs[0], return_counts=True)
    return np.asarray(np.log1p(size / counts[np.searchsorted(unique, ids)]), dtype=float)
