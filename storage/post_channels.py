"""The channels that a community posts to, how it wants them used, and its editors by turns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from domain.post_costs import Price
from domain.roles import Role
from storage.db import Moment, metadata
from storage.people import membership
from storage.post_shapes import Shape
from storage.statements import Statement

post_channel = Table(
    "post_channel",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String, nullable=False),
    Column("workspace", String, nullable=False, default=""),
    Column("chat", String, nullable=False, default=""),
    Column("name", String, nullable=False),
    Column("token", String, nullable=False, default=""),
    Column("enabled", Boolean, nullable=False, default=True),
    Column("why", String, nullable=False, default=""),
    Column("language", String, nullable=False, default=""),
    Column("plain", Integer, nullable=False, default=0),
    Column("linked", Integer, nullable=False, default=0),
    Column("cap", Integer),
    Column("slots", Text, nullable=False, default=""),
    Column("gap", Integer, nullable=False, default=60),
    Column("most", Integer),
    Column("since", Moment, nullable=False),
    UniqueConstraint("community_id", "kind", "workspace", "chat"),
)
"""`kind` is the adapter's name, (`workspace`, `chat`) the place there, `token` names the settings' token.

`why`: for what reason it is disabled; `plain`, `linked` and `cap` are thousandths of the currency; `slots` as
`domain.post_slots.stored` writes them; `gap` minutes; `most`: how long a post may be where the instance says so.
"""

post_setting = Table(
    "post_setting",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("funder", String, nullable=False, default=""),
    Column("logo", Boolean, nullable=False, default=False),
    Column("currency", String, nullable=False, default="EUR"),
    Column("quiet_from", Integer, nullable=False, default=20),
    Column("quiet_until", Integer, nullable=False, default=8),
    Column("rota_since", Moment),
)
"""`funder`: the line that every post carries, empty where none is asked for; `logo`: a picture with it, too."""

post_editor = Table(
    "post_editor",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("place", Integer, nullable=False),
)
"""Whose turn it is: one week each, by place."""


@dataclass(frozen=True)
class Channel:
    """A channel as its community set it."""

    id: int
    community_id: int
    kind: str
    workspace: str
    chat: str
    name: str
    token: str
    enabled: bool
    why: str
    language: str
    plain: int
    linked: int
    cap: int | None
    slots: str
    gap: int
    most: int | None

    @property
    def price(self) -> Price:
        """What a post costs there."""
        return Price(self.plain, self.linked, self.cap)


@dataclass(frozen=True)
class Setting:
    """What holds for all posts of a community."""

    funder: str = ""
    logo: bool = False
    currency: str = "EUR"
    quiet_from: int = 20
    quiet_until: int = 8
    rota_since: datetime | None = None


_CHANNELS, _SETTINGS = Shape(Channel, post_channel), Shape(Setting, post_setting)
_BY_ID = _CHANNELS.query.where(post_channel.c.id == bindparam("channel", type_=Integer))
_HERE = _CHANNELS.query.where(post_channel.c.community_id == bindparam("community", type_=Integer))
_OF_COMMUNITY = Statement(_HERE.order_by(post_channel.c.id))
_ONE, _LOCKED = Statement(_BY_ID), Statement(_BY_ID.with_for_update())


def ensure(
    db: Connection, community_id: int, kind: str, name: str, now: datetime, *, workspace: str = "", chat: str = ""
) -> Channel:
    """The channel of that place, made where it does not stand yet; its settings stay as they are."""
    here = and_(
        post_channel.c.community_id == community_id,
        post_channel.c.kind == kind,
        post_channel.c.workspace == workspace,
        post_channel.c.chat == chat,
    )
    found = _CHANNELS.one(db, _CHANNELS.query.where(here))
    if found is None:
        values = {"community_id": community_id, "kind": kind, "workspace": workspace, "chat": chat, "name": name}
        db.execute(insert(post_channel).values(values | {"since": now}))
        (found,) = _CHANNELS.all(db, _CHANNELS.query.where(here))
    return found


def channel(db: Connection, channel_id: int, *, lock: bool = False) -> Channel | None:
    """The channel of that id; locked when its month is about to be added up."""
    return _CHANNELS.of((_LOCKED if lock else _ONE).first(db, channel=channel_id))


def channels(db: Connection, community_id: int, *, enabled: bool = False) -> list[Channel]:
    """All of a community, or those it posts to, by id."""
    found = _CHANNELS.each(_OF_COMMUNITY.all(db, community=community_id))
    return [one for one in found if one.enabled or not enabled]


def set_channel(db: Connection, channel_id: int, **values: Any) -> None:
    """Change columns of a channel."""
    db.execute(update(post_channel).where(post_channel.c.id == channel_id).values(values))


def of_kind(db: Connection, kind: str) -> list[Channel]:
    """Those of one platform in all communities: a revoked token concerns each of them."""
    return _CHANNELS.all(db, _CHANNELS.query.where(post_channel.c.kind == kind))


def setting(db: Connection, community_id: int) -> Setting:
    """What holds for the posts of a community, as it was set or by default."""
    return _SETTINGS.one(db, _SETTINGS.query.where(post_setting.c.community_id == community_id)) or Setting()


def keep_setting(db: Connection, community_id: int, **values: Any) -> None:
    """Change what holds for the posts of a community."""
    mine = post_setting.c.community_id == community_id
    if not db.execute(update(post_setting).where(mine).values(values)).rowcount:
        db.execute(insert(post_setting).values(community_id=community_id, **values))


def editors(db: Connection, community_id: int) -> list[int]:
    """Who takes turns, in their order: only those who are still in and still may."""
    able = and_(
        membership.c.community_id == post_editor.c.community_id,
        membership.c.member_id == post_editor.c.member_id,
        membership.c.state == "in",
        membership.c.role >= int(Role.EDITOR),
    )
    query = select(post_editor.c.member_id).join(membership, able)
    return list(
        db.execute(query.where(post_editor.c.community_id == community_id).order_by(post_editor.c.place)).scalars()
    )


def keep_editors(db: Connection, community_id: int, people: Iterable[int]) -> None:
    """Who takes turns from now on, in this order."""
    db.execute(delete(post_editor).where(post_editor.c.community_id == community_id))
    for place, member_id in enumerate(dict.fromkeys(people)):
        db.execute(insert(post_editor).values(community_id=community_id, member_id=member_id, place=place))
