"""What a start knows of the pace: all that left lately, and what may have left without a mark."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from domain.delivery import Purpose, State
from storage import leases, outbox
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def row(db: Connection, chat: str, purpose: Purpose = Purpose.NOTICE, op: str = "send", **columns: Any) -> None:
    item = outbox.put(db, NOW, op, "{}", purpose, adapter="letters", chat=chat)
    assert item
    columns = {"state": str(State.SENT), "done": None} | columns
    db.execute(outbox.outbox.update().where(outbox.outbox.c.id == item.id).values(columns))


async def test_what_left_lately_counts_and_what_was_begun_counts_as_now(db: Database) -> None:
    def unit(on: Connection) -> list[tuple[str, str, float]]:
        row(on, "long ago", done=NOW - timedelta(seconds=61))
        row(on, "ann", done=NOW - timedelta(seconds=50))
        row(on, "bea", done=NOW - timedelta(seconds=20), state=str(State.UNCERTAIN), op="edit")
        row(on, "in flight", state=str(State.SENDING))
        row(on, "answered", Purpose.ANSWER, state=str(State.PENDING), lease="dead")
        row(on, "in hand", state=str(State.PENDING), lease="dead")
        row(on, "waiting", Purpose.ANSWER, state=str(State.PENDING))
        row(on, "a clock set back", done=NOW + timedelta(hours=1))
        left = leases.departures(on, since=NOW - timedelta(seconds=60), now=NOW)
        return [(one.chat, one.op, (NOW - one.moment).total_seconds()) for one in left]

    found = await db.run(unit)
    assert [one for one in found if one[2]] == [
        ("ann", "send", 50),
        ("bea", "edit", 20),
        ("a clock set back", "send", -3600),
    ]
    assert sorted(one for one in found if not one[2]) == [("answered", "send", 0), ("in flight", "send", 0)]
