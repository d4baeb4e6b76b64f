"""Reads a lexicon from its files: a table a concept, in it a list a language, the first entry its name."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Lock

from matching import languages, text
from matching.lexicon import Concept, Lexicon, Said, Term

SHIPPED = Path(__file__).parent / "data" / "lexicon"
NAMED = 1.0
TASK = 0.8
"""A described task points at a trade less surely than its name."""
_READING = Lock()

Entry = tuple[str, str, Mapping[str, object]]
"""Its kind (trade or context), its key and its table."""


class LexiconError(ValueError):
    """The lexicon file cannot be used; the message says which entry."""


def shipped() -> Lexicon:
    """The lexicon that comes with the bot; who asks while it is read waits for the one reading."""
    with _READING:
        return _shipped()


@cache
def _shipped() -> Lexicon:
    return read(SHIPPED)


def read(path: Path) -> Lexicon:
    """A lexicon: a file, or a folder of them.

    Raises:
        LexiconError: an entry cannot be used, or stands twice; the message says which.
    """
    concepts: dict[str, Concept] = {}
    terms: list[Term] = []
    said: list[Said] = []
    for kind, key, table in _entries(path):
        if key in concepts:
            raise LexiconError(f"The lexicon's entry '{key}' stands twice: keep one.")
        concept = concepts[key] = _concept(key, table, context=kind == "context")
        terms += _terms(concept, table)
        said += _said(concept, table)
    text.stem.cache_clear()  # full of these words, of which few are ever asked for again
    return Lexicon(list(concepts.values()), terms, said)


def _entries(path: Path) -> Iterator[Entry]:
    """Trades before contexts; one file at a time, because what a file reads as is far larger than what is kept."""
    contexts: list[Entry] = []
    for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
        tables = tomllib.loads(file.read_text("utf-8"))
        contexts += [("context", key, table) for key, table in tables.get("context", {}).items()]
        yield from (("trade", key, table) for key, table in tables.get("trade", {}).items())
    yield from contexts


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
    """The same words count once: for all languages that have them, as a name where any has them so."""
    spoken: dict[tuple[str, ...], tuple[float, frozenset[str]]] = {}
    for language, phrase, strength in _phrases(concept, table):
        words = patterns(phrase)
        if words:
            most, others = spoken.get(words, (strength, frozenset()))
            spoken[words] = max(most, strength), others | {language}
    return [Term(concept.key, words, strength, _shared(codes)) for words, (strength, codes) in spoken.items()]


@cache
def _shared(codes: frozenset[str]) -> frozenset[str]:
    """One object for all that are equal: 22,000 terms are spoken in a handful of sets of languages."""
    return codes


def _phrases(concept: Concept, table: Mapping[str, object]) -> Iterator[tuple[str, str, float]]:
    for field_name, strength in (("", NAMED), ("tasks", TASK)):
        lists = table if not field_name else table.get(field_name, {})
        if not isinstance(lists, Mapping):
            raise LexiconError(f"The tasks of '{concept.key}' are not lists by language.")
        for language in languages.LANGUAGES:
            yield from ((language, str(phrase), strength) for phrase in lists.get(language, ()))


def _said(concept: Concept, table: Mapping[str, object]) -> list[Said]:
    """Everything that tells how people speak of it, the stars of names left out."""
    lists = [table, *(found for name in ("tasks", "says") if isinstance(found := table.get(name), Mapping))]
    found = {
        language: [str(phrase).replace("*", "") for told in lists for phrase in told.get(language, ())]
        for language in languages.LANGUAGES
    }
    return [Said.of(concept.key, language, texts) for language, texts in found.items() if texts]


def patterns(phrase: str) -> tuple[str, ...]:
    """The telling words of a phrase, the longest first because it is the rarest."""
    kept = []
    for piece in phrase.replace("'", " ").replace("’", " ").split():
        for word in text.words(piece):
            if piece.endswith("*"):
                kept.append(sys.intern(f"{word}*"))
            elif word not in languages.fillers() or (piece.isupper() and len(piece) > 1):
                kept.append(sys.intern(text.stem(word)))
    return tuple(sorted(kept, key=lambda pattern: (-len(pattern), pattern)))
