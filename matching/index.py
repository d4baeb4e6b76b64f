"""Many people's texts prepared once, so that a need is compared with all of them at the same time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching import text
from matching.centring import Centring
from matching.encoder import EncoderUnusableError, Tier
from matching.hearing import Heard, hear
from matching.lexical import Postings, Scores
from matching.lexicon import Lexicon, shipped
from matching.model import Person, Request
from matching.senses import senses

SECOND = 0.8
"""What one shared concept is worth of the whole; a second one fills most of the rest."""


@dataclass(frozen=True)
class Found:
    """How every row answers a query, by part of the score; and where each person's rows begin."""

    rows: dict[str, Scores]
    starts: np.ndarray

    def best(self, part: str) -> Scores:
        """Each person's best row; the last row is the whole text."""
        return np.asarray(np.maximum.reduceat(self.rows[part], self.starts), dtype=float)

    def whole(self, part: str) -> Scores:
        return np.asarray(self.rows[part][np.append(self.starts[1:], len(self.rows[part])) - 1], dtype=float)


class Tools:
    """What reads texts: the lexicon, and the encoder of a tier where there is one."""

    def __init__(self, tier: Tier, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.senses = senses(lexicon)
        self.tier = tier
        self.centring = None
        if tier.encoder is not None:
            try:
                self.centring = Centring(tier.encoder, lexicon)
            except EncoderUnusableError as error:
                self.tier = Tier("plain", note=str(error))

    def query(self, wish: str) -> Heard:
        return hear(wish, self.lexicon)

    def concepts(self, said: str) -> dict[str, float]:
        return hear(said, self.lexicon).concepts


class Field:
    """One kind of text of many people: each offer is a row, and then all of them together."""

    def __init__(self, texts: Sequence[tuple[str, ...]], tools: Tools) -> None:
        self._tools = tools
        self.rows: list[str] = []
        starts = []
        for offers in texts:
            starts.append(len(self.rows))
            self.rows += [*offers, ". ".join(offers)]
        self.starts = np.array(starts, dtype=np.int64)
        heard = [tools.query(row) for row in self.rows]
        self._letters = Postings([one.letters for one in heard])
        self._sense = tools.senses.of([one.sense for one in heard])
        self.concepts = [one.concepts for one in heard]
        self._having: dict[str, list[int]] = defaultdict(list)
        for at, concepts in enumerate(self.concepts):
            for concept in concepts:
                self._having[concept].append(at)
        self._speaks = np.array([bool(one.said.strip()) for one in heard], bool)
        self._vectors = None
        if tools.centring:
            wholes = np.append(self.starts[1:], len(self.rows)) - 1
            spoken = [heard[whole].language for whole in wholes]
            sizes = np.diff(np.append(self.starts, len(self.rows)))
            self._vectors = tools.centring.encode(
                [one.said for one in heard], [spoken[at] for at in np.repeat(range(len(spoken)), sizes)]
            )

    def said(self, at: int) -> list[str]:
        """One person's rows without the last, which is all of them together."""
        return self.rows[self.starts[at] : self._end(at)]

    def whole_concepts(self, at: int) -> dict[str, float]:
        return self.concepts[self._end(at)]

    def _end(self, at: int) -> int:
        return int(self.starts[at + 1] if at + 1 < len(self.starts) else len(self.rows)) - 1

    def search(self, query: Heard) -> Found:
        rows = {"letters": self._letters.like(query.letters), "sense": self._sense.like(query.sense)}
        rows |= self._by_concept(query)
        if self._tools.centring and self._vectors is not None and query.said.strip():
            vector = self._tools.centring.encode([query.said], [query.language])[0]
            rows["meaning"] = np.maximum(self._vectors @ vector, 0.0).astype(float) * self._speaks
        return Found(rows, self.starts)

    def _by_concept(self, query: Heard) -> dict[str, Scores]:
        missing = {kind: np.ones(len(self.rows)) for kind in ("concept", "related", "context")}
        lexicon = self._tools.lexicon
        for concept, strength in sorted(query.concepts.items()):
            kind = "context" if lexicon.concepts[concept].context else "concept"
            self._lower(missing[kind], concept, strength)
            for near in sorted(lexicon.related(concept)):
                self._lower(missing["related"], near, strength)
        return {kind: 1.0 - left for kind, left in missing.items()}

    def _lower(self, missing: Scores, concept: str, strength: float) -> None:
        for row in self._having.get(concept, ()):
            missing[row] *= 1.0 - SECOND * strength * self.concepts[row][concept]


class Index:
    """People prepared for matching, in the order of their ids."""

    def __init__(self, people: Sequence[Person], tier: Tier, lexicon: Lexicon | None = None) -> None:
        self.people = tuple(sorted(people, key=lambda person: person.id))
        self.by_id = {person.id: at for at, person in enumerate(self.people)}
        words = lexicon or shipped()
        self.tools = Tools(tier, words)
        try:
            self._read()
        except EncoderUnusableError as error:
            self.tools = Tools(Tier("plain", note=str(error)), words)
            self._read()

    def _read(self) -> None:
        self.offers = Field([text.offers((*person.offers, person.headline)) for person in self.people], self.tools)
        self.wishes = Field([text.offers((person.looking_for,)) for person in self.people], self.tools)

    def owner(self, request: Request) -> Person | None:
        """Who asks, where that is one of these people."""
        at = self.by_id.get(request.owner) if request.owner else None
        return None if at is None else self.people[at]

    @property
    def tier(self) -> Tier:
        return self.tools.tier
