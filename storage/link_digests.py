"""One digest a person and week: of two accounts that become one, at most one may still leave."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from domain.delivery import Purpose, State
from storage.digest import digest, digest_line, week_of
from storage.outbox import outbox

GONE = (str(State.SENDING), str(State.SENT), str(State.UNCERTAIN))


def one_a_week(db: Connection, kept: int, joined: int, now: datetime) -> int:
    """Cancel the second digest of each week; returns how many there were. Both members are locked by the caller.

    The one of `kept` goes first, unless that of `joined` has left already. What stood only in the cancelled one was
    not read by anybody, so it may come into the next.
    """
    mine, theirs = _of(db, kept), _of(db, joined)
    cancelled = 0
    for week in mine.keys() & theirs.keys():
        second = theirs[week] if theirs[week].state == State.PENDING else mine[week]
        if second.state == State.PENDING:
            _cancel(db, second.id, joined if second is theirs[week] else kept, week, now)
            cancelled += 1
    return cancelled


def _of(db: Connection, member_id: int) -> dict[str, Any]:
    """The digests of that member that wait or have left, by week."""
    here = (outbox.c.member_id == member_id, outbox.c.purpose == str(Purpose.DIGEST), outbox.c.once.is_not(None))
    open_or_gone = outbox.c.state.in_([str(State.PENDING), *GONE])
    rows = db.execute(select(outbox.c.id, outbox.c.once, outbox.c.state).where(*here, open_or_gone).with_for_update())
    return {week_of(row.once): row for row in rows}


def _cancel(db: Connection, row_id: int, member_id: int, week: str, now: datetime) -> None:
    over = {"state": str(State.CANCELLED), "done": now, "error": "linked", "lease": None, "leased_until": None}
    db.execute(update(outbox).where(outbox.c.id == row_id).values(over))
    written = select(digest.c.at).where(digest.c.member_id == member_id, digest.c.week == week).scalar_subquery()
    db.execute(delete(digest_line).where(digest_line.c.member_id == member_id, digest_line.c.at == written))
