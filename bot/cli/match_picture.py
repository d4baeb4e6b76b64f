"""The picture of a run: who was brought together with whom, by sector."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot import charts
from matching.model import Person, Request, Suggestion

UNSAID = "not said"
MOST = 14
"""Sectors with a row of their own; the rarer ones share one."""
REST = "others"


def table(
    people: Sequence[Person], requests: Sequence[Request], found: Iterable[Suggestion]
) -> tuple[list[str], list[list[int]]]:
    """The sectors, the busiest first, and how often somebody of a row's asked and somebody of a column's was found."""
    of = {person.id: _sector(person) for person in people}
    asking = {request.id: of.get(request.owner or "", UNSAID) for request in requests}
    pairs = Counter((asking[one.request], of[one.person]) for one in found)
    busy: Counter[str] = Counter()
    for pair, times in pairs.items():
        for sector in set(pair):
            busy[sector] += times
    order = sorted(busy, key=lambda sector: (sector == UNSAID, -busy[sector], sector))
    names = order if len(order) <= MOST else [*order[: MOST - 1], REST]
    places = {sector: min(at, len(names) - 1) for at, sector in enumerate(order)}
    counts = [[0] * len(names) for _ in names]
    for (ours, theirs), times in pairs.items():
        counts[places[ours]][places[theirs]] += times
    return names, counts


def _sector(person: Person) -> str:
    """The first one they name."""
    return next((told for sector in person.sectors if (told := sector.strip().casefold())), UNSAID)


def drawn(people: Sequence[Person], requests: Sequence[Request], found: Sequence[Suggestion]) -> bytes:
    """The table as a PNG."""
    names, counts = table(people, requests, found)
    return charts.grid("Who was brought together", "who could help", "who asked", names or [UNSAID], counts or [[0]])
