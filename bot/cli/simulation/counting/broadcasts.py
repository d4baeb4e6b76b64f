"""Counts broadcasts that were sent off, and everybody whom they were for."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.broadcasts import broadcast


class Broadcasts:
    """By their ids; the audience stands as soon as one has begun."""

    def __init__(self) -> None:
        self._audiences: dict[int, int] = {}

    def look(self, db: Connection, now: datetime) -> None:
        """How they stand."""
        del now
        begun = select(broadcast.c.id, broadcast.c.audience).where(broadcast.c.begun.is_not(None))
        self._audiences |= {row.id: row.audience for row in db.execute(begun)}

    def figures(self) -> dict[str, Any]:
        """Recipients are those in the audience, whatever became of each send; `sends` says that."""
        return {"broadcasts": {"sent": len(self._audiences), "recipients": sum(self._audiences.values())}}
