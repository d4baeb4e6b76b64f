"""The words of our languages, learnt from what the lexicon says in them: whose word it is, and how much it tells."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log1p

from matching import languages, text
from matching.arrays import Doubles, np
from matching.lexicon import Lexicon, Saying

CLEAR = 2.0
"""How much likelier (as a logarithm) a language must be than the next one to be called the text's language."""
LISTED = 20
"""A small word of `words.toml` counts as if it had been said this often."""
SEEN, UNSEEN = 0.3, 0.6
"""What a word's letters tell of its language beside the word itself, and without it."""

Told = dict[Saying, list[str]]


def told(sayings: Sequence[Saying]) -> Told:
    """Each saying's words. All of them are made comparable at once, which is much faster than one by one."""
    if not sayings:
        return {}
    lines = text.normal("\n".join(saying.text.replace("\n", " ") for saying in sayings)).split("\n")
    return {saying: text.found(line) for saying, line in zip(sayings, lines, strict=True)}


class Vocabulary:
    """Tells a text's language by its words and by their runs of three letters. Built once, then only read."""

    def __init__(self, lexicon: Lexicon) -> None:
        said = [saying for saying in lexicon.sayings if not lexicon.concepts[saying.concept].context]
        spoken = _counted(told(said))
        runs: dict[str, Doubles] = defaultdict(lambda: np.zeros(len(languages.LANGUAGES)))
        for word, counts in spoken.items():
            for run in _runs(word):
                runs[run] += counts
        self._words = _likely(spoken, 0.1)
        self._runs = _likely(runs, 0.3)

    def guess(self, words: Sequence[str]) -> str:
        """The language these words are in, or nothing when that is not clear."""
        told = {word for word in words if not word.isdigit()}
        greek = sum(map(_is_greek, told))
        if greek and 2 * greek >= len(told):
            return "el"
        if not told:
            return ""
        likely = sum((self._of(word) for word in sorted(told)), np.zeros(len(languages.LANGUAGES)))
        likely[languages.LANGUAGES.index("el")] = -np.inf
        first, second = np.argsort(-likely, kind="stable")[:2]
        return languages.LANGUAGES[first] if likely[first] - likely[second] >= CLEAR else ""

    def _of(self, word: str) -> Doubles:
        known = [self._runs[run] for run in _runs(word) if run in self._runs]
        letters = np.sum(known, axis=0) if known else np.zeros(len(languages.LANGUAGES))
        return self._words[word] + SEEN * letters if word in self._words else UNSEEN * letters


@lru_cache(maxsize=4)
def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """A lexicon's vocabulary, learnt once."""
    return Vocabulary(lexicon)


def _is_greek(word: str) -> bool:
    return any("α" <= letter <= "ω" for letter in word)


def _runs(word: str) -> list[str]:
    marked = f"<{word}>"
    return [marked[at : at + 3] for at in range(len(marked) - 2)]


def _counted(said: Told) -> dict[str, Doubles]:
    counts: dict[str, Doubles] = defaultdict(lambda: np.zeros(len(languages.LANGUAGES)))
    for at, language in enumerate(languages.LANGUAGES):
        for word in languages.small_words(language):
            counts[word][at] += LISTED
    places = {language: at for at, language in enumerate(languages.LANGUAGES)}
    for saying, words in said.items():
        for word in words:
            counts[word][places[saying.language]] += 1
    return counts


def _likely(counts: dict[str, Doubles], least: float) -> dict[str, Doubles]:
    """The logarithm of how often each language says this, beside all it says."""
    table = np.array(list(counts.values())).reshape(len(counts), len(languages.LANGUAGES))
    shares = np.log((table + least) / (table.sum(axis=0) + least * max(1, len(table))))
    return dict(zip(counts, shares, strict=True))


def rarity(using: int, size: int) -> float:
    """1 for what one concept alone says, near 0 for what nearly all of them say."""
    return log1p(size / max(1, using)) / log1p(max(1, size))


def letters(stem: str) -> Iterable[str]:
    """The runs of 3 to 5 letters of a word's beginning and middle: its ending is left open."""
    marked = f"<{stem}"
    return {marked[at : at + size] for size in (3, 4, 5) for at in range(len(marked) - size + 1)} or {marked}
