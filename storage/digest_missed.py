"""What found no room in a member's weekly budget and is still worth reading: the digest takes it in."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, bindparam, column, exists, or_, select, table

from domain.delivery import Purpose, State
from storage.db import Moment
from storage.outbox import WORDS, outbox
from storage.statements import Statement

OVER = "over budget"
"""As `storage.budget` writes it."""
LONGEST = timedelta(days=60)
"""So long the button of an old digest opens it."""
MOST = 10
broadcast = table("broadcast", column("id"), column("taken_back"))
"""Of another feature; only these columns are read here."""


def _missed() -> Select[Any]:
    taken_back = exists().where(broadcast.c.id == outbox.c.broadcast_id, broadcast.c.taken_back.is_not(None))
    mine = outbox.c.member_id == bindparam("me", type_=Integer)
    skipped = and_(outbox.c.op == "send", outbox.c.state == str(State.SKIPPED), outbox.c.error == OVER)
    worth = or_(outbox.c.not_after.is_(None), outbox.c.not_after > bindparam("now", type_=Moment))
    fresh = and_(outbox.c.created >= bindparam("since", type_=Moment), outbox.c.purpose != str(Purpose.MATCH))
    return select(outbox.c.id, WORDS).where(mine, skipped, worth, fresh, ~taken_back)


_MISSED = Statement(_missed().order_by(outbox.c.id.desc()).limit(MOST))
_ONE = Statement(_missed().where(outbox.c.id == bindparam("row", type_=Integer)))


def since(db: Connection, member_id: int, moment: datetime, now: datetime) -> list[tuple[int, str]]:
    """(id, message) of what was skipped since then, the newest first; a match that waits has a line of its own."""
    return [(int(row), str(message)) for row, message in _MISSED.all(db, me=member_id, since=moment, now=now)]


def one(db: Connection, member_id: int, row_id: int, now: datetime) -> str:
    """The message itself, where it was meant for that member and still stands; else nothing."""
    found = _ONE.first(db, me=member_id, since=now - LONGEST, now=now, row=row_id)
    return str(found[1]) if found else ""
