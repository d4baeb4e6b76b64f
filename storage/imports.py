"""What came from a list: which row of it became which member or need, so that a second import doubles nothing."""

from sqlalchemy import Column, Connection, ForeignKey, String, Table, exists, insert, select

from storage.db import metadata
from storage.people import account, member

imported = Table(
    "imported",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("what", String, primary_key=True),
    Column("outside_id", String, primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("need_id", ForeignKey("need.id", ondelete="CASCADE"), index=True),
)
"""`what`: member or need; `outside_id`: the id in the list; a need's `member_id` is its owner."""


def came(
    db: Connection, community_id: int, what: str, outside_id: str, member_id: int, need_id: int | None = None
) -> None:
    """Note what a row of a list became."""
    values = {"community_id": community_id, "what": what, "outside_id": outside_id}
    db.execute(insert(imported).values(member_id=member_id, need_id=need_id, **values))


def known(db: Connection, community_id: int, what: str) -> dict[str, int]:
    """The members behind the ids of earlier lists: themselves, or a need's owner."""
    query = select(imported.c.outside_id, imported.c.member_id)
    rows = db.execute(query.where(imported.c.community_id == community_id, imported.c.what == what))
    return {str(row.outside_id): int(row.member_id) for row in rows}


def has_account(db: Connection, member_id: int) -> bool:
    """Whether somebody has taken this profile over."""
    return bool(db.execute(select(exists().where(account.c.member_id == member_id))).scalar())


def everybody(db: Connection) -> list[tuple[int, str]]:
    """(id, name) of every person we hold anything on, by id."""
    return [
        (int(row.id), str(row.name)) for row in db.execute(select(member.c.id, member.c.name).order_by(member.c.id))
    ]
