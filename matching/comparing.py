"""Requests compared with people, pair by pair: every part of relevance, both ways."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from matching import score
from matching.arrays import Array, Bools, Floats, Ints, np
from matching.index import Asked, Found, Index
from matching.model import Person, Request

Hopeful = Callable[[Ints, Ints, Floats, Floats], Bools]


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

    def asked_for(self, pair: int) -> dict[int, float]:
        """The lexicon's concepts that the request names, as places in `Reader.keys`."""
        return self._named[int(self.at[pair])]

    @cached_property
    def _named(self) -> list[dict[int, float]]:
        return [self.asked.texts.named(at) for at in range(len(self.requests))]

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
    hopeful: Hopeful | None = None,
) -> Compared:
    """Compare these pairs.

    Args:
        requests: what is asked.
        index: everybody.
        at: by pair the request's place.
        people: by pair the person's place in the index.
        asked: the requests as the index looks for them, and meaning: how rows answer, where these are known already.
        meaning: see above.
        hopeful: which pairs to look at in full, by what their relevance is at least and at most whatever their
            letters say; at least 0 where there may be no reason at all.
    """
    wishes, gifts = asked or asked_by(requests, index)
    found = index.offers.search(wishes, at, people, meaning)
    known = gives(gifts)[at] & index.looking[people]
    wanted = index.wishes.search(gifts, at[known], people[known])
    values, returned = score.parts(found), score.parts(wanted)
    if hopeful is not None:
        kept = np.flatnonzero(hopeful(at, people, *_between(values, returned, known, index)))
        some = np.flatnonzero(known[kept])
        wanted, returned = _of(wanted, returned, (np.cumsum(known) - 1)[kept[some]])
        (found, values), known, at, people = _of(found, values, kept), known[kept], at[kept], people[kept]
    found, wanted = index.offers.lettered(wishes, found), index.wishes.lettered(gifts, wanted)
    values["letters"], returned["letters"] = found.best("letters"), wanted.best("letters")
    back = np.zeros(len(at), np.float32)
    back[known] = score.relevance(returned, index.learnt)
    relevance = np.round(score.mutual(score.relevance(values, index.learnt), back, known), 6)
    return Compared(index, tuple(requests), wishes, at, people, found, values, back, relevance, score.topical(values))


def _of(found: Found, values: dict[str, Floats], pairs: Ints) -> tuple[Found, dict[str, Floats]]:
    """Of these pairs only."""
    return found.take(pairs), {name: part[pairs] for name, part in values.items()}


def _between(
    values: dict[str, Floats], returned: dict[str, Floats], known: Bools, index: Index
) -> tuple[Floats, Floats]:
    """What the relevance of these pairs is at least and at most, before their letters are looked at."""
    ends = []
    for letters in (np.zeros, np.ones):
        back = np.zeros(len(known), np.float32)
        theirs = letters(int(known.sum()), np.float32)
        back[known] = score.relevance(returned | {"letters": theirs}, index.learnt)
        one_way = score.relevance(values | {"letters": letters(len(known), np.float32)}, index.learnt)
        ends.append(score.mutual(one_way, back, known))
    return np.where(score.topical(values), ends[0], np.float32(0)), ends[1]
