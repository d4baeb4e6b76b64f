"""A whole week's candidates: each request's best people under the rules, block by block in bounded memory."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from matching import score
from matching.arrays import Bools, Floats, Ints, np
from matching.barred import Barred
from matching.comparing import asked_by, compare, gives
from matching.index import Asked, Index
from matching.model import Past, Request
from matching.shortlist import quick
from matching.utility import Utility

SHORT = 128
"""People whom a request is compared with in full; in a smaller community everybody is."""
BLOCK = 256
"""Requests looked at together; fewer where there are very many people."""
CELLS = 3_000_000
"""Numbers of one block."""
CLOSE = 4e-6
"""What rounding may change: who is this close to the last place is looked at in full."""
LEVELS = 255
HANDS = 2
"""Blocks at the same time."""


@dataclass(frozen=True)
class Candidates:
    """Pairs that could be suggested, flat, ordered by request: what they are worth, and how relevant they are."""

    at: Ints
    people: Ints
    worth: Floats


def candidates(
    requests: Sequence[Request],
    index: Index,
    past: Past,
    pool: int,
    least: float,
    asked: tuple[Asked, Asked] | None = None,
) -> Candidates:
    """Each request's best people, at most `pool` of them; `asked` where the requests were read before."""
    if not requests or not index.people:
        return Candidates(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
    run = _Run(requests, index, past, pool, least, asked)
    size = max(8, min(BLOCK, CELLS // max(1, len(index.offers.rows))))
    blocks = [np.arange(start, min(start + size, len(requests))) for start in range(0, len(requests), size)]
    with ThreadPoolExecutor(HANDS) as hands:
        found = list(hands.map(run.block, blocks))
    return Candidates(*(np.concatenate(part) for part in zip(*found, strict=True)))


def best_of(one: Candidates, other: Candidates, pool: int) -> Candidates:
    """Each request's best of both."""
    at, people = np.concatenate([one.at, other.at]), np.concatenate([one.people, other.people])
    return Candidates(*_best(at, people, np.concatenate([one.worth, other.worth]), pool))


class _Run:
    """What all blocks of a week have in common."""

    def __init__(
        self,
        requests: Sequence[Request],
        index: Index,
        past: Past,
        pool: int,
        least: float,
        asked: tuple[Asked, Asked] | None,
    ) -> None:
        self._requests, self._index, self._pool, self._least = requests, index, pool, least
        self._asked = asked or asked_by(requests, index)
        self._barred, self._utility = Barred(requests, index, past), Utility(requests, index, past)
        self._short = max(SHORT, pool)
        self._look = _Look(index) if len(index.people) > self._short else None

    def block(self, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """The candidates of these requests."""
        asked = (self._asked[0].take(rows), self._asked[1].take(rows))
        if self._look is None:
            everybody = np.arange(len(self._index.people))
            at, people = np.repeat(np.arange(len(rows)), len(everybody)), np.tile(everybody, len(rows))
            free = ~self._barred.away(rows[at], people)
            at, people, meaning = at[free], people[free], None
        else:
            at, people, meaning = self._look.at(asked, partial(self._free, rows), self._short, self._least)
        hopeful = partial(self._hopeful, rows)
        pairs = compare([self._requests[row] for row in rows], self._index, at, people, asked, meaning, hopeful)
        fits = np.flatnonzero(pairs.fits & (pairs.relevance >= self._least))
        at, people = rows[pairs.at[fits]], pairs.people[fits]
        return _best(at, people, self._utility.of(at, people, pairs.relevance[fits]), self._pool)

    def _hopeful(self, rows: Ints, at: Ints, people: Ints, least: Floats, most: Floats) -> Bools:
        """Whose relevance can reach the least, and who may be among the best of their request.

        Enough others are sure to be worth more than somebody who is left out here.
        """
        sure, worth = least >= self._least + CLOSE, self._utility.of(rows[at], people, least)
        order = np.lexsort((-worth, at, ~sure))[: int(sure.sum())]
        begins = np.searchsorted(at[order], np.arange(len(rows) + 1))
        last = begins[:-1] + self._pool - 1
        enough = last < begins[1:]
        bar = np.full(len(rows), -np.inf, np.float32)
        bar[enough] = worth[order[last[enough]]]
        return np.asarray((most >= self._least) & (self._utility.of(rows[at], people, most) >= bar[at] - CLOSE))

    def _free(self, rows: Ints, at: Ints, people: Ints) -> Bools:
        return np.asarray(~self._barred.away(rows[at], people))


class _Look:
    """The quick look both ways."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._offers = quick(index.offers, np.arange(len(index.people)), index.learnt)
        looking = np.flatnonzero(index.looking)
        self._wishes = quick(index.wishes, looking, index.learnt) if len(looking) else None
        places = np.full(len(index.people), -1, np.int64)
        places[self._offers.people] = np.arange(len(index.people))
        self._looking = places[self._wishes.people] if self._wishes else looking
        self._wish_of = np.full(len(index.people), -1, np.int64)
        """By place among those who offer the place among those who look for something."""
        self._wish_of[self._looking] = np.arange(len(looking))

    def at(
        self, asked: tuple[Asked, Asked], free: Callable[[Ints, Ints], Bools], most: int, least: float
    ) -> tuple[Ints, Ints, Floats | None]:
        """Pairs worth a full comparison, and what each of their rows means where that is known already.

        Nobody is passed over whose score could reach `least`: a sum tells all but what letters and the place it is
        for may add, and both ways together are never more than the better one.
        """
        sums, meaning = self._offers.sums(asked[0])
        enough = np.float32(np.log(least / (1 - least)) - self._offers.unseen)
        kept = sums >= enough
        giving = np.flatnonzero(gives(asked[1])) if self._wishes else np.empty(0, np.int64)
        back = (
            self._wishes.sums(asked[1].take(giving))[0]
            if self._wishes and len(giving)
            else np.empty((0, 0), np.float32)
        )
        row, column = np.nonzero(back >= enough)
        kept[giving[row], self._looking[column]] = True
        at, place = np.divmod(np.flatnonzero(kept), kept.shape[1])
        allowed = free(at, self._offers.people[place])
        at, place = at[allowed], place[allowed]
        chances = self._chances(sums[at, place], at, place, giving, back)
        at, place, _ = _most(at, place, chances, most)
        people = self._offers.people[place]
        if meaning is None:
            return at, people, None
        counts, rows = self._index.offers.of(people)
        return at, people, meaning[np.repeat(at, counts), self._offers.columns[rows]]

    def _chances(self, sums: Floats, at: Ints, place: Ints, giving: Ints, back: Floats) -> Floats:
        """The chance of each of these pairs, both ways where the other one is known."""
        chances = _chance(sums)
        if not len(giving):
            return chances
        given = np.full(1 + int(max(at.max(initial=0), giving.max())), -1, np.int64)
        given[giving] = np.arange(len(giving))
        some = np.flatnonzero((given[at] >= 0) & (self._wish_of[place] >= 0))
        other = _chance(back[given[at[some]], self._wish_of[place[some]]])
        chances[some] = score.mutual(chances[some], other, np.ones(len(some), bool))
        return chances


def _chance(sums: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-sums)), np.float32)


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
