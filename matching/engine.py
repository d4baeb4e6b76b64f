"""The two questions matching answers: who can help with this need, and who is suggested for what this week."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching import auction, facts, fairness, filters, reasons, score, week
from matching.arrays import Floats, Ints, np
from matching.assign import prepared, tabled
from matching.auction import Outcome
from matching.comparing import Compared, asked_by, compare
from matching.encoder import PLAIN, Tier
from matching.index import Asked, Index
from matching.model import Past, Person, Report, Request, Result, Suggestion

NO_PAST = Past()
POOL = 50
"""Candidates a need brings into the weekly assignment."""
CHUNK = 512
"""Suggestions whose reasons are looked for together."""


def rank(
    request: Request,
    people: Sequence[Person] | Index,
    past: Past = NO_PAST,
    tier: Tier = PLAIN,
    top: int = 10,
) -> list[Suggestion]:
    """The best people for one need, each with reasons; an index made before answers at once."""
    index = _indexed(people, tier)
    compared = _everybody(request, index)
    best = _best(compared, past, top)
    return [_suggest(compared, pair, past, place, worth) for place, (pair, worth) in enumerate(best, 1)]


def match(
    requests: Sequence[Request],
    people: Sequence[Person] | Index,
    past: Past = NO_PAST,
    tier: Tier = PLAIN,
    capacity_default: int = 3,
    top: int = 10,
) -> Result:
    """A whole week: every need's candidates, shared out so that nobody is asked more than they can take."""
    index = _indexed(people, tier)
    requests = sorted(requests, key=lambda request: request.id)
    asked = asked_by(requests, index)
    found = week.candidates(requests, index, past, max(POOL, top), score.LEAST, asked)
    chosen = share_out(requests, index.people, found, capacity_default, top)
    suggestions = tuple(told(requests, index, past, asked, chosen))
    return Result(suggestions, report(requests, index.people, index.tier, suggestions, chosen.outcome))


@dataclass(frozen=True)
class Chosen:
    """Pairs that are suggested, flat, each request's best first: their request, person, worth and place."""

    at: Ints
    people: Ints
    worth: Floats
    place: Ints
    outcome: Outcome


def share_out(
    requests: Sequence[Request], people: Sequence[Person], found: week.Candidates, capacity_default: int, top: int
) -> Chosen:
    """Who is suggested for what, so that nobody is asked more than they can take."""
    wanted = np.array([max(0, min(top, request.wanted)) for request in requests], np.int64)
    room = np.array([capacity_default if one.capacity is None else one.capacity for one in people], np.int64)
    table, worth = tabled(found.at, found.people, found.worth, len(requests))
    outcome = auction.shared(prepared(table, worth, wanted, room))
    at, column = np.nonzero(outcome.held)
    whom, worths = table[at, column].astype(np.int64), worth[at, column]
    order = np.lexsort((whom, -worths, at))
    at = at[order]
    return Chosen(at, whom[order], worths[order], 1 + np.arange(len(at)) - np.searchsorted(at, at), outcome)


def explain(
    request: Request, people: Sequence[Person] | Index, past: Past = NO_PAST, tier: Tier = PLAIN
) -> filters.Why:
    """Why there are so few: the rules, counted over those who could help with this need."""
    index = _indexed(people, tier)
    able = [index.people[at] for at in np.flatnonzero(_everybody(request, index).fits)]
    return filters.explain(request, able, past, index.owner(request))


def _everybody(request: Request, index: Index) -> Compared:
    people = np.arange(len(index.people))
    return compare([request], index, np.zeros_like(people), people)


def _best(compared: Compared, past: Past, top: int) -> list[tuple[int, float]]:
    """The best `top` people whom no rule keeps away. Bonuses are small, so a little beyond `top` is looked at."""
    request, owner = compared.requests[0], compared.index.owner(compared.requests[0])
    able = np.flatnonzero(compared.fits)
    order = able[np.argsort(-compared.relevance[able], kind="stable")]  # people stand in the order of their ids
    found: list[tuple[int, float]] = []
    for pair in order.tolist():
        relevance = float(compared.relevance[pair])
        if len(found) >= top and relevance + score.MOST_BONUS < found[top - 1][1] - score.MOST_BONUS:
            break
        person = compared.person(pair)
        if filters.ruled_out(filters.Pairing(request, person, owner, past)) is None:
            found.append((pair, round(score.utility(relevance, score.bonuses(request, person, owner, past)), 6)))
    return sorted(found, key=lambda one: (-one[1], one[0]))[:top]


def told(
    requests: Sequence[Request], index: Index, past: Past, asked: tuple[Asked, Asked], chosen: Chosen
) -> Iterator[Suggestion]:
    """These pairs as suggestions, with their reasons; whom they name by the place in this index."""
    for start in range(0, len(chosen.at), CHUNK):
        here = slice(start, start + CHUNK)
        rows, places = np.unique(chosen.at[here], return_inverse=True)
        both = (asked[0].take(rows), asked[1].take(rows))
        compared = compare([requests[row] for row in rows], index, places, chosen.people[here], both)
        ranked = zip(chosen.place[here].tolist(), chosen.worth[here].tolist(), strict=True)
        for pair, (place, worth) in enumerate(ranked):
            yield _suggest(compared, pair, past, place, round(worth, 6))


def _suggest(compared: Compared, pair: int, past: Past, place: int, worth: float) -> Suggestion:
    parts = facts.gather(compared, pair, past)
    return Suggestion(compared.request(pair).id, compared.person(pair).id, place, worth, parts, reasons.derive(parts))


def report(
    requests: Sequence[Request],
    people: Sequence[Person],
    tier: Tier,
    suggestions: Sequence[Suggestion],
    outcome: Outcome,
) -> Report:
    """How a run came out."""
    asked: Mapping[str, int] = Counter(one.person for one in suggestions)
    served = {one.request for one in suggestions}
    shares = fairness.shares(requests, people, served, asked)
    return Report(
        tier=tier.name,
        note=tier.note,
        requests=len(requests),
        people=len(people),
        suggestions=len(suggestions),
        served=len(served),
        left_out=tuple(sorted(request.id for request in requests if request.id not in served)),
        busiest=max(asked.values(), default=0),
        value=round(outcome.value, 6),
        bound=round(outcome.bound, 6),
        gap=round(max(0.0, 1 - outcome.value / outcome.bound) if outcome.bound else 0.0, 6),
        shares=shares,
        alarms=fairness.alarms(shares),
    )


def _indexed(people: Sequence[Person] | Index, tier: Tier) -> Index:
    return people if isinstance(people, Index) else Index(people, tier)
