"""Health: alive says that the process runs, ready that it can do its work, and why not."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.context import Setting
from bot.i18n import Catalogues
from domain.delivery import Purpose
from storage import migrate, outbox
from storage.db import Database
from web import app, health

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Database]:
    db = Database(f"sqlite:///{tmp_path}/t.db", patience=0.05)
    migrate.up(db.engine)
    yield db
    db.close()


async def ready(db: Database) -> tuple[int, str]:
    routes = health.routes(db, Setting(Catalogues(), lambda: NOW))
    to = httpx.ASGITransport(app.build(routes), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=to, base_url="http://here") as client:
        answer = await client.get("/readyz")
        assert (await client.get("/healthz")).text == "ok"
        return answer.status_code, answer.json()["reason"]


async def test_with_everything_in_place_it_is_ready(migrated: Database) -> None:
    assert await ready(migrated) == (200, "")


async def test_with_migrations_behind_it_is_not(migrated: Database) -> None:
    migrate.down(migrated.engine)
    status, reason = await ready(migrated)
    assert status == 503
    assert "tertulia migrate" in reason


async def test_with_an_outbox_that_stands_still_it_is_not(migrated: Database) -> None:
    def put(minutes: int) -> None:
        due = NOW - timedelta(minutes=minutes)
        migrated.run_now(lambda on: outbox.put(on, NOW, "send", "{}", Purpose.NOTICE, chat="a", adapter="x", due=due))

    put(9)
    assert await ready(migrated) == (200, "")
    put(11)
    assert await ready(migrated) == (503, "The outbox is stuck.")


async def test_without_its_database_it_is_not_and_says_so() -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    status, reason = await ready(db)
    assert status == 503
    assert reason.startswith("The database does not answer")
    db.close()


async def test_with_a_file_that_is_no_database_it_is_not(migrated: Database) -> None:
    migrated.engine.dispose()
    await asyncio.to_thread(Path(str(migrated.url.database)).write_bytes, b"not a database, " * 400)
    status, reason = await ready(migrated)
    assert status == 503
    assert reason == "The database does not answer (DatabaseError)."
