"""Procrastinate's tables: brought up with the database, step by step as its releases bring them, and taken away."""

from importlib import resources
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from domain.errors import Misconfigured
from scheduler.engine.queue import MISSING
from storage.db import one_at_a_time

_STEPS = "CREATE TABLE engine_step (name varchar PRIMARY KEY)"
"""Which of procrastinate's own migrations this database has; it keeps no account of them itself."""
_TAKEN = text("INSERT INTO engine_step (name) VALUES (:name)")
_GONE = r"""
DROP TABLE IF EXISTS
    procrastinate_periodic_defers, procrastinate_events, procrastinate_jobs, procrastinate_workers, engine_step CASCADE;
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE proname LIKE 'procrastinate\_%' AND pronamespace = current_schema()::regnamespace
    LOOP EXECUTE 'DROP FUNCTION ' || found.name || ' CASCADE'; END LOOP;
    FOR found IN SELECT oid::regtype AS name FROM pg_type
        WHERE typname LIKE 'procrastinate\_%' AND typnamespace = current_schema()::regnamespace
    LOOP EXECUTE 'DROP TYPE ' || found.name || ' CASCADE'; END LOOP;
END $$;
"""


def is_current(db: Connection) -> bool:
    """Whether the database has all that the installed procrastinate needs."""
    return {name for name, _ in _steps()} <= _taken(db)


def up(engine: Engine) -> None:
    """Make the tables, or take the steps that are missing, by one process at a time.

    Each step is a transaction of its own: what adds a word to an enumeration may not use it before its commit.
    """
    with engine.begin() as db:
        one_at_a_time(db, "the engine's schema")
        if not _taken(db):
            _run(db, resources.files("procrastinate.sql").joinpath("schema.sql").read_text("utf-8"))
            _run(db, _STEPS)
            for name, _ in _steps():
                db.execute(_TAKEN, {"name": name})
        taken = _taken(db)
    for name, sql in [step for step in _steps() if step[0] not in taken]:
        with engine.begin() as db:
            one_at_a_time(db, "the engine's schema")
            if name not in _taken(db):
                _run(db, sql)
                db.execute(_TAKEN, {"name": name})


def down(engine: Engine) -> None:
    """Take everything away; what waits to be done stands in the table `due`."""
    with engine.begin() as db:
        one_at_a_time(db, "the engine's schema")
        _run(db, _GONE)


def _taken(db: Connection) -> set[str]:
    if not inspect(db).has_table("engine_step"):
        return set()
    return set(db.execute(text("SELECT name FROM engine_step")).scalars())


def _steps() -> list[tuple[str, str]]:
    """Procrastinate's migrations by name and what they run, in their order.

    Raises:
        Misconfigured: it is not installed.
    """
    try:
        folder: Any = resources.files("procrastinate.sql").joinpath("migrations")
    except ModuleNotFoundError as error:
        raise Misconfigured(MISSING) from error
    found = (file for file in folder.iterdir() if file.name.endswith(".sql"))
    return [(file.name, file.read_text("utf-8")) for file in sorted(found, key=lambda file: str(file.name))]


def _run(db: Connection, sql: str) -> None:
    """Many statements at once, which only the driver itself takes."""
    connection: Any = db.connection.driver_connection
    connection.execute(sql)
