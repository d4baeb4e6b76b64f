"""Who a run served and who was left out, by language, place and newness."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from domain import fairness
from domain.fairness import Case, alarms
from matching import languages, places, text
from matching.model import Person, Request

__all__ = ["alarms", "shares"]


def shares(
    requests: Sequence[Request], people: Sequence[Person], served: AbstractSet[str], asked: Mapping[str, int]
) -> dict[str, float]:
    """The part of each group that got something: needs by language and place, people by place and newness."""
    needs = [Case("needs", tuple(_of_request(one)), one.id in served) for one in requests]
    free = (person for person in people if person.consent and not person.snoozed)
    helpers = [Case("people", tuple(_of_person(person)), person.id in asked) for person in free]
    return fairness.shares([*needs, *helpers])


def _of_request(request: Request) -> Iterator[str]:
    language = languages.guess(text.words(request.text))
    if language:
        yield f"language {language}"
    if request.place:
        yield f"place {places.known(request.place)}"


def _of_person(person: Person) -> Iterator[str]:
    yield "newcomer" if person.newcomer else "longer here"
    if person.city:
        yield f"place {places.known(person.city)}"
