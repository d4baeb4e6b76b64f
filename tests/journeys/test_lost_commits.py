"""A connection that is lost in the middle of COMMIT: what is said to have changed nothing has changed nothing."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.engine.queue import Queue
from storage.db import Database
from storage.needs import need
from tests.databases import fresh, of_many_machines
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.world import World, opened
from tests.torture.proxy import Cutter, cutting


class Once(Cutter):
    """Cuts the commit of the next handler that runs, where it is told to."""

    def __init__(self) -> None:
        super().__init__(0, 0.0)
        self.where = self._armed = ""

    def passing(self, name: str) -> None:
        """Called inside each unit."""
        if name == "handler.inside":
            self._armed, self.where = self.where, ""

    def pick(self) -> str:
        where, self._armed = self._armed, ""
        self.cut[where] += 1
        return where


@contextmanager
def through(url: str, cutter: Cutter) -> Iterator[str]:
    """The proxy on a loop of its own: the bot's may wait for the database."""
    found, done = asyncio.Queue[str](), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with cutting(url, cutter) as address:
            await found.put(address)
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(found.get(), loop).result()
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()


@pytest.fixture
def cutter() -> Once:
    return Once()


@pytest.fixture
async def slack(cutter: Once, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    url = fresh("postgresql", tmp_path, request)
    of_many_machines(url).close()
    with through(url, cutter) as address:
        db = Database(address, passing=cutter.passing, enqueue=Queue().enqueue)
        async with opened(tmp_path, "slack", db=db) as world:
            yield world


@pytest.mark.parametrize(("where", "kept"), [("before", 0), ("after", 1)])
async def test_nobody_hears_that_nothing_changed_when_it_did(slack: World, cutter: Once, where: str, kept: int) -> None:
    platform = slack.platforms["slack"]
    assert isinstance(platform, SlackPlatform)
    ann = await slack.member("Ann")
    user, there = platform.id_of("Ann"), platform.emulator
    cutter.where = where
    await there.commands(user, "/tertulia", "need a ladder for two days")
    await slack.bot.settle()
    refused = [shown for shown in there.sees(user) if "Nothing was changed" in shown.plain]
    found = await slack.db.read(lambda db: list(db.execute(select(need.c.id))))
    assert cutter.cut[where] == 1
    assert (len(found), len(refused)) == (kept, 1 - kept)
    assert ann.has_seen("ladder") == bool(kept)
