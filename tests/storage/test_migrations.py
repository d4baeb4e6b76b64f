"""Migrations on both databases: they make what the code declares, go down to nothing, and keep rows on the way."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, String, inspect, text
from sqlalchemy.exc import IntegrityError

from domain.errors import Misconfigured
from storage import migrate, people, picture_files, revisions
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


def test_pictures_go_aside_and_come_back(empty: Database) -> None:
    migrate.up(empty.engine, "0017")
    cat, now = b"\x89PNG cat", "2026-11-21 12:00:00+00:00"
    body = json.dumps({"name": "a.png", "content": b64encode(cat).decode(), "alt": "a cat"})

    def written(on: Connection) -> None:
        here = people.add_community(on, "Àgora", "open", "en", "Europe/Madrid", NOW)
        values = {"here": here, "now": now, "cat": cat, "body": body}
        for statement in OLD:
            on.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement})

    def read(on: Connection) -> tuple[bytes, bytes, str]:
        kept = on.execute(text("SELECT kept FROM event_picture")).scalar_one()
        picture = json.loads(on.execute(text("SELECT picture FROM broadcast")).scalar_one())
        assert "content" not in picture
        return picture_files.content(on, kept), picture_files.content(on, picture["kept"]), picture["alt"]

    empty.run_now(written)
    migrate.up(empty.engine)
    assert empty.read_now(read) == (cat, cat, "a cat")
    migrate.down(empty.engine, "0017")
    content = empty.read_now(lambda on: on.execute(text("SELECT content FROM event_picture")).scalar_one())
    assert bytes(content) == cat
    picture = empty.read_now(lambda on: on.execute(text("SELECT picture FROM broadcast")).scalar_one())
    assert json.loads(picture) == json.loads(body)


OLD = (
    """INSERT INTO event (id, community_id, uid, title, description, zone, place, link, taken, waiting, line, guests,
    state, sequence, created, changed)
    VALUES (1, :here, 'u', 'Pizza', '', 'UTC', '', '', 0, 0, 0, 0, 'draft', 0, :now, :now)""",
    "INSERT INTO event_picture (event_id, name, mime, content, alt) VALUES (1, 'a.png', 'image/png', :cat, 'a cat')",
    """INSERT INTO broadcast (id, community_id, state, language, text, buttons, picture, segment, filters, zone,
    repeats, audience, cursor, erased, edition, created)
    VALUES (1, :here, 'draft', 'en', 'Pizza', '[]', :body, '', '', '', 'never', 0, 0, 0, 0, :now)""",
)
"""Rows as the release before wrote them."""


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


def test_a_table_that_is_built_anew_keeps_what_names_its_rows(empty: Database) -> None:
    """SQLite changes columns by dropping the old table, which would take every row that refers to it."""
    migrate.up(empty.engine)
    member = empty.run_now(lambda on: people.add_member(on, "Ann", "en", "Europe/Madrid", None, NOW))
    empty.run_now(lambda on: people.add_account(on, member, "telegram", "", "1001", "1001", NOW))
    with migrate._rebuilding(empty.engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("member", recreate="always" if empty.is_sqlite else "auto") as batch:
            batch.alter_column("name", existing_type=String(), type_=String(200))
    assert len(empty.read_now(lambda on: people.accounts(on, member))) == 1


def test_rows_that_name_nothing_stop_a_migration(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/t.db")
    migrate.up(db.engine)
    with pytest.raises(Misconfigured, match="account names a row of member"), migrate._rebuilding(db.engine) as on:
        people.add_account(on, 4711, "telegram", "", "1001", "1001", NOW)
    assert db.read_now(lambda on: people.accounts(on, 4711)) == []
    with pytest.raises(IntegrityError):
        db.run_now(lambda on: people.add_account(on, 4711, "telegram", "", "1001", "1001", NOW))
    db.close()
