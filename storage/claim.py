"""Claim links of people who were imported from a list: one use, kept hashed."""

import hashlib
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, insert, select

from storage.db import Moment, metadata

claim = Table(
    "claim",
    metadata,
    Column("hashed", String, primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires", Moment, nullable=False),
)


def hashed(code: str) -> str:
    """Codes carry 128 random bits, so a plain hash keeps them as well as a slow one would."""
    return hashlib.sha256(code.strip().removeprefix("claim_").encode()).hexdigest()


def invite(db: Connection, member_id: int, code: str, expires: datetime) -> None:
    """A code that makes its bearer this member."""
    db.execute(insert(claim).values(hashed=hashed(code), member_id=member_id, expires=expires))


def redeem(db: Connection, code: str, now: datetime) -> int | None:
    """The member behind the code, which is used up by this; None where it does not fit any more."""
    mine = claim.c.hashed == hashed(code)
    member_id = db.execute(select(claim.c.member_id).where(mine, claim.c.expires >= now).with_for_update()).scalar()
    db.execute(delete(claim).where(mine))
    return member_id
