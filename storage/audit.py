"""The audit log: who did what to whom, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, bindparam, insert, select

from storage.db import Moment, metadata
from storage.statements import Statement

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE")),
    Column("actor_id", Integer),
    Column("what", String, nullable=False),
    Column("subject", String, nullable=False, default=""),
    Column("reason", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    Index("ix_audit_community", "community_id", "id"),
)
_NOTE = Statement(
    insert(audit).values({column.name: bindparam(column.name) for column in audit.c if column.name != "id"})
)


def note(
    db: Connection,
    at: datetime,
    what: str,
    *,
    actor: int | None,
    community: int | None,
    subject: str = "",
    reason: str = "",
) -> None:
    """Write one line: `what` is a word such as `role.changed`, `subject` such as `member:12`."""
    row = {"community_id": community, "actor_id": actor, "what": what, "subject": subject, "reason": reason, "at": at}
    _NOTE.run(db, **row)


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    actor_id: int | None
    what: str
    subject: str
    reason: str
    at: datetime


def latest(db: Connection, community_id: int, limit: int = 20) -> list[Entry]:
    """What was done in a community, newest first."""
    columns = (audit.c.actor_id, audit.c.what, audit.c.subject, audit.c.reason, audit.c.at)
    query = select(*columns).where(audit.c.community_id == community_id)
    return [Entry(*row) for row in db.execute(query.order_by(audit.c.id.desc()).limit(limit))]
