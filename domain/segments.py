"""Segments: who a broadcast is for, as filters that a manager can type and that are computed when it is sent."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from domain.errors import Refused
from domain.roles import Role

NAME, FILTERS = 40, 400
"""Characters."""
SAMPLE = 3
WORDS = {
    "space": "space", "city": "city", "sector": "sector", "trade": "sector", "skill": "skill", "offers": "skill",
    "stage": "stage", "project": "stage", "language": "language", "speaks": "language", "role": "role",
    "active": "active", "quiet": "quiet", "silent": "quiet",
}  # fmt: skip
"""What a filter may be called."""
NUMBERS = ("active", "quiet")
LONGEST = 3650
_FILTER = re.compile(r"\s*([^\W\d_]+)\s*[:=]?\s*(.*?)\s*", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,4})(?:\s*(?:d|day|days|días|giorni))?", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """What filters look at."""

    id: int
    name: str
    space: str = ""
    city: str = ""
    sectors: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    role: str = "member"
    seen: datetime | None = None


@dataclass(frozen=True)
class Segment:
    """Filters; each has values of which one is enough, and all filters must hold. None at all is everybody.

    `active`: wrote within so many days; `quiet`: did not.
    """

    space: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    active: int = field(default=0)
    quiet: int = field(default=0)

    @property
    def everyone(self) -> bool:
        """Whether it filters nothing."""
        return self == Segment()


def fold(text: str) -> str:
    """Without accents and capitals, so that Valencia finds València."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in bare if not unicodedata.combining(char)).casefold().split())


def read(written: str) -> Segment:
    """Filters from a line such as `city Valencia or Alaquàs; skill design; active 30`.

    Raises:
        Refused: with what filters there are.
    """
    if len(written) > FILTERS:
        raise Refused("That is {n} characters; {limit} fit here.", n=len(written), limit=FILTERS)
    found: dict[str, tuple[str, ...] | int] = {}
    for part in re.split(r"[;,\n]", written):
        if part.strip():
            name, value = _filter(part)
            if name in found:
                raise Refused("“{name}” stands there twice; write “or” between what may be either.", name=name)
            found[name] = value
    return Segment(**found)  # type: ignore[arg-type]  # the names are its fields, checked by _filter


def _filter(part: str) -> tuple[str, tuple[str, ...] | int]:
    match = _FILTER.fullmatch(part)
    name = WORDS.get(match[1].casefold(), "") if match else ""
    value = " ".join(match[2].split()) if match else ""
    if not name or not value:
        raise Refused(
            "I do not know the filter “{part}”. There are space, city, sector, skill, stage, language, role, and "
            "active or quiet with a number of days: `city Valencia or Torrent; skill design; active 30`.",
            part=part.strip(),
        )
    if name in NUMBERS:
        return name, _days(name, value)
    values = tuple(dict.fromkeys(one for raw in re.split(r"\s+(?:or|o|/|\|)\s+|\|", value) if (one := raw.strip())))
    if name == "role" and (wrong := [one for one in values if Role.of(one) is None]):
        raise Refused("There is no role “{role}”: member, mentor, editor, manager or owner.", role=wrong[0])
    return name, values


def _days(name: str, value: str) -> int:
    number = _NUMBER.fullmatch(value)
    if number is None or not 0 < int(number[1]) <= LONGEST:
        raise Refused("After “{name}” I need a number of days, such as `{name} 30`.", name=name)
    return int(number[1])


def written(segment: Segment) -> str:
    """The filters as one would type them; `read` gives the same segment back."""
    parts = []
    for one in fields(segment):
        value = getattr(segment, one.name)
        if value:
            parts.append(f"{one.name} {value if isinstance(value, int) else ' or '.join(value)}")
    return "; ".join(parts)


def holds(segment: Segment, person: Person, now: datetime) -> bool:
    """Whether somebody belongs to it at that moment."""
    return (
        _same(segment.space, (person.space,))
        and _same(segment.city, (person.city,))
        and _within(segment.sector, person.sectors)
        and _within(segment.skill, person.skills)
        and _same(segment.stage, person.stages)
        and _same(segment.language, person.languages)
        and _same(segment.role, (person.role,))
        and (not segment.active or _wrote(person, now, segment.active))
        and (not segment.quiet or not _wrote(person, now, segment.quiet))
    )


def _same(wanted: Iterable[str], have: Iterable[str]) -> bool:
    looked_for = {fold(one) for one in wanted}
    return not looked_for or not looked_for.isdisjoint({fold(one) for one in have})


def _within(wanted: Iterable[str], have: Iterable[str]) -> bool:
    """A skill is told in many words: `design` finds `catalogue design`."""
    looked_for = [fold(one) for one in wanted]
    told = [fold(one) for one in have]
    return not looked_for or any(f" {one} " in f" {words} " for one in looked_for for words in told)


def _wrote(person: Person, now: datetime, days: int) -> bool:
    return person.seen is not None and person.seen >= now - timedelta(days=days)


def audience(segment: Segment, people: Iterable[Person], now: datetime) -> list[Person]:
    """Who belongs to it, each once, by id."""
    return sorted({p.id: p for p in people if holds(segment, p, now)}.values(), key=lambda p: p.id)
