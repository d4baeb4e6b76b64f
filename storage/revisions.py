"""Where a database stands among this release's migrations, told without Alembic, which a start does not need."""

from functools import cache
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

FOLDER = Path(__file__).parent / "migrations"
_STANDS = Table("alembic_version", MetaData(), Column("version_num", String))
"""Alembic's own table; it is not among ours."""


@cache
def known() -> tuple[str, ...]:
    """The revisions of this release, the first one first: each file begins with its number."""
    return tuple(sorted(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")))


def newest() -> str:
    """The revision that this release works with."""
    return known()[-1]


def revision(connection: Connection) -> str | None:
    """Where the database stands; None for an empty one."""
    if not inspect(connection).has_table(_STANDS.name):
        return None
    found = connection.execute(select(_STANDS.c.version_num)).scalar()
    return None if found is None else str(found)


def is_current(connection: Connection) -> bool:
    """Whether the database stands at this release's revision."""
    return revision(connection) == newest()


def is_known(connection: Connection) -> bool:
    """Whether this release knows the database's revision: a newer release's database is left alone."""
    found = revision(connection)
    return found is None or found in known()
