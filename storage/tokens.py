"""Which process sends for which token: a lease that its holder renews, measured by the database's own clock."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, and_, case, func, or_, select, update
from sqlalchemy.dialects import postgresql

from storage.db import Moment, metadata

token = Table(
    "token",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("fence", Integer, nullable=False, default=1),
    Column("until", Moment, nullable=False),
)
"""`fence` grows whenever another process takes over. Machines' clocks may differ: only the database's counts here."""


def renew(db: Connection, holder: str, names: Iterable[str], hold: timedelta) -> set[str]:
    """Keep what is ours and take what is free or whose holder fell silent; returns the names that are ours now."""
    until = func.clock_timestamp() + hold
    rows = [{"name": name, "holder": holder, "fence": 1, "until": until} for name in sorted(names)]
    if not rows:
        return set()
    asked: Any = postgresql.insert(token).values(rows)
    mine = token.c.holder == asked.excluded.holder
    taken = asked.on_conflict_do_update(
        index_elements=[token.c.name],
        set_={
            "holder": asked.excluded.holder,
            "until": asked.excluded.until,
            "fence": token.c.fence + case((mine, 0), else_=1),
        },
        where=or_(mine, token.c.until < func.clock_timestamp()),
    )
    return set(db.execute(taken.returning(token.c.name)).scalars())


def held(db: Connection, holder: str, names: Iterable[str]) -> list[str]:
    """Those of the names that are still ours; nobody takes them over before this unit is committed."""
    ours = and_(token.c.holder == holder, token.c.name.in_(sorted(names)))
    return list(
        db.execute(select(token.c.name).where(ours).order_by(token.c.name).with_for_update(read=True)).scalars()
    )


def give_up(db: Connection, holder: str) -> None:
    """Leave everything to others, at once."""
    db.execute(update(token).where(token.c.holder == holder).values(until=func.clock_timestamp()))


def holders(db: Connection) -> list[tuple[str, str, int]]:
    """Rows of (name, holder, fence), for the operator."""
    query = select(token.c.name, token.c.holder, token.c.fence).order_by(token.c.name)
    return [(str(name), str(holder), int(fence)) for name, holder, fence in db.execute(query)]
