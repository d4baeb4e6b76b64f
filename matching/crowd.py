"""A week of very many people: a part of them is read at a time, so that memory does not grow with what they say.

Each part is looked at for all requests, and of each request's best so far only the best remain. What was read is
forgotten before the next part; those who are suggested are read once more for their reasons. The result is that of one
look at everybody, or better: a short list for each part holds more people than one for all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matching import score, week
from matching.arrays import Ints, np
from matching.comparing import asked_by
from matching.encoder import PLAIN, Tier
from matching.engine import NO_PAST, POOL, Chosen, report, share_out, told
from matching.index import Asked, Index
from matching.lexicon import Lexicon
from matching.model import Past, Person, Request, Result, Suggestion, Weighing
from matching.week import Candidates

PART = 10_000
"""People who are read together."""


@dataclass(frozen=True)
class _Crowd:
    """What all parts have in common."""

    requests: Sequence[Request]
    people: Sequence[Person]
    past: Past
    tier: Tier
    lexicon: Lexicon | None
    learnt: Mapping[str, Weighing] | None
    owners: Mapping[str, Person]

    def index(self, people: Sequence[Person]) -> Index:
        """Some of the people, read anew."""
        return Index(people, self.tier, self.lexicon, None, self.learnt, self.owners)


def match(
    requests: Sequence[Request],
    people: Sequence[Person],
    past: Past = NO_PAST,
    tier: Tier = PLAIN,
    lexicon: Lexicon | None = None,
    learnt: Mapping[str, Weighing] | None = None,
    capacity_default: int = 3,
    top: int = 10,
) -> Result:
    """A whole week like `engine.match`, in memory that grows with what is asked and not with what people say."""
    people = sorted(people, key=lambda person: person.id)
    requests = sorted(requests, key=lambda request: request.id)
    crowd = _Crowd(requests, people, past, tier, lexicon, learnt, {person.id: person for person in people})
    nobody = crowd.index(())
    asked = asked_by(requests, nobody)
    best = _best(crowd, asked, max(POOL, top)) if nobody.tier == tier else nobody.tier
    if isinstance(best, Tier):  # the model broke: all are read without it, or they could not be compared
        return match(requests, people, past, best, lexicon, learnt, capacity_default, top)
    chosen = share_out(requests, people, best, capacity_default, top)
    suggestions = _told(crowd, asked, chosen)
    return Result(suggestions, report(requests, people, tier, suggestions, chosen.outcome))


def _best(crowd: _Crowd, asked: tuple[Asked, Asked], pool: int) -> Candidates | Tier:
    """Each request's best of all parts; the tier that is left where the model broke on the way."""
    best = Candidates(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
    for start in range(0, len(crowd.people), PART):
        index = crowd.index(crowd.people[start : start + PART])
        if index.tier != crowd.tier:
            return index.tier
        found = week.candidates(crowd.requests, index, crowd.past, pool, score.LEAST, asked)
        best = week.joined([best, replace(found, people=found.people + start)]).best(pool)
    return best


def _told(crowd: _Crowd, asked: tuple[Asked, Asked], chosen: Chosen) -> tuple[Suggestion, ...]:
    """Suggestions with their reasons, part by part of those who are suggested, and then in the order of requests."""
    found: dict[int, Suggestion] = {}
    for pairs, index, places in _parts(crowd, chosen):
        some = replace(chosen, at=chosen.at[pairs], people=places, worth=chosen.worth[pairs], place=chosen.place[pairs])
        found |= zip(pairs.tolist(), told(crowd.requests, index, crowd.past, asked, some), strict=True)
    return tuple(found[pair] for pair in sorted(found))


def _parts(crowd: _Crowd, chosen: Chosen) -> Iterator[tuple[Ints, Index, Ints]]:
    """Pairs whose people are read together, and where each one's person stands among these."""
    named = np.unique(chosen.people)
    for start in range(0, len(named), PART):
        some = named[start : start + PART]
        pairs = np.flatnonzero((chosen.people >= some[0]) & (chosen.people <= some[-1]))
        yield (
            pairs,
            crowd.index([crowd.people[at] for at in some.tolist()]),
            np.searchsorted(some, chosen.people[pairs]),
        )
