"""Databases for the tests of backups: migrated, every table filled, and all rows as one can compare them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage import migrate
from storage.backups import archive, making, restoring
from storage.backups.archive import Header
from storage.backups.restoring import Restored, Wanted
from storage.db import Database
from storage.tables import metadata
from tests.databases import fresh
from tests.storage.test_privacy import filled

MADE = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NOW = MADE + timedelta(days=1)
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def empty(kind: str, folder: Path, request: pytest.FixtureRequest) -> Database:
    """A migrated database without a row."""
    folder.mkdir(exist_ok=True)
    db = Database(fresh(kind, folder, request))
    request.addfinalizer(db.close)
    migrate.up(db.engine)
    return db


def full(kind: str, folder: Path, request: pytest.FixtureRequest) -> Database:
    """A migrated database with rows in every table."""
    db = empty(kind, folder, request)
    db.run_now(filled)
    return db


def back_up(db: Database, file: Path, *, running: bool = False) -> Header:
    return making.make(db, file, MADE, "1.2", running=running)


def restored(
    db: Database, file: Path, now: datetime = NOW, *, replace: bool = False, moved: bool = True,
    erased: Mapping[str, datetime] | None = None, periods: Mapping[str, str] | None = None,
) -> Restored:  # fmt: skip
    wanted = Wanted(replace, moved, erased or {}, periods or {}, file.parent)
    with archive.opened(file) as found:
        return restoring.restore(db, found, now, wanted)


def rows(db: Database) -> dict[str, list[Any]]:
    """Every row of every table; the number that a restore leaves out is not among them."""
    found = {}
    for table in metadata.sorted_tables:
        query = select(table).order_by(*table.primary_key.columns)
        held = [dict(row) for row in db.read_now(lambda on, query=query: list(on.execute(query).mappings()))]  # type: ignore[misc]  # mypy cannot see defaults of a lambda
        found[table.name] = [row for row in held if row.get("error") != "restored" or row["state"] != "skipped"]
    return found
