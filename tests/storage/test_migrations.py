"""Migrations on both databases: they make what the code declares, go down to nothing, and keep rows on the way."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage import migrate, people, revisions
from storage.db import Database
from storage.tables import metadata
from tests.databases import KINDS, fresh

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    database = Database(fresh(request.param, tmp_path, request))
    yield database
    database.close()


def test_the_numbers_of_the_files_are_alembics_own() -> None:
    config = Config()
    config.set_main_option("script_location", str(revisions.FOLDER))
    scripts = ScriptDirectory.from_config(config)
    assert revisions.known() == tuple(reversed([script.revision for script in scripts.walk_revisions()]))
    assert revisions.newest() == scripts.get_current_head()


def differences(on: Connection) -> list[object]:
    """What the code declares and the database does not have, or the other way round."""
    return list(compare_metadata(MigrationContext.configure(on), metadata))


def test_up_makes_what_the_code_declares(empty: Database) -> None:
    migrate.up(empty.engine)
    assert empty.read_now(differences) == []
    assert empty.read_now(revisions.is_current)
    assert empty.read_now(revisions.is_known)


def test_down_leaves_nothing(empty: Database) -> None:
    migrate.up(empty.engine)
    migrate.down(empty.engine)
    assert empty.read_now(lambda on: inspect(on).get_table_names()) == ["alembic_version"]
    assert empty.read_now(revisions.revision) is None


def test_rows_survive_each_step(empty: Database) -> None:
    steps = revisions.known()
    migrate.up(empty.engine, steps[0])
    here = empty.run_now(lambda on: people.add_community(on, "Àgora", "open", "en", "Europe/Madrid", NOW))
    for step in steps[1:]:
        migrate.up(empty.engine, step)
    found = empty.read_now(lambda on: people.get_community(on, here))
    assert found is not None
    assert found.name == "Àgora"
    migrate.down(empty.engine, steps[0])
    assert empty.read_now(lambda on: people.get_community(on, here)) == found


def test_up_twice_is_up_once(empty: Database) -> None:
    migrate.up(empty.engine)
    migrate.up(empty.engine)
    assert empty.read_now(revisions.is_current)


def test_an_empty_database_is_known_and_not_current(empty: Database) -> None:
    assert empty.read_now(revisions.is_known)
    assert not empty.read_now(revisions.is_current)


def test_a_newer_releases_database_is_not_known(empty: Database) -> None:
    migrate.up(empty.engine)
    empty.run_now(lambda on: on.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    assert not empty.read_now(revisions.is_known)
    assert not empty.read_now(revisions.is_current)
