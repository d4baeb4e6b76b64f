"""The inbox: one row for each delivery of a platform, so that a repeated one has no second effect."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, String, Table, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Moment, metadata

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
_FIRST = {
    "sqlite": sqlite.insert(inbox).values(_VALUES).on_conflict_do_nothing().returning(inbox.c.key),
    "postgresql": postgresql.insert(inbox).values(_VALUES).on_conflict_do_nothing().returning(inbox.c.key),
}
"""What was inserted comes back: psycopg tells no count of inserted rows."""


def first_time(db: Connection, platform: str, key: str, now: datetime) -> bool:
    """Record a delivery; False when it was here before."""
    row = {"platform": platform, "key": key, "received": now}
    return db.execute(_FIRST[db.dialect.name], row).first() is not None


def prune(db: Connection, before: datetime) -> int:
    """Forget deliveries that no platform repeats any more."""
    return db.execute(delete(inbox).where(inbox.c.received < before)).rowcount
