"""One person with two seats at the same event: which one stands, and whose it is when they are two again."""

from dataclasses import dataclass
from datetime import datetime

from domain.seats import Seat

BETTER = (Seat.GOING, Seat.OFFERED, Seat.WAITING, Seat.MAYBE, Seat.OUT)
"""What each would rather have than what stands behind it."""


@dataclass(frozen=True)
class Place:
    """How one of the two accounts stands; `line` is the number while they wait."""

    seat: Seat
    line: int | None
    party: int


def better(kept: Place, joined: Place) -> bool:
    """Whether the joined account's place is the better one; alike, the kept one's stands."""
    if kept.seat is not joined.seat:
        return BETTER.index(joined.seat) < BETTER.index(kept.seat)
    if kept.seat is Seat.WAITING and kept.line and joined.line:
        return joined.line < kept.line
    return joined.party > kept.party


def goes_back(answered: datetime | None, joined: datetime | None) -> bool:
    """Whether a place goes with the account that brought it: not where the one person answered anew meanwhile."""
    return answered is None or joined is None or answered <= joined
