"""A week's quick look both ways: in one group of people after the other, the few who stand out for each request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matching import score
from matching.arrays import Bools, Floats, Ints, np
from matching.comparing import gives
from matching.index import Asked, Index
from matching.shortlist import Quick, Sought, sought, weighing

GROUP = 1024
"""People looked at together: what is known of them for some hundred requests stays near the processor."""
LEVELS = 255

Free = Callable[[Ints, Ints], Bools]
"""Which of these pairs of a request and a person no rule keeps apart."""


@dataclass(frozen=True)
class _Sought:
    """Some requests: what they ask for, and what their owners give, where they give anything."""

    wishes: Sought
    gifts: Sought
    giving: Ints


@dataclass(frozen=True)
class _Seen:
    """Pairs worth a full comparison: how likely they fit, how many texts each has, and what these mean, if known."""

    at: Ints
    people: Ints
    chances: Floats
    counts: Ints
    meaning: Floats


class Everybody:
    """All people of an index, ready for quick looks."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._how = weighing(index.offers, index.learnt)
        size = len(index.people)
        groups = [np.arange(start, min(start + GROUP, size)) for start in range(0, size, GROUP)]
        self._groups = [_Group(index, people) for people in groups]

    def standing_out(
        self, asked: tuple[Asked, Asked], free: Free, most: int, least: float
    ) -> tuple[Ints, Ints, Floats | None]:
        """For each request at most so many people, and what each of their texts means where that is known by now."""
        giving = np.flatnonzero(gives(asked[1]))
        both = _Sought(
            sought(asked[0], self._index.offers, self._how),
            sought(asked[1].take(giving), self._index.wishes, self._how),
            giving,
        )
        seen = _joined([group.at(both, free, least) for group in self._groups])
        kept = _most(seen.at, seen.people, seen.chances, most)
        at, people, counts = seen.at[kept], seen.people[kept], seen.counts[kept]
        if not self._index.offers.vectors.shape[1]:
            return at, people, None
        begins = np.cumsum(counts) - counts
        starts = (np.cumsum(seen.counts) - seen.counts)[kept]
        return at, people, seen.meaning[np.repeat(starts - begins, counts) + np.arange(int(counts.sum()))]


def _joined(parts: Sequence[_Seen]) -> _Seen:
    names = ("at", "people", "chances", "counts", "meaning")
    return _Seen(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class _Group:
    """Some of the people."""

    def __init__(self, index: Index, people: Ints) -> None:
        self._index = index
        self._offers = Quick(index.offers, people, weighing(index.offers, index.learnt))
        looking = people[index.looking[people]]
        self._wishes = Quick(index.wishes, looking, weighing(index.wishes, index.learnt)) if len(looking) else None
        places = np.full(len(index.people), -1, np.int64)
        places[self._offers.people] = np.arange(len(people))
        self._looking = places[self._wishes.people] if self._wishes else looking
        self._wish_of = np.full(len(people), -1, np.int64)
        """By place among those who offer the place among those who look for something."""
        self._wish_of[self._looking] = np.arange(len(looking))

    def at(self, asked: _Sought, free: Free, least: float) -> _Seen:
        """Whom nothing keeps away and whose score could reach `least`.

        Nobody else is passed over: a sum tells all but what letters and the place it is for may add, and both ways
        together are never more than the better one.
        """
        sums, meaning = self._offers.sums(asked.wishes)
        enough = np.float32(np.log(least / (1 - least)) - self._offers.unseen)
        kept = sums >= enough
        back = np.empty((0, 0), np.float32)
        if self._wishes and len(asked.giving):
            back = self._wishes.sums(asked.gifts)[0]
            row, column = np.divmod(np.flatnonzero(back >= enough), back.shape[1])
            kept[asked.giving[row], self._looking[column]] = True
        at, place = np.divmod(np.flatnonzero(kept), kept.shape[1])
        allowed = free(at, self._offers.people[place])
        at, place = at[allowed], place[allowed]
        people = self._offers.people[place]
        counts, rows = self._index.offers.of(people)
        means = np.empty(0, np.float32)
        if meaning is not None:
            means = meaning[np.repeat(at, counts), self._offers.columns(rows)]
        return _Seen(at, people, self._chances(sums[at, place], at, place, asked.giving, back), counts, means)

    def _chances(self, sums: Floats, at: Ints, place: Ints, giving: Ints, back: Floats) -> Floats:
        """The chance of each of these pairs, both ways where the other one is known."""
        chances = _chance(sums)
        if not len(back):
            return chances
        given = np.full(1 + int(max(at.max(initial=0), giving.max())), -1, np.int64)
        given[giving] = np.arange(len(giving))
        some = np.flatnonzero((given[at] >= 0) & (self._wish_of[place] >= 0))
        other = _chance(back[given[at[some]], self._wish_of[place[some]]])
        chances[some] = score.mutual(chances[some], other, np.ones(len(some), bool))
        return chances


def _chance(sums: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-sums)), np.float32)


def _most(at: Ints, people: Ints, chances: Floats, most: int) -> Ints:
    """Each row's `most` best; by counting first, because sorting all that come into question takes long."""
    levels = (chances * LEVELS).astype(np.int64)
    size = LEVELS + 1
    counts = np.bincount(at * size + levels, minlength=size * (1 + int(at.max(initial=0)))).reshape(-1, size)
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    least = np.maximum(0, (above >= most).sum(axis=1) - 1)
    kept = np.flatnonzero(levels >= least[at])
    return np.asarray(kept[best(at[kept], people[kept], chances[kept], most)])


def best(at: Ints, people: Ints, worth: Floats, most: int) -> Ints:
    """The places of each request's best by worth, then by the order of people."""
    order = np.lexsort((people, -worth, at))
    ordered = at[order]
    return np.asarray(order[np.arange(len(order)) - np.searchsorted(ordered, ordered) < most])
