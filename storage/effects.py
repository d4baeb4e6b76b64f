"""What a unit does outside the database (a line in the log, a count), done once however often the unit runs.

A unit that shares a commit is made again where another one of its group fails, and PostgreSQL repeats one after a
serialization failure. Only the run that counts, the one whose result or error its caller gets, may be heard of.
"""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from sqlalchemy import Connection

Effect = Callable[[], Any]
log = structlog.get_logger()
_NAME = "afterwards"


def afterwards(db: Connection, effect: Effect) -> None:
    """Do this when the unit is over; it cannot fail the unit any more."""
    db.info.setdefault(_NAME, []).append(effect)


def collecting(db: Connection) -> list[Effect]:
    """A new run begins: what an earlier one wanted is forgotten. The list fills while the unit runs."""
    effects: list[Effect] = []
    db.info[_NAME] = effects
    return effects


def done(effects: Iterable[Effect]) -> None:
    """Its run counts."""
    for effect in effects:
        try:
            effect()
        except Exception:
            log.exception("what follows a unit broke")
