"""What a calendar shows: entries on the clock of a wall, some of them one of a series; and secret addresses."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.recurrence import Rule

BYTES = 16
"""Of a token: 128 random bits."""
LETTERS = 22
"""A token as it stands in an address."""


class Feed(StrEnum):
    """What an address shows."""

    MINE = "mine"
    """What its owner said yes or perhaps to, and organises."""
    COMMUNITY = "community"
    """Everything that their community has on."""


@dataclass(frozen=True)
class Entry:
    """One appointment, or a whole series, or one of a series that differs from it.

    Args:
        uid: the same for as long as it lives, whatever changes.
        title: what it is called.
        begins: what the wall of `zone` shows.
        ends: the same for its end.
        zone: whose wall.
        changed: when its words or times changed last.
        sequence: how often they did.
        rule: of a series.
        skipped: where the rule puts one that never was.
        instead_of: where the rule puts this one of the series with this uid.
    """

    uid: str
    title: str
    begins: datetime
    ends: datetime
    zone: str
    changed: datetime
    sequence: int = 0
    description: str = ""
    place: str = ""
    link: str = ""
    cancelled: bool = False
    rule: Rule | None = None
    skipped: tuple[datetime, ...] = ()
    instead_of: datetime | None = None


def token(chance: bytes) -> str:
    """What stands in an address, made of `BYTES` random bytes."""
    return base64.urlsafe_b64encode(chance).decode().rstrip("=")


def hashed(token_: str) -> str:
    """What is kept of a token: it carries 128 random bits, so a plain hash keeps it as well as a slow one would."""
    return hashlib.sha256(f"tertulia.calendar {token_}".encode(errors="replace")).hexdigest()


def fits(token_: str, kept: str) -> bool:
    """Whether the token is the one behind the hash; takes as long for any guess."""
    return hmac.compare_digest(hashed(token_), kept)
