"""What a text says is not wanted or not done: it is left out before anything is compared."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from matching import text

_FILE = Path(__file__).parent / "data" / "unwanted.toml"
_CLAUSE = re.compile(r"[,.;:!?…·()\n\r\u2028\u2029\u037e]+|\s[-–—/]\s")
_SPOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

NEGATIVE = ("refused", "had", "other")
KINDS = (*NEGATIVE, "wanted")
UNTURNED = ("refused", "had", "wanted")

_Cue = tuple[str, ...]


@dataclass(frozen=True)
class _Hit:
    """A cue found in a clause: its kind and the places of its first word and behind its last."""

    kind: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def affirmed(said: str, language: str = "") -> str:
    """The text without its negated clauses. "We have a painter already, we need a tiler" is about tiles alone.

    A negation is looked for in the text's language: English "no" is another word than Croatian "no".
    """
    cues = _cues(language)
    if cues.firsts.isdisjoint(text.words(said)):
        return said
    return ", ".join(piece for clause in _clauses(said, cues) for piece in _kept(clause, cues) if piece)


def only_had(said: str, language: str = "") -> bool:
    """Whether the text only says what is there already, without a word of what is wanted instead."""
    return {hit.kind for hit in _hits(text.words(said), _cues(language))} == {"had"}


@dataclass(frozen=True)
class _Cues:
    """kind -> first word -> cues, the longest first."""

    by_kind: dict[str, dict[str, tuple[_Cue, ...]]]

    @cached_property
    def firsts(self) -> frozenset[str]:
        return frozenset(first for kind in NEGATIVE for first in self.by_kind[kind])

    def of(self, kind: str, word: str) -> tuple[_Cue, ...]:
        return self.by_kind[kind].get(word, ())


@cache
def _cues(language: str) -> _Cues:
    """The cues of one language, or of all where it is not known."""
    with _FILE.open("rb") as file:
        lists = tomllib.load(file)
    found = {}
    for kind, by_language in lists.items():
        listed = by_language.get(language) or [cue for some in by_language.values() for cue in some]
        cues = sorted({tuple(text.words(cue)) for cue in listed}, key=lambda cue: (-len(cue), cue))
        found[kind] = {first: tuple(cue for cue in cues if cue[0] == first) for first in {cue[0] for cue in cues}}
    return _Cues(found)


def _clauses(said: str, cues: _Cues) -> Iterator[str]:
    """Pieces between signs, cut again where a word turns the sentence round."""
    for piece in _CLAUSE.split(said):
        start = 0
        for spoken in _SPOKEN.finditer(piece):
            if cues.of("turn", text.normal(spoken.group())) and spoken.start() > start:
                yield piece[start : spoken.start()]
                start = spoken.start()
        yield piece[start:]


def _kept(clause: str, cues: _Cues) -> Iterator[str]:
    """What is left of one clause."""
    tokens = [
        (word, found.start(), found.end()) for found in _SPOKEN.finditer(clause) for word in text.words(found.group())
    ]
    words = [word for word, _, _ in tokens]
    hits = _hits(words, cues)
    if not any(hit.kind in NEGATIVE for hit in hits):
        yield clause.strip()
        return
    for start, end in _wanted_stretches(hits, len(words)):
        if start < end:
            yield clause[tokens[start][1] : tokens[end - 1][2]].strip()


def _wanted_stretches(hits: Sequence[_Hit], size: int) -> Iterator[tuple[int, int]]:
    """From each thing wanted to the next thing that is not; what stands before a refusal stays."""
    open_at: int | None = None if any(hit.kind == "had" for hit in hits[:1]) else 0
    for hit in hits:
        if hit.kind == "wanted":
            if open_at is None:
                open_at = hit.start
        elif open_at is not None:
            if hit.kind != "had" or open_at > 0:
                yield open_at, hit.start
            open_at = None
    if open_at is not None:
        yield open_at, size


def _hits(words: Sequence[str], cues: _Cues) -> list[_Hit]:
    """Cues in their order; a longer one hides what lies within it."""
    found: list[_Hit] = []
    at = 0
    while at < len(words):
        kinds = KINDS if at == 0 or found or cues.of("turn", words[at - 1]) else UNTURNED
        hits = (
            _Hit(kind, at, end)
            for kind in kinds
            for cue in cues.of(kind, words[at])
            if (end := _ends(words, at, cue, kind))
        )
        hit = next(hits, None)
        if hit:
            found.append(hit)
        at = hit.end if hit else at + 1
    return found


def _ends(words: Sequence[str], at: int, cue: _Cue, kind: str) -> int:
    """Behind the cue's last word, or 0 where it does not stand here. One other word may stand within a negation."""
    place = at + 1
    for word in cue[1:]:
        if place < len(words) and words[place] == word:
            place += 1
        elif kind in ("refused", "had") and place + 1 < len(words) and words[place + 1] == word:
            place += 2
        else:
            return 0
    return place
