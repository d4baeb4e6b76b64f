"""What each channel says of a post, what became of it there, what it cost and how it was received."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from domain.delivery import State as Sent
from domain.post_checks import Before
from domain.posts import State
from storage.db import Moment, metadata
from storage.post_shapes import Change, Shape
from storage.posts import post
from storage.statements import Statement

post_variant = Table(
    "post_variant",
    metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", ForeignKey("post_channel.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text),
    Column("state", String, nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("problem", String, nullable=False, default=""),
    Column("due", Moment),
    Column("price", Integer, nullable=False, default=0),
    Column("posted", Moment),
    Column("receipts", Text, nullable=False, default="[]"),
    Index("ix_post_variant_channel", "channel_id", "state"),
)
"""`text`: its own words, none where it says what the post says. `state` is a send's (`domain.delivery.State`): pending
until its rows stand, then sending, sent, failed, uncertain; cancelled where it is not to go out. `attempt`: which round
of rows, so that a retry has keys of its own; `price`: thousandths, promised when it is planned, charged when it is out;
`due`: a later moment than the post's where the channel asked for it; `receipts`: one a part, in order.
"""

post_number = Table(
    "post_number",
    metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", ForeignKey("post_channel.id", ondelete="CASCADE"), primary_key=True),
    Column("views", Integer),
    Column("likes", Integer),
    Column("reposts", Integer),
    Column("replies", Integer),
    Column("taken", Moment, nullable=False),
)


@dataclass(frozen=True)
class Variant:
    """A post on one channel."""

    post_id: int
    channel_id: int
    text: str | None
    state: str
    attempt: int
    problem: str
    due: datetime | None
    price: int
    posted: datetime | None
    receipts: str

    @property
    def parts(self) -> list[str]:
        """The receipts of what is out, in order."""
        return list(json.loads(self.receipts))


_VARIANTS, _CHANGE = Shape(Variant, post_variant), Change(post_variant, "post_id", "channel_id")
_OF_POST = _VARIANTS.query.where(post_variant.c.post_id == bindparam("post", type_=Integer))
_OF_POST = _OF_POST.order_by(post_variant.c.channel_id)
_ALL, _LOCKED = Statement(_OF_POST), Statement(_OF_POST.with_for_update())
_NUMBERED = and_(
    post_variant.c.post_id == bindparam("post", type_=Integer),
    post_variant.c.channel_id == bindparam("channel", type_=Integer),
)
_KNOWN = Statement(select(post_variant.c.state).where(_NUMBERED))
_NEW = {"text": None, "attempt": 0, "problem": "", "due": None, "price": 0, "posted": None, "receipts": "[]"}
_CHOOSE = Statement(
    insert(post_variant).values({name: bindparam(name) for name in (*_NEW, "post_id", "channel_id", "state")})
)
_PROMISED = [str(state) for state in (State.APPROVED, State.SCHEDULED, State.POSTING, State.FAILED, State.UNCERTAIN)]
_AWAY = [str(state) for state in (Sent.SENT, Sent.SENDING, Sent.UNCERTAIN)]


def choose(db: Connection, post_id: int, channel_id: int, *, on: bool = True) -> None:
    """Whether the post goes to that channel; one that is out already stays."""
    known = (_KNOWN.first(db, post=post_id, channel=channel_id) or (None,))[0]
    if on and known is None:
        _CHOOSE.run(db, post_id=post_id, channel_id=channel_id, state=str(Sent.PENDING), **_NEW)
    elif not on and known in {str(Sent.PENDING), str(Sent.CANCELLED)}:
        mine = and_(post_variant.c.post_id == post_id, post_variant.c.channel_id == channel_id)
        db.execute(delete(post_variant).where(mine, post_variant.c.receipts == "[]"))  # what is out is not forgotten


def variants(db: Connection, post_id: int, *, lock: bool = False) -> list[Variant]:
    """The channels that a post goes to, by id."""
    return _VARIANTS.each((_LOCKED if lock else _ALL).all(db, post=post_id))


def change(db: Connection, post_id: int, channel_id: int, **values: Any) -> None:
    """Change columns of a post on one channel."""
    _CHANGE.run(db, (post_id, channel_id), values)


def anew(db: Connection, post_id: int, channel_ids: Iterable[int]) -> None:
    """On these channels it is all out and may say something else by now: a round of its own, for what differs."""
    out = and_(post_variant.c.post_id == post_id, post_variant.c.channel_id.in_(list(channel_ids)))
    round_ = {"state": str(Sent.PENDING), "attempt": post_variant.c.attempt + 1, "problem": "", "due": None}
    db.execute(update(post_variant).where(out, post_variant.c.state == str(Sent.SENT)).values(round_))


def stop(db: Connection, post_id: int) -> int:
    """What has not begun to leave is not to go out; how many channels that were."""
    waiting = and_(post_variant.c.post_id == post_id, post_variant.c.state == str(Sent.PENDING))
    return db.execute(update(post_variant).where(waiting).values(state=str(Sent.CANCELLED))).rowcount


def in_state(db: Connection, state: Sent, limit: int = 1000) -> list[Variant]:
    """All that stand there, over all communities: what the bot's own work follows."""
    query = _VARIANTS.query.where(post_variant.c.state == str(state))
    return _VARIANTS.all(db, query.order_by(post_variant.c.post_id, post_variant.c.channel_id).limit(limit))


def spent(db: Connection, channel_id: int, start: datetime, end: datetime, *, but: int = 0) -> int:
    """Thousandths that a channel costs in [start, end): charged, or promised to what is planned; one post left out."""
    moment = func.coalesce(post_variant.c.posted, post_variant.c.due, post.c.due, post.c.approved)
    counted = or_(
        post_variant.c.state.in_(_AWAY), and_(post_variant.c.state == str(Sent.PENDING), post.c.state.in_(_PROMISED))
    )
    here = and_(post_variant.c.channel_id == channel_id, moment >= start, moment < end, post.c.id != but, counted)
    query = select(func.coalesce(func.sum(post_variant.c.price), 0)).join(post, post.c.id == post_variant.c.post_id)
    return int(db.execute(query.where(here)).scalar_one())


def said(db: Connection, channel_id: int, start: datetime, end: datetime, *, but: int = 0) -> list[Before]:
    """What a channel said in [start, end], or will, but for one post."""
    moment = func.coalesce(post_variant.c.posted, post_variant.c.due, post.c.due)
    planned = and_(post_variant.c.state == str(Sent.PENDING), post.c.state == str(State.SCHEDULED))
    here = and_(
        post_variant.c.channel_id == channel_id, moment.between(start, end), post.c.id != but,
        or_(post_variant.c.state.in_(_AWAY), planned),
    )  # fmt: skip
    words = func.coalesce(post_variant.c.text, post.c.text)
    query = select(words, post_variant.c.posted, post_variant.c.due, post.c.due).join(
        post, post.c.id == post_variant.c.post_id
    )
    return [Before(text, posted or own or due) for text, posted, own, due in db.execute(query.where(here))]


def keep_numbers(
    db: Connection, post_id: int, channel_id: int, now: datetime, numbers: Mapping[str, int | None]
) -> None:
    """How it was received: views, likes, reposts and replies as the channel tells; what it does not tell stays."""
    known = {name: number for name, number in numbers.items() if number is not None}
    mine = and_(post_number.c.post_id == post_id, post_number.c.channel_id == channel_id)
    if not db.execute(update(post_number).where(mine).values(taken=now, **known)).rowcount:
        db.execute(insert(post_number).values(post_id=post_id, channel_id=channel_id, taken=now, **known))


def numbers(db: Connection, post_id: int) -> dict[int, dict[str, int]]:
    """How it was received, a channel each; what is not known is missing."""
    query = select(post_number).where(post_number.c.post_id == post_id)
    return {
        row["channel_id"]: {
            name: row[name] for name in ("views", "likes", "reposts", "replies") if row[name] is not None
        }
        for row in db.execute(query).mappings()
    }
