"""Codes and questions by which two accounts become one person, and the record that lets them part again."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.db import Moment, metadata
from storage.people import account, member

link_code = Table(
    "link_code",
    metadata,
    Column("hashed", String, primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("platform", String, nullable=False),
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("used", Moment),
    info={"fleeting": True},
)

link = Table(
    "link",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kept_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("joined_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("issuer_id", Integer, nullable=False),
    Column("issuer_platform", String, nullable=False),
    Column("other_platform", String, nullable=False),
    Column("state", String, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("moved", Text, nullable=False, default="{}"),
    Column("at", Moment, nullable=False),
)
"""`state`: asked (the one who typed the code), confirmed (by them), joined, refused, parted.
`issuer_id`: who made the code, one of the two; `moved`: what `storage.link_moves` needs to part them."""

KEPT = timedelta(days=1)
"""Codes are forgotten after that; they are worth nothing after minutes."""


@dataclass(frozen=True)
class Code:
    """A code that somebody made, and where."""

    member_id: int
    platform: str
    expires: datetime
    used: datetime | None


@dataclass(frozen=True)
class Link:
    """Two people who are asked whether they are one, or are."""

    id: int
    kept_id: int
    joined_id: int
    issuer_id: int
    issuer_platform: str
    other_platform: str
    state: str
    expires: datetime
    moved: dict[str, Any]

    @property
    def other_id(self) -> int:
        """Who typed the code."""
        return self.joined_id if self.issuer_id == self.kept_id else self.kept_id


_COLUMNS = tuple(column for column in link.c if column.name != "at")


def _link(row: Row[Any]) -> Link:
    values = dict(row._mapping)  # noqa: SLF001 – SQLAlchemy's documented mapping of a row
    return Link(**(values | {"moved": json.loads(values["moved"])}))


def made_since(db: Connection, member_id: int, since: datetime) -> int:
    """How many codes somebody made since then, used ones too."""
    query = select(func.count()).where(link_code.c.member_id == member_id, link_code.c.made > since)
    return int(db.execute(query).scalar() or 0)


def keep_code(db: Connection, hashed: str, member_id: int, platform: str, now: datetime, expires: datetime) -> None:
    """Store a code's hash, and forget this person's old ones."""
    db.execute(delete(link_code).where(link_code.c.member_id == member_id, link_code.c.made < now - KEPT))
    row = {"hashed": hashed, "member_id": member_id, "platform": platform, "made": now, "expires": expires}
    db.execute(insert(link_code).values(row))


def find_code(db: Connection, hashed: str) -> Code | None:
    """The code of that hash, locked: two who type it at once do not both use it."""
    columns = (link_code.c.member_id, link_code.c.platform, link_code.c.expires, link_code.c.used)
    row = db.execute(select(*columns).where(link_code.c.hashed == hashed).with_for_update()).first()
    return Code(*row) if row else None


def use_code(db: Connection, hashed: str, now: datetime) -> None:
    """A code works once."""
    db.execute(update(link_code).where(link_code.c.hashed == hashed).values(used=now))


def ask(db: Connection, now: datetime, **values: Any) -> int:
    """A question to both whether they are one; the keys are columns."""
    row = values | {"state": "asked", "moved": "{}", "at": now}
    return int(db.execute(insert(link).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def locked(db: Connection, link_id: int) -> Link | None:
    """The link of that id, about to be decided on."""
    row = db.execute(select(*_COLUMNS).where(link.c.id == link_id).with_for_update()).first()
    return _link(row) if row else None


def change(db: Connection, link_id: int, now: datetime, state: str, **values: Any) -> None:
    """Move a link on; `moved` is given as a dictionary."""
    if "moved" in values:
        values["moved"] = json.dumps(values["moved"])
    db.execute(update(link).where(link.c.id == link_id).values(state=state, at=now, **values))


def moved_too(db: Connection, kept: int, joined: int, row: dict[str, Any]) -> None:
    """A row that became the one person's only later is given back too when they part."""
    theirs = and_(link.c.kept_id == kept, link.c.joined_id == joined, link.c.state == "joined")
    one = db.execute(select(*_COLUMNS).where(theirs).order_by(link.c.id.desc()).limit(1).with_for_update()).first()
    if one:
        moved = _link(one).moved
        whole = moved | {"rows": [*moved.get("rows", ()), row]}
        db.execute(update(link).where(link.c.id == one.id).values(moved=json.dumps(whole)))


def lock_both(db: Connection, one: int, other: int) -> bool:
    """Hold both people, in the order of their ids; False when one of them is gone."""
    query = select(member.c.id).where(member.c.id.in_((one, other))).order_by(member.c.id).with_for_update()
    return len(db.execute(query).all()) == 2


def has_links(db: Connection, member_id: int) -> bool:
    """Whether somebody is joined with another account already."""
    either = or_(link.c.kept_id == member_id, link.c.joined_id == member_id)
    return db.execute(select(link.c.id).where(either, link.c.state == "joined").limit(1)).first() is not None


def joined_to(db: Connection, member_id: int) -> list[Link]:
    """The links of the person who stays, oldest first."""
    query = select(*_COLUMNS).where(link.c.kept_id == member_id, link.c.state == "joined").order_by(link.c.id)
    return [_link(row) for row in db.execute(query)]


def accounts_of(db: Connection, link_id: int) -> list[Row[Any]]:
    """Rows of (platform, workspace, chat) of the accounts that a link brought in."""
    query = select(account.c.platform, account.c.workspace, account.c.chat).join(
        link, account.c.own_member_id == link.c.joined_id
    )
    return list(db.execute(query.where(link.c.id == link_id, account.c.member_id == link.c.kept_id)))
