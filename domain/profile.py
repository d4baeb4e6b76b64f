"""What a person tells of themselves: lists from free text, what an answer changes, and when there is enough to show."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

MOST = 12
"""Offers or sectors of one person; more are read by nobody."""
LONGEST = 120

_DASHES = frozenset({"-", "–", "—"})
_BULLET = re.compile(r"^[\s\-–—*•·]+|[\s.;,]+$")


class Detail(StrEnum):
    """The fields of a profile; the first six are the steps of the first minute."""

    OFFERS = "offers"
    HEADLINE = "headline"
    LOOKING_FOR = "looking_for"
    LANGUAGES = "languages"
    CITY = "city"
    AVAILABILITY = "availability"
    NAME = "name"
    SECTORS = "sectors"
    TRAVELS = "travels"
    SPACE = "space"
    ZONE = "zone"

    @classmethod
    def leading(cls, text: str) -> "tuple[Detail, str] | None":
        """The field that a line begins with, and the rest: `looking for a partner` is a field and its answer."""
        bare = " ".join(text.split())
        for detail in cls:
            word = detail.replace("_", " ")
            if bare.lower() == word or bare.lower().startswith(f"{word} "):
                return detail, text.strip()[len(word) :].strip()
        return None


FIRST = (Detail.OFFERS, Detail.HEADLINE, Detail.LOOKING_FOR, Detail.LANGUAGES, Detail.CITY, Detail.AVAILABILITY)
_LISTS = {Detail.OFFERS: r"[;\n]", Detail.SECTORS: r"[;,\n]"}
_TEXTS = (Detail.HEADLINE, Detail.LOOKING_FOR, Detail.AVAILABILITY, Detail.SPACE)


def emptied(answer: str) -> bool:
    """Whether the answer is a dash alone: it empties the field."""
    return answer.strip() in _DASHES


def items(answer: str, separator: str = r"[;\n]") -> tuple[str, ...]:
    """The things in a list that a person typed, each once, in their own words."""
    found: dict[str, str] = {}
    for piece in re.split(separator, answer):
        bare = " ".join(_BULLET.sub("", piece).split())[:LONGEST]
        if bare:
            found.setdefault(bare.casefold(), bare)
    return tuple(found.values())[:MOST]


def plain_changes(answers: Mapping[str, str]) -> dict[str, object]:
    """What the answers change in fields that need no dictionary or map; an empty answer changes nothing."""
    changed: dict[str, object] = {}
    for name, answer in answers.items():
        if name not in set(Detail) or not answer.strip():
            continue
        detail = Detail(name)
        if separator := _LISTS.get(detail):
            changed[detail.value] = () if emptied(answer) else items(answer, separator)
        elif detail in _TEXTS:
            changed[detail.value] = "" if emptied(answer) else " ".join(answer.split())
        elif detail is Detail.TRAVELS and answer in {"yes", "no"}:
            changed[detail.value] = answer == "yes"
    return changed


def worth_showing(headline: str, offers: Sequence[str]) -> bool:
    """Whether others learn anything from the profile: what someone does, or what they can be asked for."""
    return bool(headline or offers)


def told(values: Sequence[object]) -> bool:
    """Whether anything was told at all."""
    return any(bool(value) for value in values)
