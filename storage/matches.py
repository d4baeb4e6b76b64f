"""Matches and introductions: who was suggested to whom, what each said, and what came of it."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.db import Moment, metadata

match = Table(
    "match",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("need_id", ForeignKey("need.id", ondelete="CASCADE"), nullable=False),
    Column("helper_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("owner_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rank", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("parts", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("why_not", String, nullable=False, default=""),
    Column("asked", Moment),
    Column("lapses", Moment),
    Column("answered", Moment),
    Column("created", Moment, nullable=False),
    UniqueConstraint("need_id", "helper_id"),
    Index("ix_match_state", "state", "lapses"),
)
"""`state`: waiting, asked_helper, asked_owner, introduced, not_now, not_for_me, lapsed, withdrawn."""

introduction = Table(
    "introduction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("match_id", ForeignKey("match.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("need_id", Integer, nullable=False),
    Column("helper_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("owner_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("icebreaker", String, nullable=False, default=""),
    Column("slots", Text, nullable=False, default="[]"),
    Column("met", String, nullable=False, default=""),
    Column("outcome", String, nullable=False, default=""),
    Column("feedback", String, nullable=False, default=""),
    Column("created", Moment, nullable=False),
)
"""`met`: "", met, scheduled, not_yet, no. `outcome`: "", working, done, nothing (at 30 and 90 days)."""
