"""The trades, skills and tasks of our field: words of nine languages that mean the same, read from data files."""

import tomllib
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock

from matching import languages, text

SHIPPED = Path(__file__).parent / "data" / "lexicon"
NAMED = 1.0
TASK = 0.8
"""A described task points at a trade less surely than its name."""
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


@dataclass(frozen=True)
class Term:
    concept: str
    words: tuple[str, ...]
    """A stem, or a beginning marked by a star."""
    strength: float
    languages: frozenset[str] = frozenset(languages.LANGUAGES)


@dataclass(frozen=True)
class Saying:
    """What is said of a concept: one of its names, or how a client or a provider speaks of it."""

    concept: str
    language: str
    text: str


class LexiconError(ValueError):
    """The lexicon file cannot be used; the message says which entry."""


class Lexicon:
    """Finds concepts in a list of words. Built once, then only read."""

    def __init__(self, concepts: Sequence[Concept], terms: Sequence[Term], sayings: Sequence[Saying] = ()) -> None:
        self.concepts = {concept.key: concept for concept in concepts}
        self.terms = tuple(terms)
        self.sayings = tuple(sayings)
        self._by_first: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            self._by_first[term.words[0]].append(term)
        # "IT support": a small word that a term cannot do without.
        self._short = frozenset(word for term in terms for word in term.words[1:] if word in languages.fillers())
        self._families = _families(self.concepts)

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
        [saying for saying in lexicon.sayings if saying.concept not in keys],
    )


_READING = Lock()


def shipped() -> Lexicon:
    """The lexicon that comes with the bot; who asks while it is read waits for the one reading."""
    with _READING:
        return _shipped()


@cache
def _shipped() -> Lexicon:
    return read(SHIPPED)


def read(path: Path) -> Lexicon:
    """A lexicon: a file, or a folder of them. A table a concept, in it a list a language, the first entry its name.

    Raises:
        LexiconError: an entry cannot be used, or stands twice; the message says which.
    """
    concepts: dict[str, Concept] = {}
    sayings: list[Saying] = []
    terms: dict[tuple[str, tuple[str, ...]], Term] = {}
    for kind, key, table in _entries(path):
        if key in concepts:
            raise LexiconError(f"The lexicon's entry '{key}' stands twice: keep one.")
        concept = concepts[key] = _concept(key, table, context=kind == "context")
        sayings += _sayings(concept, table)
        for term in _terms(concept, table):
            known = terms.get((term.concept, term.words), term)
            terms[term.concept, term.words] = Term(
                *(term.concept, term.words), max(term.strength, known.strength), term.languages | known.languages
            )
    return Lexicon(list(concepts.values()), list(terms.values()), sayings)


def _entries(path: Path) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """(kind, key, table) of each entry, trades before contexts."""
    tables = [
        tomllib.loads(file.read_text("utf-8")) for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])
    ]
    for kind in ("trade", "context"):
        for found in tables:
            for key, table in found.get(kind, {}).items():
                yield kind, key, table


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


def _concept(key: str, table: Mapping[str, object], *, context: bool) -> Concept:
    names = {}
    for language in languages.LANGUAGES:
        listed = table.get(language)
        if not isinstance(listed, list) or not listed:
            raise LexiconError(f"The lexicon's entry '{key}' has no words in '{language}': add at least its name.")
        names[language] = str(listed[0])
    near = table.get("near", ())
    if not isinstance(near, list | tuple):
        raise LexiconError(f"What is near '{key}' is no list.")
    return Concept(key, str(table.get("family", key)), names, context, frozenset(map(str, near)))


def _terms(concept: Concept, table: Mapping[str, object]) -> list[Term]:
    found = []
    for field_name, strength in (("", NAMED), ("tasks", TASK)):
        lists = table if not field_name else table.get(field_name, {})
        if not isinstance(lists, Mapping):
            raise LexiconError(f"The tasks of '{concept.key}' are not lists by language.")
        for language in languages.LANGUAGES:
            for phrase in lists.get(language, ()):
                words = patterns(str(phrase))
                if words:
                    found.append(Term(concept.key, words, strength, frozenset({language})))
    return found


def _sayings(concept: Concept, table: Mapping[str, object]) -> list[Saying]:
    """Everything that tells how people speak of it, the stars of names left out."""
    lists = [table, *(found for name in ("tasks", "says") if isinstance(found := table.get(name), Mapping))]
    return [
        Saying(concept.key, language, str(phrase).replace("*", ""))
        for language in languages.LANGUAGES
        for told in lists
        for phrase in told.get(language, ())
    ]


def patterns(phrase: str) -> tuple[str, ...]:
    """The telling words of a phrase, the longest first because it is the rarest."""
    kept = []
    for piece in phrase.replace("'", " ").replace("’", " ").split():
        for word in text.words(piece):
            if piece.endswith("*"):
                kept.append(f"{word}*")
            elif word not in languages.fillers() or (piece.isupper() and len(piece) > 1):
                kept.append(text.stem(word))
    return tuple(sorted(kept, key=lambda pattern: (-len(pattern), pattern)))


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
