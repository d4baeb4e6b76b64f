"""Two accounts, one person: codes that are typed once, who stays, and what is united and parted again."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.errors import Refused
from domain.joining import Standing

LIVES = timedelta(minutes=10)
"""A code, and the question that follows it, is worth nothing later."""
MOST = 3
"""Codes of one person within `LIVES`."""
BYTES = 16
_LENGTH = 26
_GROUP = 5
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Digits that the alphabet of codes does not have, as the letters they were copied from."""

_STRICTEST_FIRST = (
    Standing.REMOVED,
    Standing.SUSPENDED,
    Standing.REFUSED,
    Standing.IN,
    Standing.ASKED,
    Standing.LEFT,
    Standing.NONE,
)


def code(chance: bytes) -> str:
    """16 random bytes as 26 letters and digits that nobody mistakes for each other."""
    return base64.b32encode(chance).decode().rstrip("=")


def shown(bare: str) -> str:
    """The code in groups, to be read and typed."""
    return "-".join(bare[at : at + _GROUP] for at in range(0, len(bare), _GROUP))


def typed(text: str) -> str:
    """The bare code in what somebody typed or pasted; empty where none can be in it."""
    bare = re.sub(r"[\s\-_–—.]", "", text.strip().removeprefix("link_")).upper().translate(_LOOKALIKES)
    return bare if re.fullmatch(f"[A-Z2-7]{{{_LENGTH}}}", bare) else ""


def hashed(bare: str) -> str:
    """What is stored of a code; 128 random bits need no slow hash."""
    return hashlib.sha256(bare.encode()).hexdigest()


def keeps_issuer(*, issuer_has_links: bool, other_has_links: bool) -> bool:
    """Whether the code's issuer is the person who stays; else the other does, who has joined accounts already.

    Raises:
        Refused: both have joined accounts; a chain of people could not be parted cleanly.
    """
    if issuer_has_links and other_has_links:
        raise Refused("Both of you have linked accounts already. Write `unlink` on one side first.", "unlink")
    return not other_has_links


@dataclass(frozen=True)
class Belonging:
    """How a person stands in a community; a row of `membership` without the person."""

    community: int
    state: str
    role: int


def united(kept: Iterable[Belonging], joined: Iterable[Belonging]) -> tuple[Belonging, ...]:
    """The standings of the one person: in all communities of both, in a shared one the highest role.

    A role counts only where its bearer is in, and a manager's no to either account holds for the person.
    """
    found = {one.community: one for one in kept}
    for other in joined:
        mine = found.get(other.community)
        found[other.community] = _both(mine, other) if mine else other
    return tuple(found[community] for community in sorted(found))


def _both(mine: Belonging, other: Belonging) -> Belonging:
    state = min(mine.state, other.state, key=lambda state: _STRICTEST_FIRST.index(Standing(state)))
    inside = [one.role for one in (mine, other) if one.state == Standing.IN]
    return replace(mine, state=state, role=max(inside, default=mine.role))


def parted(before: Belonging, then: Belonging | None, now: Belonging | None) -> Belonging:
    """What the one who leaves gets back in a community.

    Args:
        before: how that account stood when it was joined.
        then: how the one person stood right after.
        now: how the person stands today; a manager's decision or a farewell since holds for who leaves too.
    """
    if now is None or then is None or now == then:
        return before
    state = before.state if now.state == Standing.IN else now.state
    return replace(before, state=state, role=min(before.role, now.role))


def remaining(before: Belonging | None, then: Belonging, now: Belonging | None) -> Belonging | None:
    """What the one who stays has in a community after the other left; None: nothing of their own."""
    return before if now == then else now


def filled(kept: Mapping[str, object], joined: Mapping[str, object]) -> dict[str, object]:
    """The fields of a profile that the one who stays left empty and the other had told.

    A city's coordinates come with the city or not at all; whether it is published stays the decision of the one who
    stays, unless they had told nothing.
    """
    told = any(value for name, value in kept.items() if name not in {"published", "member_id"})
    bound = {"latitude", "longitude"} if kept.get("city") else set()
    fixed = bound | {"member_id"} | ({"published"} if told else set())
    return {
        name: value
        for name, value in joined.items()
        if name not in fixed and not _untold(value) and _untold(kept.get(name))
    }


def _untold(value: object) -> bool:
    """Whether nothing was said; a nought is an answer."""
    return value is None or value is False or value in ("", ())


def clashes(row: Mapping[str, object], columns: Iterable[str], kept: int, joined: int) -> bool:
    """Whether a row names both: the two were each other's match or contact, so it can name only one no more."""
    return {kept, joined} <= {row[name] for name in columns}
