"""The picture of a post with its words for those who cannot see it; kept apart, so that lists do not carry it."""

from dataclasses import dataclass, replace

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    false,
    func,
    insert,
    select,
    update,
)

from storage.db import metadata
from storage.post_shapes import Shape
from storage.statements import Statement

post_picture = Table(
    "post_picture",
    metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String, nullable=False),
    Column("mime", String, nullable=False),
    Column("alt", String, nullable=False, default=""),
    Column("content", LargeBinary, nullable=False),
    Column("logo", Boolean, nullable=False, default=False, server_default=false()),
)
"""`logo`: somebody who may change the post said that the funder's logo is on it."""


@dataclass(frozen=True)
class Picture:
    """A picture whole."""

    name: str
    mime: str
    alt: str
    content: bytes
    logo: bool = False


_PICTURES = Shape(Picture, post_picture)
_ONE = Statement(_PICTURES.query.where(post_picture.c.post_id == bindparam("post", type_=Integer)))


def keep(db: Connection, post_id: int, picture: Picture) -> None:
    """The post has this picture, and no other."""
    drop(db, post_id)
    db.execute(insert(post_picture).values(post_id=post_id, **vars(picture)))


def get(db: Connection, post_id: int) -> Picture | None:
    """The picture of a post, if it has one."""
    found = _PICTURES.of(_ONE.first(db, post=post_id))
    return replace(found, content=bytes(found.content), logo=bool(found.logo)) if found else None


def describe(db: Connection, post_id: int, alt: str) -> None:
    """The picture's words for those who cannot see it, where there is one."""
    db.execute(update(post_picture).where(post_picture.c.post_id == post_id).values(alt=alt))


def declare(db: Connection, post_id: int, *, logo: bool) -> None:
    """Somebody says whether the funder's logo is on the picture."""
    db.execute(update(post_picture).where(post_picture.c.post_id == post_id).values(logo=logo))


def drop(db: Connection, post_id: int) -> None:
    """The post has none."""
    db.execute(delete(post_picture).where(post_picture.c.post_id == post_id))


def sizes(db: Connection, post_ids: list[int]) -> dict[int, int]:
    """How many bytes the picture of each has, without reading it."""
    query = select(post_picture.c.post_id, func.length(post_picture.c.content))
    return {int(row[0]): int(row[1]) for row in db.execute(query.where(post_picture.c.post_id.in_(post_ids)))}
