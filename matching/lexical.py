"""A text by its letters: runs of them, weighted, so that two texts are alike by what they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from matching import languages, text
from matching.arrays import Doubles, Ints, np

Scores = Doubles


@dataclass(frozen=True)
class Features:
    """A text as weighted features of length one; empty when nothing in it tells anything."""

    ids: Ints
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
def letters(word: str) -> Ints:
    """The runs of letters of a word, as numbers."""
    return np.fromiter({number(gram) for gram in text.grams(word)}, np.int64)


def number(word: str) -> int:
    """The same in every process, unlike `hash`."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _unit(ids: Ints, weights: Scores) -> Features:
    length = float(np.sqrt(weights @ weights))
    return Features(ids, weights / length if length else weights)
