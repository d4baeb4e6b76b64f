"""Many people's texts prepared once, so that needs are compared with whom they may concern at the same time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matching import text
from matching.arrays import Array, Floats, Ints, np
from matching.encoder import EncoderUnusableError, Tier, Vectors
from matching.lexicon import Lexicon
from matching.lexicon_reading import shipped
from matching.model import Person, Request, Weighing
from matching.ragged import summed
from matching.reading import BUCKETS, Known, Reader, Texts

STRETCH = 2048
"""Rows whose letters are looked at together: what they need stays near the processor."""
SECOND = 0.8
"""What one shared concept is worth of the whole; a second one fills most of the rest."""


@dataclass(frozen=True)
class Asked:
    """Texts as the index looks for them."""

    said: tuple[str, ...]
    texts: Texts
    vectors: Vectors

    def take(self, rows: Ints) -> "Asked":
        return Asked(tuple(self.said[row] for row in rows), self.texts.take(rows), self.vectors[rows])


@dataclass(frozen=True)
class Found:
    """How rows answer what was asked, by part of the score; and where the rows of each pair begin."""

    rows: dict[str, Floats]
    starts: Ints
    each: Ints
    """By row which of the texts that were asked it answers, and below which row of the field it is."""
    places: Ints

    def best(self, part: str) -> Floats:
        """Each pair's best row; the last row is the whole text."""
        if not len(self.starts):
            return np.empty(0, np.float32)
        return np.asarray(np.maximum.reduceat(self.rows[part], self.starts))

    def whole(self, part: str) -> Floats:
        return self.rows[part][self.ends]

    @property
    def ends(self) -> Ints:
        """The last row of each pair."""
        return np.append(self.starts[1:], len(self.each))[: len(self.starts)] - 1

    def take(self, pairs: Ints) -> "Found":
        """Of these pairs only."""
        counts = (self.ends - self.starts + 1)[pairs]
        begins = np.cumsum(counts) - counts
        flat = np.repeat(self.starts[pairs] - begins, counts) + np.arange(int(counts.sum()))
        return Found({name: part[flat] for name, part in self.rows.items()}, begins, self.each[flat], self.places[flat])


class Field:
    """One kind of text of many people: each offer is a row, then all of them together; a single offer is both."""

    def __init__(self, said: Sequence[tuple[str, ...]], reader: Reader) -> None:
        self.reader = reader
        self.rows: list[str] = []
        starts = [0]
        for offers in said:
            self.rows += offers if len(offers) == 1 else [*offers, ". ".join(offers)]
            starts.append(len(self.rows))
        self.starts = np.array(starts, np.int64)
        texts = reader.read(self.rows)
        sizes = np.diff(self.starts)
        spoken = np.repeat(texts.spoken[self.starts[1:] - 1], sizes)
        self.vectors = reader.centred(texts, spoken).astype(np.float16)
        self.texts = texts.bare()
        concepts = reader.lexicon.concepts
        self.context = np.array([concepts[key].context for key in reader.keys], bool)
        places = {key: at for at, key in enumerate(reader.keys)}
        self.near = [
            np.array([places[near] for near in sorted(reader.lexicon.related(key))], np.int64) for key in places
        ]

    def said(self, person: int) -> list[str]:
        """One person's rows without that of all together."""
        first, last = int(self.starts[person]), int(self.starts[person + 1]) - 1
        return self.rows[first : max(last, first + 1)]

    def of(self, people: Ints) -> tuple[Ints, Ints]:
        """How many rows each of these people has, and which."""
        counts = self.starts[people + 1] - self.starts[people]
        begins = np.cumsum(counts) - counts
        return counts, np.repeat(self.starts[people] - begins, counts) + np.arange(int(counts.sum()))

    def search(self, asked: Asked, at: Ints, people: Ints, meaning: Floats | None = None) -> Found:
        """How the rows of these people answer, but for their letters: what was asked at that place against that person.

        `meaning` is given where it was computed already.
        """
        counts, rows = self.of(people)
        each = np.repeat(at, counts)
        found: dict[str, Floats] = {"sense": self._sense(asked, each, rows)} | self._by_concept(asked, each, rows)
        if self.vectors.shape[1]:
            if meaning is None:
                meaning = _dots(asked.vectors, each, self.vectors, rows)
            # Rounded, so that the way in which a machine adds up decides nothing.
            found["meaning"] = np.asarray(np.round(np.maximum(meaning, 0.0), 5), np.float32)
        return Found(found, np.cumsum(counts) - counts, each, rows)

    def lettered(self, asked: Asked, found: Found) -> Found:
        """The same with letters, which take longest."""
        return replace(found, rows=found.rows | {"letters": self._letters(asked, found.each, found.places)})

    def _letters(self, asked: Asked, each: Ints, rows: Ints) -> Floats:
        """The cosine of letters. Only what was asked takes part, so the table is narrow."""
        letters, ours = asked.texts.letters, self.texts.letters
        used, places = np.unique(letters.ids, return_inverse=True)
        table = np.zeros((len(asked.texts), len(used) + 1), np.float32)
        table[np.repeat(np.arange(len(letters)), np.diff(letters.starts)), places + 1] = letters.weights
        narrow = np.zeros(BUCKETS, np.int32)
        narrow[used] = np.arange(1, len(used) + 1)
        found = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), STRETCH):
            some = slice(start, start + STRETCH)
            counts, flat = ours.flat(rows[some])
            columns = narrow.take(ours.ids.take(flat))
            columns += np.repeat((each[some] * table.shape[1]).astype(np.int32), counts)
            shared = table.take(columns)
            shared *= ours.weights.take(flat)
            found[some] = summed(shared, counts)
        return np.minimum(found, np.float32(1.0))

    def _sense(self, asked: Asked, each: Ints, rows: Ints) -> Floats:
        table = np.zeros((len(asked.texts), max(1, len(self.reader.senses.keys))), np.float32)
        # A place that is not used has weight 0 and concept 0: nothing is added to what stands there.
        np.add.at(table, (np.arange(len(table))[:, None], asked.texts.sense), asked.texts.weights)
        found = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), STRETCH):
            some = slice(start, start + STRETCH)
            columns = self.texts.sense.take(rows[some], axis=0).astype(np.int32)
            columns += (each[some] * table.shape[1]).astype(np.int32)[:, None]
            heard = table.take(columns)
            heard *= self.texts.weights.take(rows[some], axis=0)
            found[some] = heard.sum(axis=1)
        return found

    def _by_concept(self, asked: Asked, each: Ints, rows: Ints) -> dict[str, Floats]:
        """One shared concept fills most of 1, each further one most of what is left."""
        named = asked.texts.concepts.table(max(1, len(self.reader.keys)))
        near = np.zeros_like(named)
        for row, place in zip(*np.nonzero(named), strict=True):
            if not self.context[place] and len(self.near[place]):
                near[row, self.near[place]] = np.maximum(near[row, self.near[place]], named[row, place])
        context = np.zeros(named.shape[1], bool)
        context[: len(self.context)] = self.context
        counts, flat = self.texts.concepts.flat(rows)
        places = np.repeat(each * named.shape[1], counts) + self.texts.concepts.ids.take(flat)
        # A request names one or two: of all that is named here nearly nothing answers it.
        told = np.flatnonzero(np.maximum(named, near).take(places))
        places, weights = places[told], self.texts.concepts.weights.take(flat[told]) * np.float32(SECOND)
        below = np.searchsorted(np.cumsum(counts), told, side="right")
        tables = {"concept": np.where(context, 0, named), "related": near, "context": np.where(context, named, 0)}
        return {kind: _least_missed(table.take(places) * weights, below, len(rows)) for kind, table in tables.items()}


def _least_missed(shares: Floats, at: Ints, size: int) -> Floats:
    """What several shares come to, row by row, where each fills its part of what the others left."""
    some = np.flatnonzero(shares)
    missed = np.bincount(at[some], np.log1p(-shares[some]), size)
    found = np.zeros(size, np.float32)
    touched = at[some]
    found[touched] = -np.expm1(missed[touched].astype(np.float32))
    return found


def _dots(left: Vectors, at: Ints, right: Array, rows: Ints) -> Floats:
    """Pairs of rows multiplied, a stretch at a time so that memory stays small."""
    found = np.empty(len(at), np.float32)
    for start in range(0, len(at), 8192):
        here = slice(start, start + 8192)
        found[here] = np.einsum("ij,ij->i", left[at[here]], right[rows[here]].astype(np.float32))
    return found


class Index:
    """People prepared for matching, in the order of their ids. What was read before is not read again."""

    def __init__(
        self,
        people: Sequence[Person],
        tier: Tier,
        lexicon: Lexicon | None = None,
        known: Known | None = None,
        learnt: Mapping[str, Weighing] | None = None,
        owners: Mapping[str, Person] | None = None,
    ) -> None:
        """Read everybody.

        Args:
            people: who may be suggested.
            tier: what reads them.
            lexicon: what their words mean.
            known: what was read before.
            learnt: a community's own weights.
            owners: those who ask, by id, where these are not all among the people.
        """
        self.learnt = learnt
        self.people = tuple(sorted(people, key=lambda person: person.id))
        self.by_id = {person.id: at for at, person in enumerate(self.people)}
        self._owners = owners
        self.looking = np.array([bool(person.looking_for.strip()) for person in self.people], bool)
        self.lexicon = lexicon or shipped()
        self._read(tier, known)

    def _read(self, tier: Tier, known: Known | None) -> None:
        """Read everybody; a model that breaks on the way is left out, and the tier's note says so."""
        try:
            self.reader = Reader(tier, self.lexicon, known)
            self.offers = Field([text.offers((*one.offers, one.headline)) for one in self.people], self.reader)
            self.wishes = Field(
                [text.offers((one.looking_for,)) if one.looking_for else () for one in self.people], self.reader
            )
        except EncoderUnusableError as error:
            self._read(Tier("plain", note=str(error)), None)

    def ask(self, said: Sequence[str]) -> Asked:
        """Prepare what is looked for."""
        try:
            texts = self.reader.read(said)
        except EncoderUnusableError as error:
            self._read(Tier("plain", note=str(error)), None)
            texts = self.reader.read(said)
        return Asked(tuple(said), texts.bare(), self.reader.centred(texts, texts.spoken))

    def owner(self, request: Request) -> Person | None:
        """Who asks, where that is known."""
        if request.owner is None or self._owners is not None:
            return self._owners.get(request.owner) if self._owners and request.owner else None
        at = self.by_id.get(request.owner)
        return None if at is None else self.people[at]

    @property
    def tier(self) -> Tier:
        return self.reader.tier
