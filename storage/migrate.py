"""Alembic behind three calls: bring a database up, take it down, and draft the next migration.

Alembic costs a start sixty milliseconds and seven megabytes, so it is imported by whoever really migrates.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine

from domain.errors import Misconfigured
from storage.db import one_at_a_time
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
    with _rebuilding(engine) as connection:
        upgrade(connection, to)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the database up inside the caller's transaction."""
    from alembic import command

    command.upgrade(_config(connection), to)


def down(engine: Engine, to: str = "base") -> None:
    """Take the database down to a revision."""
    from alembic import command

    with _rebuilding(engine) as connection:
        command.downgrade(_config(connection), to)


@contextmanager
def _rebuilding(engine: Engine) -> Iterator[Connection]:
    """A transaction for changing tables.

    SQLite changes many a column by building the table anew and dropping the old one; with foreign keys on, the drop
    would take with it every row of other tables that names one of its rows. They can only be off from outside a
    transaction, so what they would have refused is looked for before the commit.
    """
    with engine.execution_options(writes=True).connect() as connection:
        raw: Any = connection.connection.dbapi_connection if engine.dialect.name == "sqlite" else None
        if raw is None:
            with connection.begin():
                one_at_a_time(connection, "the schema")  # several processes may start on an empty database
                yield connection
            return
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise Misconfigured(f"A row of {broken[0]} names a row of {broken[2]} that is not there.")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def draft(engine: Engine, message: str, name: str) -> None:
    """Write the next migration from what the tables say and the database has; its author reads and mends it."""
    from alembic import command

    with engine.execution_options(writes=True).begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=name)
