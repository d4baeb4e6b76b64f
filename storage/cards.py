"""Where a card stands that is kept up to date: with which people, and in which groups."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from storage.db import Moment, metadata

placed_card = Table(
    "placed_card",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("card", String, nullable=False),
    Column("spot", String, nullable=False),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), index=True),
    Column("adapter", String, nullable=False, default=""),
    Column("workspace", String, nullable=False, default=""),
    Column("chat", String, nullable=False, default=""),
    Column("drawn", String, nullable=False, default=""),
    Column("placed", Moment, nullable=False),
    UniqueConstraint("card", "spot"),
)
"""`card` names what it shows, such as `event:12`; `spot` says where a copy is: with a member, or in the chat of a
group, which the columns after it name. `drawn` is a fingerprint of what was last drawn there: what has not changed is
not sent again.
"""
