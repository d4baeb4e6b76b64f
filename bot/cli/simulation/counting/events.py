"""Counts events that were held, the seats that were taken in them, and every moment at which one was oversold."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from domain.events import State
from storage.events import attendance, event
from storage.seats import HELD


class Events:
    """By who stands where, never by the counts that the bot keeps of it."""

    def __init__(self) -> None:
        self._taken: dict[int, int] = {}
        self._held: set[int] = set()
        self._oversold: set[int] = set()

    def look(self, db: Connection, now: datetime) -> None:
        """The seats that are held at this moment; those of an event that is over stay as they were."""
        del now
        party = func.coalesce(func.sum(attendance.c.party).filter(attendance.c.seat.in_(HELD)), 0)
        query = select(event.c.id, event.c.state, event.c.capacity, party.label("taken"))
        rows = db.execute(query.outerjoin(attendance, attendance.c.event_id == event.c.id).group_by(event.c.id))
        for row in rows:
            if row.capacity is not None and row.taken > row.capacity:
                self._oversold.add(row.id)
            if row.id not in self._held:
                self._taken[row.id] = int(row.taken)
            if row.state == State.OVER:
                self._held.add(row.id)

    def figures(self) -> dict[str, Any]:
        """Oversold are events that ever had more people than seats."""
        seats = sum(self._taken[number] for number in self._held)
        return {"events": {"held": len(self._held), "seats": seats, "oversold": len(self._oversold)}}
