"""Skills from outside as entries of a lexicon: names in some languages, found in texts like its own trades."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching import languages
from matching.lexicon import Concept, Lexicon, Term
from matching.lexicon_reading import patterns

SAYS = 0.8
"""What a name from outside counts: nobody of ours has looked at it."""
LONGEST = 4
"""Telling words of a name; what has more is a sentence that nobody writes like that."""
SHORTEST = 4
"""Letters of a name that is a single word."""


@dataclass(frozen=True)
class Skill:
    """A skill: what names it everywhere, and its names by language, the first the one that people read."""

    key: str
    names: Mapping[str, Sequence[str]]


def extended(lexicon: Lexicon, skills: Iterable[Skill]) -> Lexicon:
    """The lexicon with these skills; names that the lexicon has already stay with its own entries.

    They are found by name only: no sense is learnt from them, so the trades of the lexicon keep their meaning.
    """
    taken = {term.words for term in lexicon.terms}
    concepts, terms = list(lexicon.concepts.values()), list(lexicon.terms)
    for skill in skills:
        found = _terms(skill, taken)
        if found and skill.key not in lexicon.concepts:
            concepts.append(Concept(skill.key, skill.key, _shown(skill), outside=True))
            terms += found
    return Lexicon(concepts, terms, lexicon.said)


def _shown(skill: Skill) -> dict[str, str]:
    """The name that is read, by language; who reads another one gets the English, or whichever there is."""
    shown = {language: names[0] for language, names in skill.names.items() if names}
    first = shown.get("en") or next(iter(shown.values()))
    return {language: shown.get(language, first) for language in languages.LANGUAGES}


def _terms(skill: Skill, taken: Iterable[tuple[str, ...]]) -> list[Term]:
    spoken: dict[tuple[str, ...], set[str]] = {}
    for language, names in skill.names.items():
        for name in names:
            words = patterns(name.split("(")[0].replace("*", " "))
            short = len(words) == 1 and len(words[0]) < SHORTEST
            if words and len(words) <= LONGEST and not short and words not in taken:
                spoken.setdefault(words, set()).add(language)
    return [Term(skill.key, words, SAYS, frozenset(told)) for words, told in spoken.items()]
