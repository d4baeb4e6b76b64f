"""Counts matches that were suggested, introductions that both accepted, and what came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.introductions import introduction
from storage.matches import match


class Introductions:
    """By their ids: what somebody's erasure takes away has happened all the same."""

    def __init__(self) -> None:
        self._suggested: set[int] = set()
        self._made: dict[int, tuple[str, str]] = {}

    def look(self, db: Connection, now: datetime) -> None:
        """How they stand."""
        del now
        self._suggested |= set(db.execute(select(match.c.id).where(match.c.asked.is_not(None))).scalars())
        for row in db.execute(select(introduction.c.id, introduction.c.met, introduction.c.outcome)):
            self._made[row.id] = row.met, row.outcome

    def figures(self) -> dict[str, Any]:
        """An outcome is anything that was said after a month or later."""
        met = sum(met == "met" for met, _ in self._made.values())
        outcomes = sum(bool(outcome) for _, outcome in self._made.values())
        counts = {"suggested": len(self._suggested), "accepted": len(self._made), "met": met, "outcomes": outcomes}
        return {"introductions": counts}
