"""A database that stalls: Slack hears in time, what was refused has no effect later, and what comes again has one."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select, text

from bot.adapters import telegram_listening
from storage.db import Database
from storage.inbox import inbox
from storage.needs import need
from storage.outbox import outbox
from storage.people import member
from tests.databases import KINDS, fresh, made, of_many_machines
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.journeys.world import World, opened


@contextmanager
def held(db: Database) -> Iterator[None]:
    """Somebody else keeps what every unit needs: SQLite's write lock, or a table of PostgreSQL's."""
    if db.is_sqlite:
        other = sqlite3.connect(str(db.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.rollback()
            other.close()
        return
    engine = create_engine(db.url)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()


@pytest.fixture(params=KINDS)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    url = fresh(request.param, tmp_path, request)
    return made(url) if request.param == "sqlite" else of_many_machines(url)  # the world closes it


@pytest.fixture
async def slack(db: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, "slack", db=db) as world:
        yield world


@pytest.fixture
async def telegram(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(telegram_listening, "PATIENCE", 0.3)
    async with opened(tmp_path, "telegram", db=db) as world:
        yield world


def everything(db: Connection) -> list[list[Any]]:
    """All that a person's words could have changed."""
    tables = (inbox, member, need)
    kept = [[tuple(row) for row in db.execute(select(table))] for table in tables]
    return [*kept, [tuple(row) for row in db.execute(select(outbox.c.id, outbox.c.message))]]


async def after(db: Database) -> list[list[Any]]:
    """The tables once everything that waited has had its chance."""
    await asyncio.gather(*(db.run(lambda _: None) for _ in range(20)))
    return await db.read(everything)


async def test_slack_hears_in_time_and_what_was_refused_has_no_effect_later(slack: World) -> None:
    """The emulated Slack waits three seconds, as Slack does: a later answer is none."""
    platform = slack.platforms["slack"]
    assert isinstance(platform, SlackPlatform)
    ann = await slack.member("Ann")
    await ann.says("need a ladder for two days")
    user, there = platform.id_of("Ann"), platform.emulator
    card = [shown for shown in there.sees(user) if shown.labels()][-1]
    before = await slack.db.read(everything)
    with held(slack.db):
        typed, tapped = await asyncio.gather(
            there.commands(user, "/tertulia", "need a second ladder"),
            there.taps(user, card.channel, card.ts, card.labels()[0]),
        )
        await there.says(user, "need a third ladder")
        said = there.mail.last_ack
    assert (typed.ok, tapped.ok) == (True, True)
    assert (said.ok, said.status) == (False, 503) if said else False
    assert sum("Try again in a moment" in shown.plain for shown in there.sees(user) if shown.ephemeral) == 2
    assert await after(slack.db) == before
    slack.clock.now = slack.clock.now.replace(minute=2)
    assert await there.tick() == 1
    await slack.bot.settle()
    ann.sees("third ladder")
    assert not ann.has_seen("second ladder")


async def test_a_form_stays_open_while_nothing_can_be_stored(slack: World) -> None:
    platform = slack.platforms["slack"]
    assert isinstance(platform, SlackPlatform)
    ann = await slack.member("Ann")
    user, there = platform.id_of("Ann"), platform.emulator
    await there.commands(user, "/tertulia", "need")
    await slack.bot.settle()
    await platform.opened(user)
    before = await slack.db.read(everything)
    with held(slack.db):
        wrong = await there.fills(user, {"text": "A ladder for two days"})
    assert wrong is not None
    assert "Try again in a moment" in " ".join(wrong.values())
    assert await after(slack.db) == before
    await ann.fills(text="A ladder for two days")
    ann.sees("ladder")


async def test_what_telegram_brought_comes_again_in_order(telegram: World) -> None:
    platform = telegram.platforms["telegram"]
    assert isinstance(platform, TelegramPlatform)
    ann = await telegram.member("Ann")
    with held(telegram.db):
        for word in ("first", "second", "third"):
            platform.emulator.says(platform.id_of("Ann"), f"/need a {word} ladder")
        assert not await platform.emulator.courier.pump(tries=1)
    await platform.delivered()
    await telegram.bot.settle()
    seen = ann.screen()
    assert seen.index("first ladder") < seen.index("second ladder") < seen.index("third ladder")
    assert len(await telegram.db.read(lambda db: list(db.execute(select(need.c.id))))) == 3


async def test_what_waits_behind_a_refused_value_is_refused_with_it(
    telegram: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram brings several at once; whatever it must bring again is not overtaken by what came later."""
    platform = telegram.platforms["telegram"]
    assert isinstance(platform, TelegramPlatform)
    ann = await telegram.member("Ann")
    take = platform.chat._listener.take
    updates = [_update(platform.id_of("Ann"), number) for number in range(3)]
    with held(telegram.db):
        results = await asyncio.gather(*map(take, updates), return_exceptions=True)
    monkeypatch.undo()  # what comes again may take its time on a busy machine
    assert [type(result).__name__ for result in results] == ["Unavailable"] * 3
    for update in updates:
        await take(update)
    await telegram.bot.settle()
    ann.sees("ladder 0", "ladder 1", "ladder 2")


def _update(user: int, number: int) -> dict[str, Any]:
    sender = {"id": user, "is_bot": False, "first_name": "Ann"}
    chat = {"id": user, "type": "private"}
    said = {"message_id": 900 + number, "date": 1, "text": f"need a ladder {number}", "chat": chat, "from": sender}
    return {"update_id": 900 + number, "message": said}
