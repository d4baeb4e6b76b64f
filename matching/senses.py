"""What a text is about, as some of the lexicon's concepts: the common ground on which languages meet without a model.

Each concept is known by its names and by what clients and providers say of it in nine languages. Every word of a text
speaks for the concepts that use it, a word of the text's own language first; a word that nobody used yet speaks
through the known words most like it. Two texts that share no word, nor a language, can have the same sense (explicit
semantic analysis: Gabrilovich and Markovitch, 2007).
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache

from matching import languages, text
from matching.arrays import Ints, np
from matching.lexical import Scores
from matching.lexicon import Lexicon
from matching.vocabulary import letters, rarity, told

KEPT = 48
"""Concepts a text is allowed; more hardly helps."""
SHARPER = 1.15
"""The power that lets the likelier concepts stand out a little before they are compared."""
FOREIGN = 0.7
"""What a word counts that the text's own language does not have and another one does."""
ASIDE = 0.3
"""What a word counts that only tells for whom or where: "for a small hotel"."""
MOST_LIKE, LEAST_LIKE = 6, 0.45
"""A word nobody used yet is heard as its nearest words, from this much alike on."""


class Senses:
    """Which concepts each word speaks for. Built once, then only read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.keys = tuple(key for key, concept in lexicon.concepts.items() if not concept.context)
        uses = _uses(lexicon, {key: at for at, key in enumerate(self.keys)})
        self._stems = {stem: at for at, stem in enumerate(uses)}
        rows = [row for by_language in uses.values() for row in _rows(by_language, len(self.keys))]
        self._languages = np.array([row[0] for row in rows], np.int8)
        self._concepts = np.array([row[1] for row in rows], np.int32)
        self._strengths, self._rarities = np.array([row[2:] for row in rows], float).reshape(-1, 2).T.copy()
        self._starts = np.cumsum([0, *(sum(map(len, one.values())) for one in uses.values())])
        self._own = [frozenset(stem for stem, spoken in uses.items() if at in spoken) for at in _PLACES.values()]
        self._by_letters = _Nearest(list(uses))
        self._heard = lru_cache(maxsize=20_000)(self._word)

    def dense(self, words: Iterable[str], language: str = "", aside: Container[str] = ()) -> Scores:
        """One text over all concepts, of length one; zeros where nothing in it sounds like any.

        Words said `aside` (for whom, where) count less.
        """
        sums = np.zeros(len(self.keys))
        for word in sorted(set(words)):
            concepts, strengths = self._heard(word, language)
            sums[concepts] += strengths * (ASIDE if word in aside else 1.0)
        return _sharpened(sums)

    def own(self, language: str) -> frozenset[str]:
        """The word stems of one language."""
        return self._own[_PLACES[language]] if language else frozenset()

    def _word(self, word: str, language: str) -> tuple[Ints, Scores]:
        """The concepts one word speaks for, and how much."""
        weight, stem = languages.weight(word), text.stem(word)
        if not weight:
            return np.empty(0, np.int64), np.empty(0)
        heard = np.zeros(len(self.keys))
        if stem in self._stems:
            rare = self._add(heard, self._stems[stem], language, 1.0)
            heard *= rare
        else:
            for known, alike in self._by_letters.of(stem):
                self._add(heard, known, language, alike**2)
        kept = np.flatnonzero(heard)
        return kept, heard[kept] * weight

    def _add(self, heard: Scores, stem: int, language: str, share: float) -> float:
        """Let a known word speak, in the text's language where it is one of its words. Says how rare the word is."""
        here = slice(int(self._starts[stem]), int(self._starts[stem + 1]))
        own = self._languages[here] == _PLACES.get(language, -1)
        if not own.any():
            share, own = share * (FOREIGN if language else 1.0), np.ones(len(own), bool)
        np.maximum.at(heard, self._concepts[here][own], share * self._strengths[here][own])
        return float(self._rarities[here][own].max())


def _rows(by_language: dict[int, dict[int, float]], size: int) -> Iterator[tuple[int, int, float, float]]:
    """Language, concept, strength and rarity of each use of a word."""
    for language, concepts in by_language.items():
        rare = rarity(len(concepts), size)
        for concept, strength in concepts.items():
            yield language, concept, strength * rare, rare


class _Nearest:
    """Known words by their letters."""

    def __init__(self, stems: Sequence[str]) -> None:
        having: dict[str, list[int]] = defaultdict(list)
        self._sizes = np.zeros(len(stems))
        for at, stem in enumerate(stems):
            runs = letters(stem)
            self._sizes[at] = len(list(runs))
            for run in runs:
                having[run].append(at)
        self._having = {run: np.array(places, np.int32) for run, places in having.items()}

    def of(self, stem: str) -> list[tuple[int, float]]:
        """The words most like this one, each with how alike (Dice)."""
        runs = list(letters(stem))
        shared = [self._having[run] for run in runs if run in self._having]
        if not shared:
            return []
        alike = 2 * np.bincount(np.concatenate(shared), minlength=len(self._sizes)) / (self._sizes + len(runs))
        near = np.flatnonzero(alike >= LEAST_LIKE)
        best = near[np.argsort(-alike[near], kind="stable")][:MOST_LIKE]
        return [(int(at), float(alike[at])) for at in best]


_PLACES = {language: at for at, language in enumerate(languages.LANGUAGES)}


@lru_cache(maxsize=4)
def senses(lexicon: Lexicon) -> Senses:
    """A lexicon's senses, learnt once: it is the same for every index."""
    return Senses(lexicon)


def _uses(lexicon: Lexicon, rows: dict[str, int]) -> dict[str, dict[int, dict[int, float]]]:
    """Stem -> language -> concept -> strength: the strongest use counts, so that much said is not much heard."""
    found: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for saying, words in told([one for one in lexicon.sayings if one.concept in rows]).items():
        weights = {word: weight for word in words if (weight := languages.weight(word))}
        strength = 1.0 / max(1e-9, float(np.sqrt(sum(weight**2 for weight in weights.values()))))
        for word in weights:
            concepts = found[text.stem(word)][_PLACES[saying.language]]
            concepts[rows[saying.concept]] = max(strength, concepts.get(rows[saying.concept], 0.0))
    return found


def _sharpened(sums: Scores) -> Scores:
    if len(sums) > KEPT:
        least = np.partition(sums, -KEPT)[-KEPT]
        sums = np.where((sums >= least) & (sums > 0), sums, 0.0)
        sums[np.flatnonzero(sums)[KEPT:]] = 0.0  # a tie must not let more in
    sharp = sums**SHARPER
    length = float(np.sqrt(sharp @ sharp))
    return sharp / length if length else sharp
