"""Alembic behind three calls: bring a database up, down, and tell whether it is current."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def steps() -> list[Script]:
    """Every step of this release, the first one first."""
    return list(reversed(list(ScriptDirectory.from_config(_config()).walk_revisions())))


@cache
def newest() -> str:
    """The revision that this release works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def is_current(connection: Connection) -> bool:
    """Whether the database stands at this release's revision."""
    return revision(connection) == newest()


def revision(connection: Connection) -> str | None:
    """Where the database stands; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(connection: Connection) -> bool:
    """Whether this release knows the database's revision: a newer release's database is left alone."""
    found = revision(connection)
    return found is None or found in {script.revision for script in steps()}


def up(engine: Engine, to: str = "head") -> None:
    """Bring the database up; each step is a transaction of its own with its data."""
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(_config(connection), to)


def down(engine: Engine, to: str = "base") -> None:
    """Take the database down to a revision."""
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_config(connection), to)


def draft(engine: Engine, message: str, name: str) -> None:
    """Write the next migration from what the tables say and the database has; its author reads and mends it."""
    with engine.execution_options(writes=True).begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=name)
