"""The trades, skills and tasks of our field: words of nine languages that mean the same."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Self

from matching import languages, text

REACH = 5
"""Words of one term may stand this far apart."""
FOREIGN = 0.6
"""What a term counts in a text of another language."""
INSIDE = 0.4
"""What a word counts by itself that is part of a longer term: "support" in "IT support"."""
_SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class _Hit:
    """A term found in a text, and the places of its words."""

    concept: str
    strength: float
    places: frozenset[int]


@dataclass(frozen=True)
class Concept:
    key: str
    family: str
    names: Mapping[str, str] = field(compare=False)
    context: bool = False
    """For whom or where (a school, a boat), not what: it never makes a match by itself."""
    near: frozenset[str] = frozenset()
    """Related concepts of other families."""
    outside: bool = False
    """Brought in by a community: only its own lexicon knows what it is called."""

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get("en", self.key)


@dataclass(frozen=True, slots=True)
class Term:
    concept: str
    words: tuple[str, ...]
    """A stem, or a beginning marked by a star."""
    strength: float
    languages: frozenset[str] = frozenset(languages.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of a concept: one of its names, or how a client or a provider speaks of it."""

    concept: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said of a concept in one language, a line each: read once or twice, so not kept as objects."""

    concept: str
    language: str
    lines: str

    @classmethod
    def of(cls, concept: str, language: str, texts: Iterable[str]) -> Self:
        return cls(concept, language, "\n".join(" ".join(text.splitlines()) for text in texts))

    def sayings(self) -> Iterator[Saying]:
        return (Saying(self.concept, self.language, line) for line in self.lines.split("\n"))


class Lexicon:
    """Finds concepts in a list of words. Built once, then only read."""

    def __init__(self, concepts: Sequence[Concept], terms: Sequence[Term], said: Sequence[Said] = ()) -> None:
        self.concepts = {concept.key: concept for concept in concepts}
        self.terms = tuple(terms)
        self.said = tuple(said)
        self._by_first: dict[str, tuple[Term, ...]] = {}
        for term in terms:
            self._by_first[term.words[0]] = (*self._by_first.get(term.words[0], ()), term)
        # "IT support": a small word that a term cannot do without.
        self._short = frozenset(word for term in terms for word in term.words[1:] if word in languages.fillers())
        self._families = _families(self.concepts)

    @property
    def sayings(self) -> list[Saying]:
        """Everything that is said of the concepts, in the files' order."""
        return [saying for said in self.said for saying in said.sayings()]

    @cached_property
    def stamp(self) -> str:
        """The same for two lexicons only where they say the same."""
        terms = sorted((one.concept, one.words, one.strength, sorted(one.languages)) for one in self.terms)
        said = [(one.concept, one.language, one.text) for one in self.sayings]
        kinds = [(one.key, one.family, one.context) for one in self.concepts.values()]
        return sha256(repr((kinds, terms, said)).encode()).hexdigest()

    def related(self, concept: str) -> frozenset[str]:
        """Other trades of the same family, and those that one of the two calls near."""
        return self._families[concept]

    def find(self, words: Sequence[str], language: str = "", own: Container[str] = ()) -> dict[str, float]:
        """Concepts with how surely the words mean them. A term's words may come in any order, close together.

        Where the text's language is known, its own terms come first: another language's term counts less, and not at
        all for a word that is one of the text's `own` (stems) and so means something else.
        """
        told = [word for word in words if word in self._short or word not in languages.fillers()]
        hits = [
            _Hit(term.concept, term.strength * _in(term, language, own), frozenset(places))
            for at, word in enumerate(told)
            for key in _keys(word)
            for term in self._by_first.get(key, ())
            if (places := _stands(term, told, at))
        ]
        covered = {hit.concept: hit.places for hit in hits if len(hit.places) > 1}
        found: dict[str, float] = {}
        for hit in hits:
            inside = any(hit.places < places for concept, places in covered.items() if concept != hit.concept)
            strength = hit.strength * (INSIDE if inside else 1.0)
            if strength > found.get(hit.concept, 0):
                found[hit.concept] = strength
        return found


def without(lexicon: Lexicon, keys: Container[str]) -> Lexicon:
    """The lexicon as if it had never heard of these entries."""
    return Lexicon(
        [concept for key, concept in lexicon.concepts.items() if key not in keys],
        [term for term in lexicon.terms if term.concept not in keys],
        [said for said in lexicon.said if said.concept not in keys],
    )


def _families(concepts: Mapping[str, Concept]) -> dict[str, frozenset[str]]:
    """For each concept those of the same family, and those that one of the two calls near; none for a context."""
    together, near = defaultdict(set), defaultdict(set)
    for concept in concepts.values():
        together[concept.family].add(concept.key)
        for other in concept.near & concepts.keys():
            near[concept.key].add(other)
            near[other].add(concept.key)
    return {
        key: frozenset((together[one.family] | near[key]) - {key}) if not one.context else frozenset()
        for key, one in concepts.items()
    }


def _keys(word: str) -> list[str]:
    return [text.stem(word), *(f"{word[:size]}*" for size in range(_SHORTEST_PREFIX, len(word) + 1))]


def _in(term: Term, language: str, own: Container[str]) -> float:
    if not language or language in term.languages:
        return 1.0
    return 0.0 if len(term.words) == 1 and term.words[0].rstrip("*") in own else FOREIGN


def _stands(term: Term, told: Sequence[str], at: int) -> list[int]:
    """The places of a term's words around its first one; none where one of them is missing."""
    places = [at]
    near = range(max(0, at - REACH), min(len(told), at + REACH + 1))
    for pattern in term.words[1:]:
        fitting = next((place for place in near if _fits(pattern, told[place])), None)
        if fitting is None:
            return []
        places.append(fitting)
    return places


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else text.stem(word) == pattern
