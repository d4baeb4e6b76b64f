"""Every number a score is made of, in one place: what counts, how much, and what is too little to be a match."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

from matching.arrays import Array, Floats, np
from matching.index import Found
from matching.model import Past, Person, Request, Weighing
from matching.places import kilometres, where

# Relevance: a logistic of the parts, so that it reads as a chance. Two rows, because the same words
# say less where a model has already understood them. Fitted, and rounded, on the reference set's roles both with and
# without the lexicon's entries that express them (`python -m benchmarks.matching --fit`); none is below 0.
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "plain": {"concept": 0.4, "sense": 8.0, "letters": 0.3, "related": 1.5, "context": 0.1},
    "encoder": {
        "concept": 0.3,
        "sense": 6.0,
        "letters": 0.2,
        "meaning": 3.5,
        "whole": 2.2,
        "related": 1.2,
        "context": 0.1,
    },
}
BIAS: Mapping[str, float] = {"plain": -4.2, "encoder": -4.8}
SHIPPED: Mapping[str, Weighing] = {row: Weighing(WEIGHTS[row], BIAS[row]) for row in WEIGHTS}

# What a part must reach to be a reason by itself. Nobody is suggested without one of these.
TOPICAL: Mapping[str, float] = {"concept": 0.3, "letters": 0.12, "meaning": 0.12, "related": 0.3, "sense": 0.1}

# Utility: small changes of order among people who are relevant anyway.
FLOOR = 0.1
"""Below this relevance no bonus is given: a bonus never buys a bad match."""
BONUSES: Mapping[str, float] = {"near": 0.02, "newcomer": 0.02, "first": 0.02, "sector": 0.01, "cross": 0.01}
EXPOSURE = 0.01
"""Taken off for each time somebody was suggested lately, at most five times."""
LEAST = 0.05
"""Below this relevance nobody is suggested in the weekly run; a ranking on request shows them last."""
MOST_BONUS = sum(BONUSES.values()) + 5 * EXPOSURE
NEAR_KM = 50.0
LEAST_MUTUAL = 0.5
"""What a person looks for may halve the other direction, never more: saying it must not cost a match."""

CREATIVE = frozenset({"creative", "design", "art", "arts", "media", "culture", "fashion", "music"})
TRADITIONAL = frozenset({"mechanics", "building", "construction", "furniture", "it", "crafts", "industry", "farming"})


def parts(found: Found) -> dict[str, Floats]:
    """Each person's parts of relevance, from how their rows answered."""
    values: dict[str, Floats] = {
        name: found.best(name) for name in ("concept", "sense", "letters", "related", "context") if name in found.rows
    }
    if "meaning" in found.rows:
        values |= {"meaning": found.best("meaning"), "whole": found.whole("meaning")}
    return values


def relevance(values: Mapping[str, Floats], learnt: Mapping[str, Weighing] | None = None) -> Floats:
    """The chance that it fits; with what a community has learnt, where it has."""
    row = "encoder" if "meaning" in values else "plain"
    how = (learnt or SHIPPED).get(row, SHIPPED[row])
    sums = np.full_like(values["concept"], how.bias)
    for name, weight in how.weights.items():
        sums += weight * values[name]
    return np.asarray(1.0 / (1.0 + np.exp(-sums)))


def topical(values: Mapping[str, Floats]) -> Array:
    """Who has a true reason at all."""
    told = [values[name] >= least for name, least in TOPICAL.items() if name in values]
    return np.asarray(np.logical_or.reduce(told))


def mutual(one_way: Floats, other_way: Floats, known: Array) -> Floats:
    """Both directions together where the other one is known: the root of their product, the other way counting half."""
    back = one_way * LEAST_MUTUAL + other_way * (1 - LEAST_MUTUAL)
    return np.where(known, np.sqrt(one_way * back), one_way)


def bonuses(request: Request, person: Person, owner: Person | None, past: Past) -> dict[str, float]:
    """The parts of utility that hold for these two, each between 0 and 1 (exposure below 0)."""
    found: dict[str, float] = {}
    distance = kilometres(where(request.place, request.coordinates), where(person.city, person.coordinates))
    if distance is not None:
        found["near"] = float(np.exp(-distance / NEAR_KM))
    if person.newcomer:
        found["newcomer"] = 1.0
    elif past.introduced and not past.met(person.id):
        found["first"] = 1.0
    if owner is not None:
        theirs, ours = sectors(person), sectors(owner)
        found["sector"] = float(bool(theirs & ours))
        found["cross"] = float(crossing(ours, theirs))
    found["exposure"] = exposure(past.shown.get(person.id, 0))
    return {name: value for name, value in found.items() if value}


def utility(relevant: float, found: Mapping[str, float]) -> float:
    """The score that orders and assigns; it stays between 0 and 1."""
    taken = EXPOSURE * found.get("exposure", 0.0)
    given = sum(BONUSES.get(name, 0.0) * value for name, value in found.items()) if relevant >= FLOOR else 0.0
    return float(min(0.999999, max(0.000001, relevant + given + taken)))


def exposure(shown: int) -> float:
    """Below 0 for whoever was suggested a lot lately."""
    return -float(min(5, shown))


def sectors(person: Person) -> frozenset[str]:
    return _sectors(person.sectors)


@lru_cache(maxsize=4096)
def _sectors(named: tuple[str, ...]) -> frozenset[str]:
    return frozenset(sector.strip().casefold() for sector in named)


def crossing(ours: AbstractSet[str], theirs: AbstractSet[str]) -> bool:
    """One side creative and the other traditional."""
    return bool((theirs & CREATIVE and ours & TRADITIONAL) or (theirs & TRADITIONAL and ours & CREATIVE))
