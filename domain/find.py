"""Finding people and offers: words that are meant, misspelt ones included, and who has the most of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

PAGE = 5
_EXACT, _BEGINS, _MEANS = 1.0, 0.9, 0.7
_SHORT = 4
"""Letters: a shorter word is not guessed at, `web` is no `wed`."""
_CLOSE = 80
"""Per cent alike: one slip in a word of five letters."""


@dataclass(frozen=True)
class Word:
    """A word of a question: its stem, and the trades that it names in any language."""

    stem: str
    concepts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """Something that can be found: its stems and trades, each with the weight of the field it stands in."""

    stems: Mapping[str, float]
    concepts: Mapping[str, float]


@dataclass(frozen=True)
class Hit:
    """An entry by its place in the list, with how many words of the question it has."""

    place: int
    words: int
    score: float


@dataclass(frozen=True)
class Found:
    """What was found: `whole` when every hit has every word, else these only come near."""

    hits: tuple[Hit, ...]
    whole: bool


def search(question: Sequence[Word], entries: Sequence[Entry]) -> Found:
    """Entries with every word, best first; where none has, those with at least half of them."""
    words = list(dict.fromkeys(question))
    vocabulary = frozenset(stem for entry in entries for stem in entry.stems)
    meant = [(_meant(word.stem, vocabulary), word.concepts) for word in words]
    hits = [hit for place, entry in enumerate(entries) if (hit := _hit(place, entry, meant)).words]
    hits.sort(key=lambda hit: (-hit.words, -hit.score, hit.place))
    if hits and hits[0].words == len(words):
        return Found(tuple(hit for hit in hits if hit.words == len(words)), whole=True)
    return Found(tuple(hit for hit in hits if 2 * hit.words >= len(words)), whole=False)


def _hit(place: int, entry: Entry, meant: Iterable[tuple[Mapping[str, float], frozenset[str]]]) -> Hit:
    gains = [_gain(entry, stems, concepts) for stems, concepts in meant]
    return Hit(place, sum(gain > 0 for gain in gains), sum(gains))


def _gain(entry: Entry, stems: Mapping[str, float], concepts: frozenset[str]) -> float:
    """What one word of the question is worth in this entry."""
    written = [sure * entry.stems[stem] for stem, sure in stems.items() if stem in entry.stems]
    named = [_MEANS * entry.concepts[concept] for concept in concepts if concept in entry.concepts]
    return max([*written, *named], default=0.0)


def _meant(stem: str, vocabulary: frozenset[str]) -> dict[str, float]:
    """The written words that a word of the question may mean; a word that somebody has is no typing error."""
    sure = {word: _BEGINS for word in vocabulary if len(stem) >= _SHORT and word.startswith(stem)}
    if stem in vocabulary:
        sure[stem] = _EXACT
    if sure or len(stem) < _SHORT:
        return sure
    close = process.extract(stem, vocabulary, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=None)
    return {word: score / 100 * _BEGINS for word, score, _ in close if len(word) >= _SHORT}


def entry(parts: Iterable[tuple[float, Iterable[str], Iterable[str]]]) -> Entry:
    """An entry of fields, each (weight, stems, concepts); a word that stands in several counts where it weighs most."""
    stems: defaultdict[str, float] = defaultdict(float)
    concepts: defaultdict[str, float] = defaultdict(float)
    for weight, words, trades in parts:
        for word in words:
            stems[word] = max(stems[word], weight)
        for trade in trades:
            concepts[trade] = max(concepts[trade], weight)
    return Entry(dict(stems), dict(concepts))


def network(mine: tuple[int, str], all_of_them: Iterable[tuple[int, str]]) -> list[int]:
    """The communities whose people I may find: my own, and those that share its network (each as id, network)."""
    own, shared = mine
    return [other for other, name in all_of_them if other == own or (shared and name == shared)]


def pages(count: int) -> int:
    """How many pages so many hits take; no hits take one."""
    return max(1, -(-count // PAGE))
