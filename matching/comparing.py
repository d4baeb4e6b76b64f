"""Requests compared with people, pair by pair: every part of relevance, both ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matching import score
from matching.arrays import Array, Floats, Ints, np
from matching.index import Asked, Found, Index
from matching.model import Person, Request


@dataclass(frozen=True)
class Compared:
    """Pairs of a request and a person, flat: pair n is request `at[n]` and person `people[n]`."""

    index: Index
    requests: tuple[Request, ...]
    asked: Asked
    at: Ints
    people: Ints
    found: Found
    values: dict[str, Floats]
    back: Floats
    """How well the owner answers what the person looks for; 0 where that is not known."""
    relevance: Floats
    fits: Array
    """Whether there is a true reason at all."""

    def request(self, pair: int) -> Request:
        return self.requests[int(self.at[pair])]

    def asked_for(self, pair: int) -> dict[str, float]:
        """The lexicon's concepts that the request names."""
        return self._named[int(self.at[pair])]

    @cached_property
    def _named(self) -> list[dict[str, float]]:
        return [self.index.reader.named(self.asked.texts, at) for at in range(len(self.requests))]

    @cached_property
    def row_fits(self) -> Floats:
        """How well each row fits by itself."""
        rows = self.found.rows
        return score.relevance(rows | ({"whole": rows["meaning"]} if "meaning" in rows else {}), self.index.learnt)

    def person(self, pair: int) -> Person:
        return self.index.people[int(self.people[pair])]


def wish(request: Request) -> str:
    return "\n".join((request.text, *request.tags))


def offered(owner: Person | None) -> str:
    """What an owner gives in return, to be held against what others look for."""
    return ". ".join(owner.offers) if owner else ""


def gives(gifts: Asked) -> Array:
    """Which owners offer anything."""
    return np.array([bool(one.strip()) for one in gifts.said], bool)


def asked_by(requests: Sequence[Request], index: Index) -> tuple[Asked, Asked]:
    """What is asked, and what its owners offer."""
    both = index.ask([*map(wish, requests), *(offered(index.owner(one)) for one in requests)])
    places = np.arange(len(requests))
    return both.take(places), both.take(places + len(requests))


def compare(
    requests: Sequence[Request],
    index: Index,
    at: Ints,
    people: Ints,
    asked: tuple[Asked, Asked] | None = None,
    meaning: Floats | None = None,
    least: float = 0.0,
) -> Compared:
    """Compare these pairs.

    Args:
        requests: what is asked.
        index: everybody.
        at: by pair the request's place.
        people: by pair the person's place in the index.
        asked: the requests as the index looks for them, and meaning: how rows answer, where these are known already.
        meaning: see above.
        least: pairs whose relevance cannot reach this, whatever their letters say, are left out.
    """
    wishes, gifts = asked or asked_by(requests, index)
    found = index.offers.search(wishes, at, people, meaning)
    known = gives(gifts)[at] & index.looking[people]
    wanted = index.wishes.search(gifts, at[known], people[known])
    if least:
        kept = _hopeful(found, wanted, known, index) >= least
        wanted = wanted.take(np.flatnonzero(kept[known]))
        found, known, at, people = found.take(np.flatnonzero(kept)), known[kept], at[kept], people[kept]
    found = index.offers.lettered(wishes, found)
    values = score.parts(found)
    back = np.zeros(len(at), np.float32)
    back[known] = score.relevance(score.parts(index.wishes.lettered(gifts, wanted)), index.learnt)
    relevance = np.round(score.mutual(score.relevance(values, index.learnt), back, known), 6)
    return Compared(index, tuple(requests), wishes, at, people, found, values, back, relevance, score.topical(values))


def _hopeful(found: Found, wanted: Found, known: Array, index: Index) -> Floats:
    """What the relevance of these pairs can be at most, before their letters are looked at."""
    back = np.zeros(len(known), np.float32)
    back[known] = score.relevance(
        score.parts(wanted) | {"letters": np.ones(len(wanted.starts), np.float32)}, index.learnt
    )
    one_way = score.relevance(score.parts(found) | {"letters": np.ones(len(found.starts), np.float32)}, index.learnt)
    return score.mutual(one_way, back, known)
