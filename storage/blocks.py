"""Who never wants to meet whom: a private list that works in both directions."""

from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Table, and_, delete, insert, or_, select

from storage.db import Moment, metadata

block = Table(
    "block",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True, info={"told": False}),
    Column("at", Moment, nullable=False),
)


def add(db: Connection, member_id: int, other_id: int, now: datetime) -> None:
    """From now on the two are never matched or introduced; the other is not told."""
    remove(db, member_id, other_id)
    db.execute(insert(block).values(member_id=member_id, other_id=other_id, at=now))


def remove(db: Connection, member_id: int, other_id: int) -> bool:
    """Take one's own block back."""
    mine = and_(block.c.member_id == member_id, block.c.other_id == other_id)
    return db.execute(delete(block).where(mine)).rowcount > 0


def blocked_ids(db: Connection, member_id: int) -> set[int]:
    """Everybody whom this person blocked or who blocked this person."""
    query = select(block).where(or_(block.c.member_id == member_id, block.c.other_id == member_id))
    return {row.other_id if row.member_id == member_id else row.member_id for row in db.execute(query)}


def of_member(db: Connection, member_id: int) -> list[int]:
    """Whom this person blocked, for taking it back."""
    query = select(block.c.other_id).where(block.c.member_id == member_id).order_by(block.c.at)
    return list(db.execute(query).scalars())


def pairs(db: Connection) -> list[tuple[int, int]]:
    """Every two of whom one blocked the other, for a seating."""
    return [(row.member_id, row.other_id) for row in db.execute(select(block.c.member_id, block.c.other_id))]
