"""Seats in the database: each request locks its event, so that requests take effect in the order of their commits."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain import seats as rules
from domain.seats import Room, Seat, Waiting
from storage.db import Moment
from storage.events import attendance, event

HELD = [str(seat) for seat in Seat if seat.held]
UNLIMITED = 1_000_000_000
"""Seats of an event without a limit."""

_LOCKED = (
    select(event.c.capacity, event.c.taken, event.c.waiting, event.c.line, event.c.begins)
    .where(event.c.id == bindparam("event"))
    .with_for_update()
)
_MINE = select(attendance.c.seat, attendance.c.party, attendance.c.line).where(
    attendance.c.event_id == bindparam("event"), attendance.c.member_id == bindparam("member")
)
_COUNT = (
    update(event)
    .where(event.c.id == bindparam("event"))
    .values(taken=bindparam("now_taken"), waiting=bindparam("now_waiting"), line=bindparam("now_line"))
)
_LINE = (
    select(attendance.c.member_id, attendance.c.party)
    .where(attendance.c.event_id == bindparam("event"), attendance.c.seat == Seat.WAITING)
    .order_by(attendance.c.line)
    .limit(bindparam("most", type_=Integer))
)
_LAPSED = select(attendance.c.member_id).where(
    attendance.c.event_id == bindparam("event"),
    attendance.c.seat == Seat.OFFERED,
    attendance.c.claim_until < bindparam("now", type_=Moment),
)
_VALUES: dict[str, Any] = {
    name: bindparam(name) for name in ("event_id", "member_id", "seat", "party", "line", "offers")
} | {"claim_until": bindparam("claim_until", type_=Moment)}


def _stand(insert: Any) -> Any:
    asked = insert(attendance).values(_VALUES)
    changed = {name: asked.excluded[name] for name in ("seat", "party", "line", "claim_until")}
    changed["offers"] = attendance.c.offers + asked.excluded.offers
    return asked.on_conflict_do_update(index_elements=["event_id", "member_id"], set_=changed)


_STAND = {"sqlite": _stand(sqlite.insert), "postgresql": _stand(postgresql.insert)}
"""Built once: a popular event is asked for seats by everybody at the same minute."""


@dataclass(frozen=True)
class Answered:
    """How a member stands after their answer; `line` is their number while they wait."""

    seat: Seat
    line: int | None = None
    offered: tuple[Waiting, ...] = ()
    """To whom seats are offered now that some are free."""


class Door:
    """One event, locked until the end of the unit.

    Raises:
        LookupError: there is no such event.
    """

    def __init__(self, db: Connection, event_id: int) -> None:
        row = db.execute(_LOCKED, {"event": event_id}).first()
        if row is None:
            raise LookupError("no such event")
        self._db, self._event = db, event_id
        capacity = UNLIMITED if row.capacity is None else row.capacity
        self.room, self._line, self._begins = Room(capacity, row.taken, row.waiting), row.line, row.begins

    def going(self, member_id: int, now: datetime, party: int = 1) -> Answered:
        """Somebody wants to come: they have a seat, or a number in line."""
        mine, size, line = self._mine(member_id)
        party = party if mine in {Seat.OUT, Seat.MAYBE} else size
        seat = rules.going(self.room, mine, party)
        if seat is mine:
            return Answered(seat, line)
        return self._stands(member_id, mine, seat, party, now)

    def out(self, member_id: int, now: datetime, seat: Seat = Seat.OUT) -> Answered:
        """Somebody does not come, or only maybe: what they held is offered to the first in line."""
        mine, party, _ = self._mine(member_id)
        return self._stands(member_id, mine, seat, party, now)

    def bring(self, member_id: int, party: int, now: datetime) -> Answered | None:
        """Somebody who is going brings more guests or fewer; None where those seats are not free, or are waited for."""
        mine, size, _ = self._mine(member_id)
        if mine is not Seat.GOING:
            return self.going(member_id, now, party)
        if party > size and (self.room.waiting or not self.room.takes(party - size)):
            return None
        self.room = replace(self.room, taken=self.room.taken - size)
        return self._stands(member_id, Seat.OUT, Seat.GOING, party, now)

    def resize(self, capacity: int | None, now: datetime) -> list[Waiting]:
        """Another capacity, which the caller has found to be no less than what is taken; offers what is free now."""
        self._db.execute(update(event).where(event.c.id == self._event).values(capacity=capacity))
        self.room = replace(self.room, capacity=UNLIMITED if capacity is None else capacity)
        return self._counted(now)

    def recount(self, now: datetime) -> list[Waiting]:
        """Count anew who stands where: people were erased, or two became one; offers what is free now."""
        held = func.coalesce(func.sum(attendance.c.party).filter(attendance.c.seat.in_(HELD)), 0)
        line = func.count().filter(attendance.c.seat == Seat.WAITING)
        row = self._db.execute(select(held, line).where(attendance.c.event_id == self._event)).one()
        self.room = replace(self.room, taken=min(int(row[0]), self.room.capacity), waiting=int(row[1]))
        return self._counted(now)

    def move(self, begins: datetime, now: datetime) -> list[Waiting]:
        """It begins at another moment: what is offered is offered no longer than that."""
        self._begins = begins
        theirs = (attendance.c.event_id == self._event, attendance.c.seat == Seat.OFFERED)
        late = update(attendance).where(*theirs, attendance.c.claim_until > begins)
        self._db.execute(late.values(claim_until=begins))
        return self._counted(now)

    def lapse(self, now: datetime) -> list[int]:
        """Take back what was offered and not claimed, and offer it to those who come next; gives who let it lapse."""
        return self.lapsed(now)[0]

    def lapsed(self, now: datetime) -> tuple[list[int], list[Waiting]]:
        """The same; gives also to whom it is offered now."""
        gone = list(self._db.execute(_LAPSED, {"event": self._event, "now": now}).scalars())
        found = [one for member_id in gone for one in self.out(member_id, now).offered]
        return gone, found

    def _mine(self, member_id: int) -> tuple[Seat, int, int | None]:
        row = self._db.execute(_MINE, {"event": self._event, "member": member_id}).first()
        return (Seat(row.seat), row.party, row.line) if row else (Seat.OUT, 1, None)

    def _stands(self, member_id: int, mine: Seat, seat: Seat, party: int, now: datetime) -> Answered:
        self._line += seat is Seat.WAITING
        line = self._line if seat is Seat.WAITING else None
        self._write(member_id, mine, seat, party, line)
        return Answered(seat, line, tuple(self._counted(now)))

    def _counted(self, now: datetime) -> list[Waiting]:
        """Offer what is free, and write down how full it is."""
        found = self._offers(now)
        counts = {"now_taken": self.room.taken, "now_waiting": self.room.waiting, "now_line": self._line}
        self._db.execute(_COUNT, {"event": self._event} | counts)
        return found

    def _offers(self, now: datetime) -> list[Waiting]:
        free = self.room.capacity - self.room.taken
        if free <= 0 or not self.room.waiting:
            return []
        line = self._db.execute(_LINE, {"event": self._event, "most": free})
        found = rules.offered(self.room, [Waiting(row.member_id, row.party) for row in line])
        until = rules.claim_until(now, self._begins)
        for one in found:
            self._write(one.member_id, Seat.WAITING, Seat.OFFERED, one.party, None, until)
        return found

    def _write(
        self, member_id: int, before: Seat, seat: Seat, party: int, line: int | None, until: datetime | None = None
    ) -> None:
        key = {"event_id": self._event, "member_id": member_id}
        how = {"seat": seat, "party": party, "line": line, "claim_until": until, "offers": int(seat is Seat.OFFERED)}
        self._db.execute(_STAND[self._db.dialect.name], key | how)
        taken = self.room.taken + party * (seat.held - before.held)
        waiting = self.room.waiting + (seat is Seat.WAITING) - (before is Seat.WAITING)
        self.room = Room(self.room.capacity, taken, waiting)
