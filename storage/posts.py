"""Posts to social channels: their words, where each stands and who took it there, and what editors said about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.posts import State, Step, after
from storage.audit import note
from storage.db import Moment, metadata
from storage.post_shapes import Change, Shape
from storage.statements import Statement

post = Table(
    "post",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("author_id", ForeignKey("member.id", ondelete="SET NULL"), index=True),
    Column("approver_id", ForeignKey("member.id", ondelete="SET NULL"), index=True, info={"told": False}),
    Column("source", String, nullable=False, default=""),
    Column("source_id", Integer),
    Column("once", String, unique=True),
    Column("text", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("warning", String, nullable=False, default=""),
    Column("state", String, nullable=False),
    Column("due", Moment),
    Column("revision", Integer, nullable=False, default=0),
    Column("created", Moment, nullable=False),
    Column("submitted", Moment),
    Column("approved", Moment),
    Column("ended", Moment),
    Index("ix_post_community", "community_id", "state", "due"),
)
"""`source`: text, event, story, call, numbers, series, digest; `once`: under this key an automatic draft is made once.

`revision` counts changes of what is read: an approval and a consent are of one revision's words.
"""

post_comment = Table(
    "post_comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)


@dataclass(frozen=True)
class Post:
    """A post as handlers see it."""

    id: int
    community_id: int
    author_id: int | None
    approver_id: int | None
    source: str
    source_id: int | None
    text: str
    language: str
    warning: str
    state: str
    due: datetime | None
    revision: int
    created: datetime
    submitted: datetime | None
    approved: datetime | None
    ended: datetime | None

    @property
    def stands(self) -> State:
        """Its state as the rules know it."""
        return State(self.state)


@dataclass(frozen=True)
class Comment:
    """What somebody said about a post, for its author and the editors."""

    member_id: int
    text: str
    at: datetime


_POSTS, _COMMENTS = Shape(Post, post), Shape(Comment, post_comment)
_CHANGE = Change(post, "id")
_BY_ID = _POSTS.query.where(post.c.id == bindparam("post", type_=Integer))
_ONE, _LOCKED = Statement(_BY_ID), Statement(_BY_ID.with_for_update())


def add(db: Connection, now: datetime, **values: Any) -> int | None:
    """A new draft; the keys are columns. None when one of that `once` key was made before."""
    row: dict[str, Any] = {"state": str(State.DRAFT), "created": now, "source": "text"} | values
    into = postgresql.insert(post) if db.dialect.name == "postgresql" else sqlite.insert(post)
    made = into.values(row).on_conflict_do_nothing(index_elements=["once"])
    new: int | None = db.execute(made.returning(post.c.id)).scalar()
    if new is None:
        return None
    note(db, now, "post.drafted", actor=row.get("author_id"), community=row["community_id"], subject=f"post:{new}")
    return new


def get(db: Connection, post_id: int, *, lock: bool = False) -> Post | None:
    """The post of that id; locked when it is about to be decided on."""
    return _POSTS.of((_LOCKED if lock else _ONE).first(db, post=post_id))


def change(db: Connection, post_id: int, **values: Any) -> None:
    """Change columns of a post; its state changes with `step` or `become`, which write the audit."""
    _CHANGE.run(db, (post_id,), values)


def step(
    db: Connection, one: Post, taken: Step, now: datetime, *, actor: int | None, reason: str = "", **values: Any
) -> Post | None:
    """Take a step with a post that is locked: its new state, other columns, and a line of the audit.

    Returns:
        The post as it is then; None where this step cannot be taken from its state, and nothing was changed.
    """
    state = after(one.stands, taken)
    if state is None:
        return None
    moved = _moments(state, now) if state is not one.stands else {}
    if one.submitted and moved.get("submitted"):
        moved["submitted"] = max(now, one.submitted + timedelta(seconds=1))  # each hand-in is a moment of its own
    change(db, one.id, **({"state": str(state)} | moved | values))
    what, subject = f"post.{taken}", f"post:{one.id}"
    note(db, now, what, actor=actor, community=one.community_id, subject=subject, reason=reason)
    return get(db, one.id)


def become(db: Connection, one: Post, state: State, now: datetime, reason: str = "") -> None:
    """What the channels made of it (posted, failed, uncertain): written once, with its line of the audit."""
    if one.state == state:
        return
    change(db, one.id, state=str(state), **_moments(state, now))
    note(db, now, f"post.{state}", actor=None, community=one.community_id, subject=f"post:{one.id}", reason=reason)


def _moments(state: State, now: datetime) -> dict[str, Any]:
    """The moments that a state brings along."""
    ended = state in {State.POSTED, State.FAILED, State.UNCERTAIN, State.WITHDRAWN}
    moments: dict[State, dict[str, Any]] = {
        State.DRAFT: {"due": None, "approver_id": None},
        State.SUBMITTED: {"due": None, "approver_id": None, "approved": None, "submitted": now},
        State.APPROVED: {"due": None, "approved": now},
    }
    return moments.get(state, {"ended": now} if ended else {})


def page(db: Connection, community_id: int, limit: int, *, author_id: int | None = None) -> list[Post]:
    """The newest of a community, or of one author, but for those that were withdrawn."""
    here = and_(post.c.community_id == community_id, post.c.state != str(State.WITHDRAWN))
    if author_id is not None:
        here = and_(here, post.c.author_id == author_id)
    return _POSTS.all(db, _POSTS.query.where(here).order_by(post.c.id.desc()).limit(limit))


def in_state(db: Connection, community_id: int, *states: State) -> list[Post]:
    """All that stand there, the oldest first."""
    here = and_(post.c.community_id == community_id, post.c.state.in_([str(state) for state in states]))
    return _POSTS.all(db, _POSTS.query.where(here).order_by(post.c.id))


def planned(db: Connection, community_id: int, start: datetime, end: datetime) -> list[Post]:
    """The calendar: what is planned or went out in [start, end), by its moment."""
    shown = [str(state) for state in State if state not in {State.DRAFT, State.SUBMITTED, State.WITHDRAWN}]
    here = and_(post.c.community_id == community_id, post.c.state.in_(shown), post.c.due >= start, post.c.due < end)
    return _POSTS.all(db, _POSTS.query.where(here).order_by(post.c.due, post.c.id))


def due(db: Connection, now: datetime, limit: int = 100) -> list[int]:
    """The ids of those whose moment has come, the earliest first."""
    query = select(post.c.id).where(post.c.state == str(State.SCHEDULED), post.c.due <= now)
    return list(db.execute(query.order_by(post.c.due, post.c.id).limit(limit)).scalars())


def say(db: Connection, post_id: int, member_id: int, text: str, now: datetime) -> None:
    """Write down a comment."""
    db.execute(insert(post_comment).values(post_id=post_id, member_id=member_id, text=text, at=now))


def comments(db: Connection, post_id: int, limit: int = 20) -> list[Comment]:
    """What was said about it, the newest first."""
    of = post_comment.c
    return _COMMENTS.all(db, _COMMENTS.query.where(of.post_id == post_id).order_by(of.id.desc()).limit(limit))


def made_once(db: Connection, once: str) -> bool:
    """Whether the automatic draft of that key was made."""
    return db.execute(select(post.c.id).where(post.c.once == once)).first() is not None
