"""One text heard with the lexicon: its language, what it affirms, and the concepts that it names and sounds like."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching import languages, text
from matching.arrays import np
from matching.lexical import Features, by_letters
from matching.lexicon import Lexicon
from matching.negation import affirmed, only_had
from matching.senses import senses
from matching.vocabulary import vocabulary

TELLING = 0.5
"""From this weight on, a word tells something."""


@dataclass(frozen=True)
class Heard:
    """What is in a text; only ever read."""

    said: str
    """Without what it says is not wanted, and without sentences that only tell for whom or where."""
    language: str
    letters: Features
    sense: Features
    """The concepts that it sounds like, as places in `Senses.keys`."""
    concepts: dict[str, float]


@lru_cache(maxsize=10_000)
def hear(said: str, lexicon: Lexicon) -> Heard:
    """The same texts are looked at again for every need, and heard once."""
    language = vocabulary(lexicon).guess(text.words(said))
    meant = affirmed(said, language)
    named = _named(lexicon, meant, language)
    if meant and not named and only_had(said, language):
        meant = said  # "we have a shop already, but nobody comes": what is there is what it is about
        named = _named(lexicon, meant, language)
    pieces = text.offers([meant])
    topical = [piece for piece in pieces if not _only_aside(lexicon, piece)]
    meant = meant if len(topical) == len(pieces) else ". ".join(topical)
    words = text.words(meant)
    sense = senses(lexicon).dense(words, language, _aside(lexicon, words))
    kept = np.flatnonzero(sense)
    return Heard(meant, language, by_letters(words), Features(kept, sense[kept]), named)


def _only_aside(lexicon: Lexicon, piece: str) -> bool:
    """A sentence like "I work mostly with schools", which only tells for whom or where, is about no trade."""
    words = text.words(piece)
    aside = _aside(lexicon, words)
    return bool(aside) and all(word in aside or languages.weight(word) < TELLING for word in words)


def _aside(lexicon: Lexicon, words: Sequence[str]) -> frozenset[str]:
    """Words that by themselves name only for whom or where."""
    alone = {word: lexicon.find([word]) for word in words}
    return frozenset(
        word for word, found in alone.items() if found and all(lexicon.concepts[one].context for one in found)
    )


def _named(lexicon: Lexicon, said: str, language: str) -> dict[str, float]:
    """The concepts that a text names, offer by offer."""
    own = senses(lexicon).own(language)
    found: dict[str, float] = {}
    for piece in text.offers([said]):
        for concept, strength in lexicon.find(text.words(piece), language, own).items():
            found[concept] = max(strength, found.get(concept, 0.0))
    return found
