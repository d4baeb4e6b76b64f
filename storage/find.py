"""What people searched for, so that a page of results can be turned; forgotten after a few days."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, delete, insert, select

from storage.db import Moment, metadata

search = Table(
    "search",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("question", String, nullable=False),
    Column("created", Moment, nullable=False),
)

KEPT = timedelta(days=7)
"""A page older than this starts again; what people look for is their own business."""


def ask(db: Connection, member_id: int, question: str, now: datetime) -> int:
    """Note a question and forget this member's old ones; the id is what a page's buttons carry."""
    mine = search.c.member_id == member_id
    db.execute(delete(search).where(mine, search.c.created < now - KEPT))
    row = {"member_id": member_id, "question": question, "created": now}
    return int(db.execute(insert(search).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def asked(db: Connection, member_id: int, search_id: int) -> str:
    """The member's own question of that id; empty for anybody else's and for a forgotten one."""
    query = select(search.c.question).where(search.c.id == search_id, search.c.member_id == member_id)
    return db.execute(query).scalar() or ""


def forget(db: Connection, before: datetime) -> int:
    """Throw away everybody's old questions."""
    return db.execute(delete(search).where(search.c.created < before)).rowcount
