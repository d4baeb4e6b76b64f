"""Where a card stands that is kept up to date: with which people, and in which groups."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.delivery import State
from storage.db import Moment, metadata
from storage.outbox import outbox

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


@dataclass(frozen=True)
class Copy:
    """One place where a card stands: with a member, or in a chat."""

    id: int
    card: str
    member_id: int | None
    adapter: str
    workspace: str
    chat: str
    drawn: str


_COPY = tuple(placed_card.c[field.name] for field in fields(Copy))


def with_member(db: Connection, card: str, member_id: int, now: datetime) -> None:
    """From now on the member has a copy."""
    _stands(db, card, f"member:{member_id}", now, member_id=member_id)


def in_chat(db: Connection, card: str, adapter: str, workspace: str, chat: str, now: datetime) -> Copy:
    """From now on it stands in that chat; the copy as it was drawn there before, if it was."""
    spot = f"{adapter}/{workspace}/{chat}"
    _stands(db, card, spot, now, adapter=adapter, workspace=workspace, chat=chat)
    found = db.execute(select(*_COPY).where(placed_card.c.card == card, placed_card.c.spot == spot)).one()
    return Copy(*found)


def _stands(db: Connection, card: str, spot: str, now: datetime, **where: Any) -> None:
    values = {"card": card, "spot": spot, "placed": now, "adapter": "", "workspace": "", "chat": "", "drawn": ""}
    asked = (sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert)(placed_card).values(values | where)
    db.execute(asked.on_conflict_do_nothing(index_elements=["card", "spot"]))


def copies(db: Connection, card: str, *, private: bool, after: int = 0, limit: int = 200) -> list[Copy]:
    """Copies with members, or else those in groups, from that number on."""
    whose = placed_card.c.member_id.is_not(None) if private else placed_card.c.member_id.is_(None)
    query = select(*_COPY).where(placed_card.c.card == card, whose, placed_card.c.id > after)
    return [Copy(*row) for row in db.execute(query.order_by(placed_card.c.id).limit(limit))]


def drew(db: Connection, copy_id: int, drawn: str) -> None:
    """What was last drawn there."""
    db.execute(update(placed_card).where(placed_card.c.id == copy_id).values(drawn=drawn))


def supersede(db: Connection, copy: Copy, now: datetime) -> None:
    """An edit of this copy that has not left yet is worth nothing any more: a newer one follows."""
    whose = outbox.c.member_id == copy.member_id if copy.member_id else outbox.c.member_id.is_(None)
    there = and_(outbox.c.adapter == copy.adapter, outbox.c.workspace == copy.workspace, outbox.c.chat == copy.chat)
    waiting = and_(
        whose, outbox.c.card == copy.card, outbox.c.op == "edit",
        outbox.c.state == str(State.PENDING), outbox.c.lease.is_(None),
    )  # fmt: skip
    if not copy.member_id:
        waiting = and_(waiting, there)
    db.execute(update(outbox).where(waiting).values(state=str(State.CANCELLED), done=now, error="a newer one follows"))
