"""What a calendar shows: entries on the clock of a wall, some of them one of a series; and secret addresses."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.recurrence import Occurrence, Rule, occurrences, plain
from domain.times import local

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
    POSTS = "posts"
    """What it posts to social channels and when, for its editors."""


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
        instead_of: where the rule puts this one of the series with this uid, on the wall of `series_zone`.
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
    series_zone: str = ""


def named(begins: datetime, ends: datetime, zone: str) -> tuple[datetime, datetime, str]:
    """Beginning and end on the wall of the zone, or of UTC where the zone's shows that hour twice or not at all.

    Readers disagree on what such an hour means; an instant leaves them no choice.
    """
    walls = (local(begins, zone), local(ends, zone))
    if not all(plain(wall.replace(tzinfo=None), zone) for wall in walls):
        walls, zone = (begins.astimezone(UTC), ends.astimezone(UTC)), "UTC"
    return walls[0].replace(tzinfo=None), walls[1].replace(tzinfo=None), zone


def odd(rule: Rule, lasts: timedelta, until: datetime) -> Iterator[Occurrence]:
    """Occurrences of a rule until a moment whose hour the wall of their zone shows twice or not at all."""
    for one in occurrences(rule):
        if one.begins > until:
            return
        if named(one.begins, one.begins + lasts, rule.zone)[2] != rule.zone or not plain(one.wall, rule.zone):
            yield one


def token(chance: bytes) -> str:
    """What stands in an address, made of `BYTES` random bytes."""
    return base64.urlsafe_b64encode(chance).decode().rstrip("=")


def hashed(token_: str) -> str:
    """What is kept of a token: it carries 128 random bits, so a plain hash keeps it as well as a slow one would."""
    return hashlib.sha256(f"tertulia.calendar {token_}".encode(errors="replace")).hexdigest()


def fits(token_: str, kept: str) -> bool:
    """Whether the token is the one behind the hash; takes as long for any guess."""
    return hmac.compare_digest(hashed(token_), kept)
