"""The two questions matching answers: who can help with this need, and who is suggested for what this week."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching import facts, fairness, filters, reasons, score
from matching.assign import Assignment, Edge, assign
from matching.encoder import PLAIN, Tier
from matching.hearing import Heard
from matching.index import Found, Index
from matching.lexical import Scores
from matching.model import Past, Person, Report, Request, Result, Suggestion

NO_PAST = Past()
POOL = 50
"""Candidates a need brings into the weekly assignment."""


@dataclass(frozen=True)
class Compared:
    """One request compared with everybody."""

    request: Request
    query: Heard
    found: Found
    values: dict[str, Scores]
    back: Scores
    relevance: Scores
    fits: np.ndarray


def rank(
    request: Request,
    people: Sequence[Person] | Index,
    past: Past = NO_PAST,
    tier: Tier = PLAIN,
    top: int = 10,
) -> list[Suggestion]:
    """The best people for one need, each with reasons; an index made before answers at once."""
    index = _indexed(people, tier)
    compared = compare(request, index)
    best = _best(compared, index, past, top, 0.0) if compared else []
    return [_suggest(compared, index, past, edge, place) for place, edge in enumerate(best, 1) if compared]


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
    compared = {request.id: one for request in requests if (one := compare(request, index))}
    edges = [edge for one in compared.values() for edge in _best(one, index, past, max(POOL, top), score.LEAST)]
    wanted = {request.id: max(0, min(top, request.wanted)) for request in requests}
    capacity = {person.id: capacity_default if person.capacity is None else person.capacity for person in index.people}
    shared_out = assign(edges, wanted, capacity)
    suggestions = tuple(
        _suggest(compared[edge.request], index, past, edge, place) for edge, place in _placed(shared_out.chosen)
    )
    return Result(suggestions, _report(requests, index, suggestions, shared_out))


def explain(
    request: Request, people: Sequence[Person] | Index, past: Past = NO_PAST, tier: Tier = PLAIN
) -> filters.Why:
    """Why there are so few: the rules, counted over those who could help with this need."""
    index = _indexed(people, tier)
    compared = compare(request, index)
    able = [index.people[at] for at in np.flatnonzero(compared.fits)] if compared else []
    return filters.explain(request, able, past, index.owner(request))


def compare(request: Request, index: Index) -> Compared | None:
    """Everybody's relevance for a request; nothing where there is nobody to compare."""
    if not index.people:
        return None
    query = index.tools.query("\n".join((request.text, *request.tags)))
    found = index.offers.search(query)
    values = score.parts(found)
    back, known = score.back(index, index.owner(request))
    relevance = score.mutual(score.relevance(values), back, known)
    return Compared(request, query, found, values, np.where(known, back, 0.0), relevance, score.topical(values))


def _best(compared: Compared, index: Index, past: Past, top: int, least: float) -> list[Edge]:
    """The best `top` people whom no rule keeps away. Bonuses are small, so a little beyond `top` is looked at."""
    request, owner = compared.request, index.owner(compared.request)
    able = np.flatnonzero(compared.fits & (compared.relevance >= least))
    # Rounded, so that how a machine adds up decides nothing; people stand in the order of their ids.
    order = able[np.argsort(-np.round(compared.relevance[able], 9), kind="stable")]
    edges: list[Edge] = []
    for at in order:
        if len(edges) >= top and compared.relevance[at] + score.MOST_BONUS < edges[top - 1].score - score.MOST_BONUS:
            break
        person = index.people[at]
        if filters.ruled_out(filters.Pairing(request, person, owner, past)) is None:
            found = score.bonuses(request, person, owner, past)
            edges.append(Edge(request.id, person.id, round(score.utility(compared.relevance[at], found), 9)))
    return sorted(edges, key=lambda edge: (-edge.score, edge.person))[:top]


def _suggest(compared: Compared, index: Index, past: Past, edge: Edge, place: int) -> Suggestion:
    at = index.by_id[edge.person]
    parts = facts.gather(
        index, at, compared.request, compared.query, compared.found, compared.values, float(compared.back[at]), past
    )
    return Suggestion(edge.request, edge.person, place, edge.score, parts, reasons.derive(parts))


def _placed(chosen: Sequence[Edge]) -> Iterator[tuple[Edge, int]]:
    places: Counter[str] = Counter()
    for edge in sorted(chosen, key=lambda one: (one.request, -one.score, one.person)):
        places[edge.request] += 1
        yield edge, places[edge.request]


def _report(
    requests: Sequence[Request], index: Index, suggestions: Sequence[Suggestion], shared_out: Assignment
) -> Report:
    asked: Mapping[str, int] = Counter(one.person for one in suggestions)
    served = {one.request for one in suggestions}
    shares = fairness.shares(requests, index, served, asked)
    return Report(
        tier=index.tier.name,
        note=index.tier.note,
        requests=len(requests),
        people=len(index.people),
        suggestions=len(suggestions),
        served=len(served),
        left_out=tuple(sorted(request.id for request in requests if request.id not in served)),
        busiest=max(asked.values(), default=0),
        value=round(shared_out.value, 6),
        bound=round(shared_out.bound, 6),
        gap=round(shared_out.gap, 6),
        shares=shares,
        alarms=fairness.alarms(shares),
    )


def _indexed(people: Sequence[Person] | Index, tier: Tier) -> Index:
    return people if isinstance(people, Index) else Index(people, tier)
