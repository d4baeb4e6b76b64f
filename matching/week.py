"""A whole week's candidates: each request's best people under the rules, block by block in bounded memory."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from matching import score
from matching.barred import Barred, Bools
from matching.comparing import asked_by, compare, gives
from matching.index import Asked, Index
from matching.model import Past, Request
from matching.ragged import Floats, Ints
from matching.shortlist import quick
from matching.utility import Utility

SHORT = 128
"""People whom a request is compared with in full; in a smaller community everybody is."""
BLOCK = 256
"""Requests looked at together; fewer where there are very many people."""
CELLS = 6_000_000
"""Numbers of one block."""
LEVELS = 255
HANDS = 2
"""Blocks at the same time."""
WIDER = 0.6
"""A quick look lets through what seems to be worth this part of the least that counts."""


@dataclass(frozen=True)
class Candidates:
    """Pairs that could be suggested, flat, ordered by request: what they are worth, and how relevant they are."""

    at: Ints
    people: Ints
    worth: Floats


def candidates(requests: Sequence[Request], index: Index, past: Past, pool: int, least: float) -> Candidates:
    """Each request's best people, at most `pool` of them."""
    if not requests or not index.people:
        return Candidates(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
    run = _Run(requests, index, past, pool, least)
    size = max(8, min(BLOCK, CELLS // max(1, len(index.offers.rows))))
    blocks = [np.arange(start, min(start + size, len(requests))) for start in range(0, len(requests), size)]
    with ThreadPoolExecutor(HANDS) as hands:
        found = list(hands.map(run.block, blocks))
    return Candidates(*(np.concatenate(part) for part in zip(*found, strict=True)))


class _Run:
    """What all blocks of a week have in common."""

    def __init__(self, requests: Sequence[Request], index: Index, past: Past, pool: int, least: float) -> None:
        self._requests, self._index, self._pool, self._least = requests, index, pool, least
        self._asked = asked_by(requests, index)
        self._barred, self._utility = Barred(requests, index, past), Utility(requests, index, past)
        self._short = max(SHORT, pool)
        self._look = _Look(index) if len(index.people) > self._short else None

    def block(self, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """The candidates of these requests."""
        asked = (self._asked[0].take(rows), self._asked[1].take(rows))
        away = self._barred.mask(rows)
        if self._look is None:
            at, people = np.nonzero(~away)
            meaning = None
        else:
            at, people, meaning = self._look.at(asked, away, self._short, self._least * WIDER)
        pairs = compare([self._requests[row] for row in rows], self._index, at, people, asked, meaning)
        fits = np.flatnonzero(pairs.fits & (pairs.relevance >= self._least))
        at, people = rows[at[fits]], people[fits]
        return _best(at, people, self._utility.of(at, people, pairs.relevance[fits]), self._pool)


class _Look:
    """The quick look both ways."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._offers = quick(index.offers, np.arange(len(index.people)))
        looking = np.flatnonzero([bool(person.looking_for.strip()) for person in index.people])
        self._wishes = quick(index.wishes, looking) if len(looking) else None
        if self._wishes is not None:
            places = np.empty(len(index.people), np.int64)
            places[self._offers.people] = np.arange(len(index.people))
            self._looking = places[self._wishes.people]  # where they stand among those who offer

    def at(self, asked: tuple[Asked, Asked], away: Bools, most: int, least: float) -> tuple[Ints, Ints, Floats | None]:
        """Pairs worth a full comparison, and what each of their rows means where that is known already."""
        chances, meaning = self._offers.chances(asked[0])
        if self._wishes is not None:
            self._both_ways(chances, asked[1])
        at, place = np.divmod(np.flatnonzero(chances >= least), chances.shape[1])
        people = self._offers.people[place]
        free = ~away[at, people]
        at, people, _ = _most(at[free], people[free], chances[at[free], place[free]], most)
        if meaning is None:
            return at, people, None
        counts, rows = self._index.offers.of(people)
        return at, people, meaning[np.repeat(at, counts), self._offers.columns[rows]]

    def _both_ways(self, chances: Floats, gifts: Asked) -> None:
        assert self._wishes is not None
        giving = np.flatnonzero(gives(gifts))
        if not len(giving):
            return
        back, _ = self._wishes.chances(gifts.take(giving))
        some = (giving[:, None], self._looking)
        chances[some] = score.mutual(chances[some], back, np.ones(back.shape, bool))


def _most(at: Ints, people: Ints, chances: Floats, most: int) -> tuple[Ints, Ints, Floats]:
    """Each row's `most` best; by counting first, because sorting all that come into question takes long."""
    levels = (chances * LEVELS).astype(np.int64)
    size = LEVELS + 1
    counts = np.bincount(at * size + levels, minlength=size * (1 + int(at.max(initial=0)))).reshape(-1, size)
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    least = np.maximum(0, (above >= most).sum(axis=1) - 1)
    kept = levels >= least[at]
    return _best(at[kept], people[kept], chances[kept], most)


def _best(at: Ints, people: Ints, worth: Floats, pool: int) -> tuple[Ints, Ints, Floats]:
    """Each request's best by worth, then by the order of people."""
    order = np.lexsort((people, -worth, at))
    at, people, worth = at[order], people[order], worth[order]
    kept = np.arange(len(at)) - np.searchsorted(at, at) < pool
    return at[kept], people[kept], worth[kept]
