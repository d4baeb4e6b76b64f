"""Bytes of pictures, each kept once under its fingerprint, and how each platform calls those it was given."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    String,
    Table,
    and_,
    column,
    delete,
    exists,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Moment, metadata

UNUSED = timedelta(days=30)
"""How long bytes are kept that nothing shows any more: a letter with them may still wait, or be sent again."""

picture_file = Table(
    "picture_file",
    metadata,
    Column("kept", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("used", Moment, nullable=False),
)
"""`kept` is the SHA-256 of the bytes: the same picture on ten events, or sent to ten thousand people, is one row."""

picture_name = Table(
    "picture_name",
    metadata,
    Column("adapter", String, primary_key=True),
    Column("workspace", String, primary_key=True, default=""),
    Column("kept", String, primary_key=True),
    Column("name", String, nullable=False),
)
"""How a platform calls a picture that it was given; a name that it no longer knows is forgotten when that shows."""

_SHOWS = tuple(table(name, column("kept")) for name in ("event_picture", "event_series_picture"))
_BROADCAST = table("broadcast", column("picture"))
"""Of other features; only these columns are touched here."""


def keep(db: Connection, content: bytes, now: datetime) -> str:
    """Keep these bytes; gives their fingerprint."""
    kept = sha256(content).hexdigest()
    insert: Any = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    row = insert(picture_file).values(kept=kept, content=content, used=now)
    db.execute(row.on_conflict_do_update(index_elements=["kept"], set_={"used": now}))
    return kept


def content(db: Connection, kept: str) -> bytes:
    """The bytes of that fingerprint; empty where they are gone."""
    return bytes(db.execute(select(picture_file.c.content).where(picture_file.c.kept == kept)).scalar() or b"")


def name_of(db: Connection, adapter: str, workspace: str, kept: str) -> str:
    """How that platform calls it; empty where it was not brought there."""
    return str(db.execute(select(picture_name.c.name).where(_named(adapter, workspace, kept))).scalar() or "")


def set_name(db: Connection, adapter: str, workspace: str, kept: str, name: str) -> None:
    """That platform calls it so from now on; empty: by no name any more."""
    if not name:
        db.execute(delete(picture_name).where(_named(adapter, workspace, kept)))
        return
    insert: Any = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    row = insert(picture_name).values(adapter=adapter, workspace=workspace, kept=kept, name=name)
    db.execute(row.on_conflict_do_update(index_elements=["adapter", "workspace", "kept"], set_={"name": name}))


def _named(adapter: str, workspace: str, kept: str) -> ColumnElement[bool]:
    here = (picture_name.c.adapter == adapter, picture_name.c.workspace == workspace)
    return and_(*here, picture_name.c.kept == kept)


def unused(before: datetime) -> ColumnElement[bool]:
    """Bytes that nothing shows, and that nobody has put up since then."""
    mine = picture_file.c.kept
    shown = [exists().where(one.c.kept == mine) for one in _SHOWS]
    sent = exists().where(_BROADCAST.c.picture.contains(mine))
    return and_(picture_file.c.used < before, ~sent, *(~one for one in shown))


def nameless(before: datetime) -> ColumnElement[bool]:
    """Names of bytes that are gone."""
    del before
    return ~exists().where(picture_file.c.kept == picture_name.c.kept)


def used(db: Connection, kept: str, now: datetime) -> None:
    """Somebody puts it up again."""
    db.execute(update(picture_file).where(picture_file.c.kept == kept).values(used=now))
