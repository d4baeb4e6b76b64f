"""People and needs out of the lexicon's own phrases, as many as asked for: what speed is measured on."""

import random
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from matching import text
from matching.encoder import Vectors
from matching.languages import LANGUAGES
from matching.lexicon import Saying
from matching.lexicon_reading import shipped
from matching.model import Person, Request

CITIES = ("Valencia", "Barcelona", "Marseille", "Genova", "Athens", "Split", "Koper", "Lisbon", "Tunis", "Limassol")
SECTORS = ("design", "building", "furniture", "mechanics", "it", "culture", "tourism", "crafts")
SIZE = 384


class StandIn:
    """A stand-in for a sentence model, as long in numbers and free of cost: a text is the sum of its words.

    Whoever measures speed wants vectors as from a cache, and not to wait ten minutes for a model to fill one.
    """

    name = "stand-in"

    def __init__(self) -> None:
        self._words: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.stack([self._of(text.words(one)) for one in texts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _of(self, words: Sequence[str]) -> Vectors:
        return np.asarray(sum((self._word(word) for word in words), self._word("")), dtype=np.float32)

    def _word(self, word: str) -> Vectors:
        if word not in self._words:
            seed = int.from_bytes(sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "big")
            self._words[word] = np.random.default_rng(seed).standard_normal(SIZE).astype(np.float32)
        return self._words[word]


def people(size: int, seed: int = 7) -> list[Person]:
    """Members with one to three offers, most of them able to take what the default is."""
    chance, sayings = random.Random(seed), _sayings()
    return [_person(f"m{at:06}", chance, sayings) for at in range(size)]


def needs(size: int, members: int, seed: int = 11) -> list[Request]:
    """Needs of those members, in any language."""
    chance, sayings = random.Random(seed), _sayings()
    return [_need(f"n{at:06}", members, chance, sayings) for at in range(size)]


def _sayings() -> list[Saying]:
    concepts = shipped().concepts
    return [saying for saying in shipped().sayings if not concepts[saying.concept].context]


def _person(name: str, chance: random.Random, sayings: Sequence[Saying]) -> Person:
    told = tuple(chance.choice(sayings).text for _ in range(chance.randint(1, 3)))
    return Person(
        id=name,
        offers=told,
        looking_for=chance.choice(sayings).text if chance.random() < 0.3 else "",
        sectors=(chance.choice(SECTORS),),
        languages=tuple(sorted({"en", chance.choice(LANGUAGES)})) if chance.random() < 0.8 else (),
        city=chance.choice(CITIES),
        capacity=chance.randint(1, 3),
        newcomer=chance.random() < 0.1,
    )


def _need(name: str, members: int, chance: random.Random, sayings: Sequence[Saying]) -> Request:
    saying, other = chance.choice(sayings), chance.choice(sayings)
    return Request(
        id=name,
        text=f"{saying.text}, {other.text}" if chance.random() < 0.3 else saying.text,
        owner=f"m{chance.randrange(members):06}",
        languages=(saying.language, "en"),
        place=chance.choice(CITIES),
        remote=chance.random() < 0.7,
        wanted=3,
    )
