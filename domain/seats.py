"""Seats of an event: who has one, who waits in line, and to whom a freed one is offered, for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST, SHORTEST = timedelta(hours=24), timedelta(minutes=30)
"""Of a claim; between them it is a quarter of the time that is left."""
SHARE = 4


class Seat(StrEnum):
    """How a member stands to an event."""

    GOING = "going"
    OFFERED = "offered"
    """A freed seat is held for them until they say yes or the claim ends."""
    WAITING = "waiting"
    MAYBE = "maybe"
    OUT = "out"

    @property
    def held(self) -> bool:
        """Whether nobody else can have it."""
        return self in {Seat.GOING, Seat.OFFERED}


@dataclass(frozen=True)
class Room:
    """An event as its seats go: read under a lock, for what is decided on it must still be so when it is written.

    `taken` are seats held, guests' too; `waiting` are members in line.
    """

    capacity: int
    taken: int = 0
    waiting: int = 0

    def takes(self, party: int) -> bool:
        """Whether so many more find a seat."""
        return self.taken + party <= self.capacity


@dataclass(frozen=True)
class Waiting:
    """One member in line, with how many seats they need: their own and their guests'."""

    member_id: int
    party: int = 1


def going(room: Room, mine: Seat, party: int = 1) -> Seat:
    """What becomes of "I am going": who is offered a seat has it now, and nobody passes the line."""
    if mine.held:
        return Seat.GOING
    if mine is Seat.WAITING or room.waiting:
        return Seat.WAITING
    return Seat.GOING if room.takes(party) else Seat.WAITING


def offered(room: Room, line: Iterable[Waiting]) -> list[Waiting]:
    """To whom free seats are offered, strictly in order: a party that does not fit yet is not passed either."""
    found: list[Waiting] = []
    taken = room.taken
    for one in line:
        if taken + one.party > room.capacity:
            break
        taken += one.party
        found.append(one)
    return found


def claim_until(now: datetime, begins: datetime) -> datetime:
    """Until when an offered seat is held: a day at most, less the nearer the event is, and never beyond its start."""
    share = max(SHORTEST, min(LONGEST, (begins - now) / SHARE))
    return min(now + share, max(now, begins))
