"""Reports about a person, for the managers of the community only."""

from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, insert

from storage.db import Moment, metadata

report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("about_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True, info={"told": False}),
    Column("text", String, nullable=False),
    Column("created", Moment, nullable=False),
)


def add(db: Connection, community_id: int, member_id: int, about_id: int, text: str, now: datetime) -> int:
    """Keep a report; its number."""
    values = {"community_id": community_id, "member_id": member_id, "about_id": about_id, "text": text}
    return int(db.execute(insert(report).values(created=now, **values)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one
