"""The inbox: one row for each delivery of a platform, so that a repeated one has no second effect."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, String, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Moment, metadata
from storage.statements import Statement

inbox = Table(
    "inbox",
    metadata,
    Column("platform", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("received", Moment, nullable=False),
    Index("ix_inbox_received", "received"),
)

_VALUES: dict[str, Any] = {
    "platform": bindparam("platform"),
    "key": bindparam("key"),
    "received": bindparam("received"),
}
_FIRST = Statement(
    {
        "sqlite": sqlite.insert(inbox).values(_VALUES).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(inbox).values(_VALUES).on_conflict_do_nothing(),
    }
)


def first_time(db: Connection, platform: str, key: str, now: datetime) -> bool:
    """Record a delivery; False when it was here before."""
    return _FIRST.run(db, platform=platform, key=key, received=now) == 1


_KNOWN = Statement(
    select(inbox.c.key).where(inbox.c.platform == bindparam("platform"), inbox.c.key == bindparam("key"))
)


def known(db: Connection, platform: str, key: str) -> bool:
    """Whether a delivery was taken in."""
    return _KNOWN.first(db, platform=platform, key=key) is not None


def try_out(db: Connection, now: datetime) -> None:
    """Write a row and take it back: what arrives could be stored now."""
    first_time(db, "", "", now)
    db.execute(delete(inbox).where(inbox.c.platform == "", inbox.c.key == ""))


def prune(db: Connection, before: datetime) -> int:
    """Forget deliveries that no platform repeats any more."""
    return db.execute(delete(inbox).where(inbox.c.received < before)).rowcount
