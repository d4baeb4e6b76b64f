"""What rules a person out for a request whatever the score, each rule with its name, so that "nobody" has a reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache

from matching.model import Past, Person, Request, pair
from matching.places import kilometres, where

FAR_KM = 60.0
"""A day's work without staying the night."""
RELAXABLE = frozenset({"language", "place", "capacity", "snoozed", "community"})
"""What another time, a call or a wish more loosely put could change; the rest stands."""


@dataclass(frozen=True)
class Pairing:
    """Everything a rule may look at."""

    request: Request
    person: Person
    owner: Person | None
    past: Past
    cross_communities: bool = False


Rule = Callable[[Pairing], bool]


def _avoids(two: Pairing) -> bool:
    wanted = two.owner.avoid if two.owner else frozenset[str]()
    return two.person.id in wanted or two.request.owner in two.person.avoid


def _met(two: Pairing) -> bool:
    return two.request.owner is not None and pair(two.request.owner, two.person.id) in two.past.introduced


def _no_language(two: Pairing) -> bool:
    return apart(spoken(two.request, two.owner), folded(two.person.languages))


def _too_far(two: Pairing) -> bool:
    if two.request.remote or two.person.travels:
        return False
    distance = distance_of(two.request, two.person)
    return distance is not None and distance > FAR_KM


def _elsewhere(two: Pairing) -> bool:
    return not two.cross_communities and apart(two.request.communities, two.person.communities)


RULES: Mapping[str, Rule] = {
    "own": lambda two: two.request.owner == two.person.id,
    "consent": lambda two: not two.person.consent,
    "avoid": _avoids,
    "refused": lambda two: (two.request.id, two.person.id) in two.past.refused,
    "repeat": _met,
    "snoozed": lambda two: two.person.snoozed,
    "capacity": lambda two: _full(two.person),
    "community": _elsewhere,
    "language": _no_language,
    "place": _too_far,
}
"""In the order in which they are told: the first that holds is why."""


@dataclass(frozen=True)
class Why:
    """Why so few: how many people each rule kept away, and how many would come if one rule were looser."""

    fitting: int = 0
    kept_away: Mapping[str, int] = field(default_factory=dict)
    relaxed: Mapping[str, int] = field(default_factory=dict)
    """By rule: people whom this rule alone keeps away ("nobody near; two remote" is `place: 2`)."""


def ruled_out(two: Pairing) -> str | None:
    """The first rule that speaks against these two."""
    return next((name for name, rule in RULES.items() if rule(two)), None)


def explain(
    request: Request,
    people: Iterable[Person],
    past: Past,
    owner: Person | None = None,
    *,
    cross_communities: bool = False,
) -> Why:
    """Count the rules over people who could help; call it with those, or the counts say little."""
    fitting, kept, relaxed = 0, Counter[str](), Counter[str]()
    for person in people:
        two = Pairing(request, person, owner, past, cross_communities)
        against = [name for name, rule in RULES.items() if rule(two)]
        if not against:
            fitting += 1
            continue
        kept[against[0]] += 1
        if len(against) == 1 and against[0] in RELAXABLE:
            relaxed[against[0]] += 1
    return Why(fitting, dict(kept), dict(relaxed))


def spoken(request: Request, owner: Person | None) -> frozenset[str]:
    """The languages the asking side speaks: the request's own word first, else its owner's."""
    return folded(request.languages or (owner.languages if owner else ()))


def shared_languages(request: Request, person: Person, owner: Person | None) -> tuple[str, ...]:
    return tuple(sorted(spoken(request, owner) & folded(person.languages)))


def apart(ours: AbstractSet[str], theirs: AbstractSet[str]) -> bool:
    """Nothing in common, where both sides say something."""
    return bool(ours and theirs and not ours & theirs)


def _full(person: Person) -> bool:
    return person.capacity is not None and person.capacity <= 0


def unasked(person: Person) -> bool:
    """Nobody may ask them anything now, whatever it is."""
    return not person.consent or person.snoozed or _full(person)


def distance_of(request: Request, person: Person) -> float | None:
    return kilometres(where(request.place, request.coordinates), where(person.city, person.coordinates))


@lru_cache(maxsize=4096)
def folded(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(language.strip().casefold() for language in languages if language.strip())
