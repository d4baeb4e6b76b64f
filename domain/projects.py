"""What a project is: its stages, its pages in a list, and who is meant by a name."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

TITLE = 80
PAGE = 8
"""Projects on one page of the list."""
NAMES = 5
"""People offered for a name; more of them means the name says too little."""
LIKE = 86
"""How alike a part of a name must be, of 100: one slip of the finger in a name of six letters."""


class Stage(StrEnum):
    """How far a project is."""

    IDEA = "idea"
    VALIDATING = "validating"
    BUILDING = "building"
    CONSTITUTED = "constituted"


@dataclass(frozen=True)
class Page:
    """A stretch of a list.

    Args:
        number: from 0, never beyond the last page.
        pages: at least 1.
    """

    number: int
    pages: int

    @property
    def offset(self) -> int:
        """Entries before it."""
        return self.number * PAGE


def page(wanted: int, count: int) -> Page:
    """The page that is meant, held within the list as it is now."""
    pages = max(1, -(-count // PAGE))
    return Page(min(max(0, wanted), pages - 1), pages)


def title_of(text: str) -> str:
    """One line without blanks at its ends."""
    return " ".join(text.split())


def _letters(name: str) -> str:
    flat = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", flat))


def meant(name: str, people: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The people whose name or a part of it is what was typed, the nearest first; accents and slips do not matter."""
    wanted = _letters(name)
    if len(wanted) < 2:
        return []
    ranked = [(_alike(wanted, _letters(full)), number, full) for number, full in people]
    near = sorted((-score, number, full) for score, number, full in ranked if score >= LIKE)
    return [(number, full) for _, number, full in near[:NAMES]]


def _alike(wanted: str, full: str) -> float:
    words = full.split()
    parts = [full, *words, *(" ".join(words[:n]) for n in range(2, len(words)))]
    begins = any(part.startswith(wanted) and len(wanted) >= 3 for part in parts)
    return 99.0 if begins and full != wanted else max((fuzz.ratio(wanted, part) for part in parts), default=0.0)
