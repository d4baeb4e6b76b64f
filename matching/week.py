"""A whole week's candidates: each request's best people under the rules, block by block in bounded memory."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from matching.arrays import Bools, Floats, Ints, np
from matching.barred import Barred
from matching.comparing import asked_by, compare
from matching.index import Asked, Index
from matching.looking import Everybody, best
from matching.model import Past, Request
from matching.utility import Utility

SHORT = 128
"""People whom a request is compared with in full; in a smaller community everybody is."""
BLOCK = 512
"""Requests looked at together."""
FEW = 64
"""Requests compared in full together: the table of their letters stays near the processor."""
CLOSE = 4e-6
"""What rounding may change: who is this close to the last place is looked at in full."""
HANDS = 2
"""Blocks at the same time."""


@dataclass(frozen=True)
class Candidates:
    """Pairs that could be suggested, flat, ordered by request: what they are worth, and how relevant they are."""

    at: Ints
    people: Ints
    worth: Floats

    def best(self, pool: int) -> "Candidates":
        """Each request's best."""
        kept = best(self.at, self.people, self.worth, pool)
        return Candidates(self.at[kept], self.people[kept], self.worth[kept])


def joined(parts: Sequence[Candidates]) -> Candidates:
    """All of them."""
    return Candidates(*(np.concatenate([getattr(one, name) for one in parts]) for name in ("at", "people", "worth")))


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
    blocks = [np.arange(start, min(start + BLOCK, len(requests))) for start in range(0, len(requests), BLOCK)]
    with ThreadPoolExecutor(HANDS) as hands:
        return joined(list(hands.map(run.block, blocks)))


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
        self._look = Everybody(index) if len(index.people) > self._short else None

    def block(self, rows: Ints) -> Candidates:
        """The candidates of these requests."""
        if self._look is None:
            (at, people), meaning = self._everybody(rows), None
        else:
            asked = (self._asked[0].take(rows), self._asked[1].take(rows))
            at, people, meaning = self._look.standing_out(asked, partial(self._free, rows), self._short, self._least)
        texts = np.append(0, np.cumsum(self._index.offers.of(people)[0]))
        begins = np.searchsorted(at, np.arange(0, len(rows) + FEW, FEW))
        found = []
        for place, (first, last) in enumerate(pairwise(begins.tolist())):
            some, start = slice(first, last), place * FEW
            means = None if meaning is None else meaning[texts[first] : texts[last]]
            found.append(self._compared(rows[start : start + FEW], at[some] - start, people[some], means))
        return joined(found)

    def _compared(self, rows: Ints, at: Ints, people: Ints, meaning: Floats | None) -> Candidates:
        """The best of these pairs, compared in full."""
        asked, hopeful = (self._asked[0].take(rows), self._asked[1].take(rows)), partial(self._hopeful, rows)
        pairs = compare([self._requests[row] for row in rows], self._index, at, people, asked, meaning, hopeful)
        fits = np.flatnonzero(pairs.fits & (pairs.relevance >= self._least))
        at, people = rows[pairs.at[fits]], pairs.people[fits]
        return Candidates(at, people, self._utility.of(at, people, pairs.relevance[fits])).best(self._pool)

    def _everybody(self, rows: Ints) -> tuple[Ints, Ints]:
        everybody = np.arange(len(self._index.people))
        at, people = np.repeat(np.arange(len(rows)), len(everybody)), np.tile(everybody, len(rows))
        free = self._free(rows, at, people)
        return at[free], people[free]

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
