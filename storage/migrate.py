"""Alembic behind three calls: bring a database up, take it down, and draft the next migration.

Alembic costs a start sixty milliseconds and seven megabytes, so it is imported by whoever really migrates.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from storage.revisions import FOLDER

if TYPE_CHECKING:
    from alembic.config import Config


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def up(engine: Engine, to: str = "head") -> None:
    """Bring the database up; each step is a transaction of its own with its data."""
    from alembic import command

    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(_config(connection), to)


def down(engine: Engine, to: str = "base") -> None:
    """Take the database down to a revision."""
    from alembic import command

    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_config(connection), to)


def draft(engine: Engine, message: str, name: str) -> None:
    """Write the next migration from what the tables say and the database has; its author reads and mends it."""
    from alembic import command

    with engine.execution_options(writes=True).begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=name)
