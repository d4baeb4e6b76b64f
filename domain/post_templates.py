"""How a draft is worded from what it tells of: templates with `{places}` that a community may write itself."""

import re
from collections.abc import Mapping
from enum import StrEnum

from domain.errors import Refused
from domain.posts import LIMIT


class Source(StrEnum):
    """What a post tells of."""

    TEXT = "text"
    EVENT = "event"
    STORY = "story"
    CALL = "call"
    NUMBERS = "numbers"
    DIGEST = "digest"
    SERIES = "series"

    @property
    def worded(self) -> bool:
        """Whether a template makes its words; the others are what somebody wrote."""
        return self is not Source.TEXT

    @property
    def automatic(self) -> bool:
        """Whether a community may have its drafts made without being asked for."""
        return self in {Source.EVENT, Source.NUMBERS, Source.DIGEST}


PLACES: dict[Source, tuple[str, ...]] = {
    Source.EVENT: ("title", "when", "place", "about", "community"),
    Source.STORY: ("asked", "helped", "need", "offer", "outcome", "community"),
    Source.CALL: ("title", "about", "until", "link", "community"),
    Source.NUMBERS: ("month", "people", "newcomers", "needs", "introductions", "outcomes", "events", "guests",
                     "community"),
    Source.DIGEST: ("week", "newcomers", "requests", "introductions", "events", "community"),
    Source.SERIES: ("date", "week", "month", "number", "community"),
}  # fmt: skip
"""What each source fills in. A person's name stands only in a story, and only after both said yes to its words."""
LONGEST = 2_000
"""Characters of a template."""
_PLACE = re.compile(r"\{(\w+)\}")
_BETWEEN = " ·|,–—"
_GAPS = re.compile(r"\n{3,}")


def places(template: str) -> tuple[str, ...]:
    """The places of a template, in their order."""
    return tuple(_PLACE.findall(template))


def checked(template: str, source: Source) -> str:
    """A template as somebody wrote it, without what surrounds it.

    Raises:
        Refused: it is too long, says nothing, or has a place that this source cannot fill.
    """
    text = template.strip()
    if not text:
        raise Refused("That template is empty. Write what every such post begins with, and the places to fill in.")
    if len(text) > LONGEST:
        raise Refused("A template has {most} characters at most; this one has {n}.", most=LONGEST, n=len(text))
    strange = [name for name in places(text) if name not in PLACES[source]]
    if strange:
        known = ", ".join(f"{{{name}}}" for name in PLACES[source])
        raise Refused("I cannot fill in {place} there. What I know: {known}.", place=f"{{{strange[0]}}}", known=known)
    return text


def filled(template: str, values: Mapping[str, str]) -> str:
    """The words of a draft.

    A line that speaks of nothing, because all its places are empty, is left out. What a person wrote is filled in as
    it is, braces included, and never filled again.
    """
    lines = [_line(line, values) for line in template.split("\n")]
    text = "\n".join(line for line in lines if line is not None)
    return _GAPS.sub("\n\n", text).strip()[:LIMIT]


def _line(line: str, values: Mapping[str, str]) -> str | None:
    named = [name for name in places(line) if name in values]
    if named and not any(values[name].strip() for name in named):
        return None
    written = _PLACE.sub(lambda found: values[found[1]].strip() if found[1] in values else found[0], line)
    if all(values[name].strip() for name in named):
        return written
    return written.strip(_BETWEEN)  # what stood between a place and one of which nothing is known
