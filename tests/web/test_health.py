"""Health: alive says that the process runs, ready that it can do its work, and why not."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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


async def ready(db: Database, *more: Any, **options: Any) -> tuple[int, str]:
    routes = health.routes(db, Setting(Catalogues(), lambda: NOW), *more, **options)
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


async def test_while_nothing_can_be_stored_it_is_not_and_it_heals(migrated: Database) -> None:
    other = sqlite3.connect(str(migrated.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    status, reason = await ready(migrated)
    assert (status, "does not take this now" in reason) == (503, True)
    other.execute("ROLLBACK")
    other.close()
    assert await ready(migrated) == (200, "")
    assert migrated.read_now(lambda on: on.exec_driver_sql("SELECT count(*) FROM inbox").scalar()) == 0


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


def put_due(db: Database, adapter: str = "x", **columns: Any) -> None:
    """A row that should have left an hour ago."""
    columns = {"chat": "a", "adapter": adapter, "due": NOW - timedelta(hours=1)} | columns
    db.run_now(lambda on: outbox.put(on, NOW, "send", "{}", Purpose.BROADCAST, **columns))


async def test_a_long_queue_that_moves_is_no_trouble(migrated: Database) -> None:
    put_due(migrated)
    put_due(migrated, lease="alive", leased_until=NOW + timedelta(seconds=30))
    assert await ready(migrated) == (200, "")


async def test_what_waits_for_a_channel_that_is_not_here_is_no_trouble_of_this_process(migrated: Database) -> None:
    put_due(migrated, "slack")
    assert await ready(migrated, ["telegram"]) == (200, "")
    assert await ready(migrated, ["telegram", "slack"]) == (503, "The outbox is stuck.")


async def test_with_an_engine_that_stands_still_it_is_not(migrated: Database) -> None:
    assert await ready(migrated, ticking=lambda: False) == (503, "The engine does not look for its work.")


async def test_a_database_that_hangs_is_said_to_within_seconds(migrated: Database) -> None:
    go = threading.Event()
    hanging = [asyncio.create_task(migrated.run(lambda _: go.wait(20)))]
    status, reason = await ready(migrated, patience=1.0)
    assert (status, reason) == (503, "The database takes nothing within 1 seconds.")
    go.set()
    await asyncio.gather(*hanging)
