"""What a member agreed to, purpose by purpose, with the words they were shown."""

from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, ForeignKey, String, Table, Text, insert, select, update

from storage.db import Moment, metadata

consent = Table(
    "consent",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("purpose", String, primary_key=True),
    Column("given", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("wording", Text, nullable=False),
)
"""`purpose`: matching (to be suggested in one's own community), network (in the communities of its network too)."""

MATCHING, NETWORK = "matching", "network"


def note(db: Connection, member_id: int, purpose: str, given: bool, now: datetime, wording: str) -> None:
    """Write down a yes or a no; the last word counts."""
    here = (consent.c.member_id == member_id, consent.c.purpose == purpose)
    values = {"given": given, "at": now, "wording": wording}
    if not db.execute(update(consent).where(*here).values(values)).rowcount:
        db.execute(insert(consent).values(member_id=member_id, purpose=purpose, **values))


def given(db: Connection, member_id: int, purpose: str) -> bool | None:
    """What somebody said; None when they were never asked."""
    query = select(consent.c.given).where(consent.c.member_id == member_id, consent.c.purpose == purpose)
    return db.execute(query).scalar()


def all_of(db: Connection, purpose: str) -> dict[int, bool]:
    """What each person said about a purpose; who was never asked is missing."""
    query = select(consent.c.member_id, consent.c.given).where(consent.c.purpose == purpose)
    return {row.member_id: bool(row.given) for row in db.execute(query)}
