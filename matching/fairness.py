"""Who was served and who was left out, by language, place and newness, with an alarm where a group falls behind."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from matching import languages, places, text
from matching.index import Index
from matching.model import Request

ALARM = 0.8
"""A group that gets less than this part of the whole's share is told about."""
SMALLEST_GROUP = 5


def shares(
    requests: Sequence[Request], index: Index, served: AbstractSet[str], asked: Mapping[str, int]
) -> dict[str, float]:
    """The part of each group that got something: needs by language and place, people by place and newness."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for request in requests:
        for group in _of_request(request):
            groups[group].append(request.id in served)
    for person in index.people:
        if person.consent and not person.snoozed:
            groups["people"].append(person.id in asked)
            groups["people newcomer" if person.newcomer else "people longer here"].append(person.id in asked)
            if person.city:
                groups[f"people place {places.known(person.city)}"].append(person.id in asked)
    return {group: round(sum(got) / len(got), 3) for group, got in sorted(groups.items()) if _large(group, got)}


def alarms(found: Mapping[str, float]) -> tuple[str, ...]:
    """Groups below their part of the whole."""
    return tuple(
        group
        for group, share in found.items()
        for whole in ("needs", "people")
        if group.startswith(f"{whole} ") and share < ALARM * found.get(whole, 0.0)
    )


def _of_request(request: Request) -> Iterator[str]:
    yield "needs"
    language = languages.guess(text.words(request.text))
    if language:
        yield f"needs language {language}"
    if request.place:
        yield f"needs place {places.known(request.place)}"


def _large(group: str, got: Sequence[bool]) -> bool:
    return group in ("needs", "people") or len(got) >= SMALLEST_GROUP
