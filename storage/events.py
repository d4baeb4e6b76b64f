"""Events: what is planned when and where, who has a seat in it, and what they said of it afterwards."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from storage.db import Moment, metadata

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("organiser_id", ForeignKey("member.id", ondelete="SET NULL"), index=True),
    Column("author_id", ForeignKey("member.id", ondelete="CASCADE"), index=True),
    Column("uid", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("description", Text, nullable=False, default=""),
    Column("wall_begins", DateTime),
    Column("wall_ends", DateTime),
    Column("zone", String, nullable=False),
    Column("begins", Moment),
    Column("ends", Moment),
    Column("place", String, nullable=False, default=""),
    Column("link", String, nullable=False, default=""),
    Column("taken", Integer, nullable=False, default=0),
    Column("waiting", Integer, nullable=False, default=0),
    Column("line", Integer, nullable=False, default=0),
    Column("capacity", Integer),
    Column("guests", Integer, nullable=False, default=0),
    Column("state", String, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),
    Column("series_id", Integer, index=True),
    Column("occurrence", String),
    Column("wanted", Integer),
    Column("code", String),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="taken"),
    CheckConstraint("waiting >= 0", name="waiting"),
    CheckConstraint("state = 'draft' OR (begins IS NOT NULL AND ends IS NOT NULL)", name="times"),
    Index("ix_event_ahead", "community_id", "state", "begins"),
)
"""`state`: draft, proposed, published, cancelled, over.

`wall_begins` and `wall_ends` are what a clock on the wall of `zone` shows, `begins` and `ends` the instants: when the
rules of a zone change, the wall is what was promised. `capacity` None: no limit; `guests`: how many each may bring.
`author_id` stands as long as only its author decides on it, and goes with them; what others said yes to outlives the
one who organised it. `sequence` counts changes; `occurrence` is the wall time that a series gave it; `wanted` is how
many make a proposal live; `code` is shown at the door. `taken` and `waiting` count what `attendance` says; `line` is
the last number given out to somebody in line.
"""

attendance = Table(
    "attendance",
    metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("seat", String, nullable=False),
    Column("party", Integer, nullable=False),
    Column("line", Integer),
    Column("claim_until", Moment),
    Column("offers", Integer, nullable=False, default=0),
    Column("answered", Moment),
    Column("checked_in", Moment),
    Index("ix_attendance_line", "event_id", "seat", "line"),
)
"""`seat`: going, offered, waiting, maybe, out; `party`: their own seat and their guests'; `offers` counts how often one
was offered; `answered`: when they last said something."""

event_feedback = Table(
    "event_feedback",
    metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("liked", Integer),
    Column("met", Integer),
    Column("again", Integer),
    Column("at", Moment, nullable=False),
)
"""Three taps, each 1 to 3 from no to yes; None: not tapped."""

event_picture = Table(
    "event_picture",
    metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String, nullable=False),
    Column("mime", String, nullable=False),
    Column("kept", String, nullable=False),
    Column("alt", String, nullable=False, default=""),
)
"""`kept` is the fingerprint under which its bytes lie aside."""

event_rule = Table(
    "event_rule",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("wanted", Integer, nullable=False),
)
"""What a community decides on its events: how many have to say that they would come before a proposal is on."""
