"""What a database of each revision looks like, by its own migrations: tables, columns and keys, of neither kind."""

from functools import cache
from typing import Any

from sqlalchemy import DateTime, Inspector, MetaData, Table, create_engine, event
from sqlalchemy.pool import StaticPool

from storage import migrate, revisions
from storage.db import Moment, metadata

VERSIONS = "alembic_version"
"""Alembic's own table: it says where a database stands and is no part of what it holds."""


@cache
def at(revision: str) -> MetaData:
    """The tables of that revision: what the code declares, or for an older one what its migrations make in memory."""
    if revision == revisions.newest():
        return metadata
    engine = create_engine("sqlite://", poolclass=StaticPool)
    found = MetaData()
    event.listen(found, "column_reflect", _of_neither_kind)
    with engine.begin() as connection:
        migrate.upgrade(connection, revision)
        found.reflect(connection)
    engine.dispose()
    found.remove(found.tables[VERSIONS])
    return found


def _of_neither_kind(inspector: Inspector, table: Table, column: Any) -> None:
    """SQLite's own types would write dates its own way into PostgreSQL; the time on a wall is no instant."""
    del inspector
    plain = column["type"].as_generic()
    column["type"] = Moment() if isinstance(plain, DateTime) and not _on_a_wall(table.name, column["name"]) else plain


def _on_a_wall(table: str, column: str) -> bool:
    """SQLite's types do not tell the two apart; the code does."""
    known = metadata.tables.get(table)
    return known is not None and column in known.c and type(known.c[column].type) is DateTime


def ordered(table: Table) -> list[Any]:
    """The columns by which a table's rows stand in a backup: its key, or all of them."""
    return list(table.primary_key.columns) or list(table.columns)


def is_fleeting(name: str) -> bool:
    """Whether rows live for minutes and are worth nothing later, such as codes: no backup holds them."""
    return name in metadata.tables and bool(metadata.tables[name].info.get("fleeting"))
