"""The parts of one suggestion with the facts each rests on, taken from what two people really said."""

import numpy as np

from matching import filters, score
from matching.hearing import Heard
from matching.index import Found, Index
from matching.lexical import Scores
from matching.model import Part, Past, Person, Request
from matching.places import known

MUTUAL = 0.3
"""From this chance on, what a person looks for is worth naming as a reason."""


def gather(
    index: Index,
    at: int,
    request: Request,
    query: Heard,
    found: Found,
    values: dict[str, Scores],
    mutual: float,
    past: Past,
) -> tuple[Part, ...]:
    """Everything that is true of this person and this request, zeros left out."""
    person = index.people[at]
    owner = index.owner(request)
    told = _from_texts(index, at, query, found, values)
    if mutual >= MUTUAL:
        told.append(Part("mutual", mutual, {"looking_for": person.looking_for.strip()}))
    told += _around(request, person, owner)
    for name, value in score.bonuses(request, person, owner, past).items():
        told.append(Part(name, value, _bonus_fact(name, person, owner)))
    return tuple(told)


def _from_texts(index: Index, at: int, query: Heard, found: Found, values: dict[str, Scores]) -> list[Part]:
    row = _best_row(index, at, found)
    offer = index.offers.rows[row]
    shared = index.offers.concepts[row]
    told = []
    for name in ("concept", "sense", "letters", "meaning", "whole", "related", "context"):
        value = float(values[name][at]) if name in values else 0.0
        if value <= 0:
            continue
        fact = {"offer": offer}
        if name in ("concept", "context"):
            fact |= _shared(index, at, query, name == "context", offer)
        if name == "related":
            asked, offered = _related(index, query, shared)
            fact |= {"asked": asked, "offered": offered}
        told.append(Part(name, value, fact))
    return told


def _best_row(index: Index, at: int, found: Found) -> int:
    """The single offer that fits best; the row of all together is quoted only where it is the only one."""
    first, others = int(index.offers.starts[at]), len(index.offers.said(at))
    rows = slice(first, first + max(1, others))
    fits = score.relevance({name: values[rows] for name, values in found.rows.items()} | _whole_of(found, rows))
    return first + int(np.argmax(fits))


def _whole_of(found: Found, rows: slice) -> dict[str, Scores]:
    return {"whole": found.rows["meaning"][rows]} if "meaning" in found.rows else {}


def _shared(index: Index, at: int, query: Heard, context: bool, offer: str) -> dict[str, str]:
    """The surest concept both sides speak of, and the offer that names it."""
    lexicon, whole = index.tools.lexicon, index.offers.whole_concepts(at)
    both = [key for key in query.concepts if key in whole and lexicon.concepts[key].context == context]
    if not both:
        return {}
    key = max(sorted(both), key=lambda one: query.concepts[one] * whole[one])
    naming = [row for row in index.offers.said(at) if key in index.tools.concepts(row)]
    return {"concept": key, "offer": offer if offer in naming or not naming else naming[0]}


def _related(index: Index, query: Heard, offered: dict[str, float]) -> tuple[str, str]:
    lexicon = index.tools.lexicon
    pairs = sorted((asked, near) for asked in query.concepts for near in lexicon.related(asked) if near in offered)
    return pairs[0] if pairs else ("", "")


def _around(request: Request, person: Person, owner: Person | None) -> list[Part]:
    told = []
    languages = filters.shared_languages(request, person, owner)
    if languages:
        told.append(Part("language", 1.0, {"languages": ";".join(languages)}))
    distance = filters.distance_of(request, person)
    if distance is not None and distance <= filters.FAR_KM:
        told.append(Part("place", 1.0, {"place": known(person.city), "km": f"{distance:.0f}"}))
    elif distance is not None:
        told.append(Part("remote" if request.remote else "travels", 1.0, {"place": known(person.city)}))
    return told


def _bonus_fact(name: str, person: Person, owner: Person | None) -> dict[str, str]:
    if name == "sector" and owner is not None:
        ours = {sector.strip().casefold() for sector in owner.sectors}
        return {"sectors": ";".join(s.strip() for s in person.sectors if s.strip().casefold() in ours)}
    if name == "cross" and owner is not None:
        return {"theirs": ";".join(person.sectors), "ours": ";".join(owner.sectors)}
    return {}
