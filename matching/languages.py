"""Which language a text is in, and how much a word of it tells: both from short lists that ship with the code."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from matching import text

LANGUAGES = ("en", "es", "ca", "fr", "it", "pt", "el", "hr", "sl")
_FILE = Path(__file__).parent / "data" / "words.toml"
_FILLER = 0.0
_COMMON = 0.2
_NUMBER = 0.2


@cache
def _listed(kind: str) -> dict[str, frozenset[str]]:
    with _FILE.open("rb") as file:
        lists = tomllib.load(file)[kind]
    return {language: frozenset(text.words(line)) for language, line in lists.items()}


def small_words(language: str) -> frozenset[str]:
    """The listed words of one language."""
    return _listed("filler")[language] | _listed("common")[language]


@cache
def fillers() -> frozenset[str]:
    """Words that only hold a sentence together, in any of our languages."""
    return frozenset().union(*_listed("filler").values())


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(text.stem(word) for words in _listed("common").values() for word in words)


@lru_cache(maxsize=100_000)
def weight(word: str) -> float:
    """How much sharing this word tells: fixed, so that nobody's joining changes how two others compare."""
    if len(word) < 2 or word in fillers():
        return _FILLER
    if word.isdigit():
        return _NUMBER
    if text.stem(word) in _common_stems():
        return _COMMON
    return min(1.0, 0.4 + 0.08 * len(word))


@cache
def _votes() -> Mapping[str, Sequence[tuple[str, int]]]:
    """By small word how much it speaks for which language: a word of one language alone says more."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for kind in (_listed("filler"), _listed("common")):
        for word in frozenset[str]().union(*kind.values()):
            speakers = [language for language, known in kind.items() if word in known]
            votes[word].update(dict.fromkeys(speakers, 60 // len(speakers)))
    return {word: tuple(counts.items()) for word, counts in votes.items()}


def guess(words: Sequence[str]) -> str:
    """The language most of the small words belong to, or nothing when that is not clear."""
    if any("α" <= letter <= "ω" for word in words for letter in word):
        return "el"
    counts: defaultdict[str, int] = defaultdict(int)
    for word in set(words):
        for language, count in _votes().get(word, ()):
            counts[language] += count
    most = max(counts.values(), default=0)
    first = [language for language, count in counts.items() if count == most]
    return first[0] if len(first) == 1 else ""
