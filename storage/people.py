"""Members, their accounts on platforms, communities and who is in which; shared ground of all features."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    delete,
    insert,
    literal,
    select,
    update,
)

from domain.roles import Role
from storage.db import Moment, metadata
from storage.statements import Statement

community = Table(
    "community",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("network", String, nullable=False, default=""),
    Column("admission", String, nullable=False),
    Column("language", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("join_code", String, unique=True),
    Column("created", Moment, nullable=False),
)

home = Table(
    "home",
    metadata,
    Column("platform", String, primary_key=True),
    Column("place", String, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
)
"""A Slack workspace or a Telegram group that belongs to a community."""

member = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("language", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("quiet_from", Integer, nullable=False, default=20),
    Column("quiet_until", Integer, nullable=False, default=8),
    Column("snoozed_until", Moment),
    Column("budget", Integer, nullable=False, default=5),
    Column("digest", String, nullable=False, default="weekly"),
    Column("community_id", ForeignKey("community.id", ondelete="SET NULL")),
    Column("created", Moment, nullable=False),
    Column("seen", Moment),
)

membership = Table(
    "membership",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("state", String, nullable=False),
    Column("role", Integer, nullable=False, default=int(Role.MEMBER)),
    Column("since", Moment, nullable=False),
)
"""`state`: asked, in, left, suspended, removed, refused."""

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String, nullable=False),
    Column("workspace", String, nullable=False),
    Column("user", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("own_member_id", Integer),
    Column("state", String, nullable=False, default="active"),
    Column("used", Moment, nullable=False),
    UniqueConstraint("platform", "workspace", "user"),
)
"""`own_member_id`: who this account was before it was linked, for unlink; `state`: active, blocked, gone."""


@dataclass(frozen=True)
class Community:
    """A community as handlers see it; `admission` is open, code or approval."""

    id: int
    name: str
    network: str
    admission: str
    language: str
    zone: str
    join_code: str | None


@dataclass(frozen=True)
class Member:
    """A person as handlers see them, whichever account they use."""

    id: int
    name: str
    language: str
    zone: str
    quiet_from: int
    quiet_until: int
    snoozed_until: datetime | None
    budget: int
    digest: str
    community_id: int | None
    created: datetime


_MEMBER = tuple(member.c[field.name] for field in fields(Member))
_COMMUNITY = tuple(community.c[field.name] for field in fields(Community))


class Speaker(NamedTuple):
    """What dispatch must know of who speaks: read in one query."""

    member: Member
    community: Community | None
    role: Role
    state: str
    account_id: int
    account_state: str
    chat: str
    used: datetime


_SPEAKER = Statement(
    select(
        *_MEMBER,
        account.c.id,
        account.c.state,
        account.c.chat,
        account.c.used,
        membership.c.state,
        membership.c.role,
        *_COMMUNITY,
    )
    .join(account, account.c.member_id == member.c.id)
    .outerjoin(community, community.c.id == member.c.community_id)
    .outerjoin(
        membership,
        and_(membership.c.member_id == member.c.id, membership.c.community_id == member.c.community_id),
    )
    .where(
        account.c.platform == bindparam("platform"),
        account.c.workspace == bindparam("workspace"),
        account.c.user == bindparam("user"),
    )
    .with_for_update(of=member, key_share=True)
)


def speaker(db: Connection, platform: str, workspace: str, user: str) -> Speaker | None:
    """Who speaks, locked: one person's units take effect one after the other on every machine."""
    row = _SPEAKER.first(db, platform=platform, workspace=workspace, user=user)
    if row is None:
        return None
    me, row = Member(*row[: len(_MEMBER)]), row[len(_MEMBER) :]
    account_id, account_state, chat, used, state, role, *place = row
    here = Community(*place) if place[0] is not None else None
    standing = Role(role) if state == "in" else Role.STRANGER
    return Speaker(me, here, standing, state or "", account_id, account_state, chat, used)


def add_member(db: Connection, name: str, language: str, zone: str, community_id: int | None, now: datetime) -> int:
    """A new person; no account and no membership yet."""
    values = {"name": name, "language": language, "zone": zone, "community_id": community_id, "created": now}
    return int(db.execute(insert(member).values(values)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def add_account(
    db: Connection, member_id: int, platform: str, workspace: str, user: str, chat: str, now: datetime
) -> int:
    """An account of that person; the chat is where the platform delivers private messages."""
    values = {"member_id": member_id, "platform": platform, "workspace": workspace, "user": user, "chat": chat}
    statement = insert(account).values(values | {"used": now, "state": "active"})
    return int(db.execute(statement).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def set_account(db: Connection, account_id: int, **values: Any) -> None:
    """Change columns of an account, such as its chat or state."""
    db.execute(update(account).where(account.c.id == account_id).values(values))


_GET = Statement(select(*_MEMBER).where(member.c.id == bindparam("member")))


def get(db: Connection, member_id: int) -> Member | None:
    """The member of that id."""
    row = _GET.first(db, member=member_id)
    return Member(*row) if row else None


def set_member(db: Connection, member_id: int, **values: Any) -> None:
    """Change columns of a member, such as language or snoozed_until."""
    db.execute(update(member).where(member.c.id == member_id).values(values))


def add_community(
    db: Connection, name: str, admission: str, language: str, zone: str, now: datetime, network: str = ""
) -> int:
    """A new community."""
    values = {"name": name, "admission": admission, "language": language, "zone": zone, "network": network}
    return int(db.execute(insert(community).values(values | {"created": now})).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def get_community(db: Connection, community_id: int) -> Community | None:
    """The community of that id."""
    row = db.execute(select(*_COMMUNITY).where(community.c.id == community_id)).first()
    return Community(*row) if row else None


def set_community(db: Connection, community_id: int, **values: Any) -> None:
    """Change columns of a community, such as its name or its door."""
    db.execute(update(community).where(community.c.id == community_id).values(values))


def drop_member(db: Connection, member_id: int) -> None:
    """Remove a person who turned out to be nobody, such as the empty newcomer behind a claim link."""
    db.execute(delete(member).where(member.c.id == member_id))


def communities(db: Connection) -> list[Community]:
    """All communities, oldest first."""
    return [Community(*row) for row in db.execute(select(*_COMMUNITY).order_by(community.c.id))]


def community_at(db: Connection, platform: str, place: str) -> Community | None:
    """The community that a Slack workspace or a Telegram group belongs to."""
    query = select(*_COMMUNITY).join(home, home.c.community_id == community.c.id)
    row = db.execute(query.where(home.c.platform == platform, home.c.place == place)).first()
    return Community(*row) if row else None


def settle(db: Connection, platform: str, place: str, community_id: int) -> None:
    """Make a workspace or group the community's; the last word counts."""
    here = and_(home.c.platform == platform, home.c.place == place)
    if not db.execute(update(home).where(here).values(community_id=community_id)).rowcount:
        db.execute(insert(home).values(platform=platform, place=place, community_id=community_id))


def memberships(db: Connection, member_id: int) -> list[Row[Any]]:
    """Rows of (community_id, name, state, role) of one person."""
    query = select(membership.c.community_id, community.c.name, membership.c.state, membership.c.role)
    joined = query.join(community, community.c.id == membership.c.community_id)
    return list(db.execute(joined.where(membership.c.member_id == member_id).order_by(membership.c.community_id)))


def set_membership(
    db: Connection, community_id: int, member_id: int, state: str, now: datetime, role: Role | None = None
) -> None:
    """Put a person into that state in that community; the role stays unless given, `since` unless the state changes."""
    key = and_(membership.c.community_id == community_id, membership.c.member_id == member_id)
    values: dict[str, Any] = {"state": state} | ({"role": int(role)} if role is not None else {})
    since = case((membership.c.state == state, membership.c.since), else_=literal(now, Moment))
    if not db.execute(update(membership).where(key).values(since=since, **values)).rowcount:
        defaults = {"role": int(Role.MEMBER), "community_id": community_id, "member_id": member_id, "since": now}
        db.execute(insert(membership).values(defaults | values))


def members(db: Connection, community_id: int, state: str = "in", role: Role = Role.STRANGER) -> list[Member]:
    """The people in that state in that community whose role reaches `role`, by id."""
    query = select(*_MEMBER).join(membership, membership.c.member_id == member.c.id)
    here = query.where(membership.c.community_id == community_id, membership.c.state == state)
    return [Member(*row) for row in db.execute(here.where(membership.c.role >= int(role)).order_by(member.c.id))]


def has_owner(db: Connection) -> bool:
    """Whether somebody owns any community."""
    return (
        db.execute(select(membership.c.member_id).where(membership.c.role == int(Role.OWNER)).limit(1)).first()
        is not None
    )


def accounts(db: Connection, member_id: int) -> list[Row[Any]]:
    """Rows of (id, platform, workspace, user, chat, state, own_member_id) of one person, the last used first."""
    columns = (account.c.id, account.c.platform, account.c.workspace, account.c.user, account.c.chat)
    query = select(*columns, account.c.state, account.c.own_member_id).where(account.c.member_id == member_id)
    return list(db.execute(query.order_by(account.c.used.desc(), account.c.id)))
