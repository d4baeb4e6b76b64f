"""Time that is moved by hand: what a move made due is done before the next, and in one order where a seed decides."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.cli.following import done_beside, follow
from bot.context import Setting
from bot.i18n import Catalogues
from domain.errors import Unavailable
from scheduler.engine.embedded import Engine
from scheduler.works import Office, Works
from storage import ticks
from storage.db import Database
from tests.scheduler.channel import until

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def engine(db: Database, works: Works, *, orderly: bool = False) -> Engine:
    return Engine(Office(db, Setting(Catalogues(), lambda: NOW), lambda: None), works, orderly=orderly)


async def planned(db: Database, *keys: str) -> None:
    for key in keys:
        await db.run(partial(ticks.plan, work="piece", key=key, at=NOW))


@pytest.mark.parametrize(("orderly", "most"), [(True, 1), (False, 5)])
async def test_an_orderly_engine_does_one_piece_after_the_other(sqlite: Database, orderly: bool, most: int) -> None:
    works, doing, together = Works(), set[str](), list[int]()

    @works.due("piece")
    async def piece(_: Office, key: str) -> None:
        doing.add(key)
        for _turn in range(10):
            await asyncio.sleep(0)
        together.append(len(doing))
        doing.discard(key)

    await planned(sqlite, *"abcde")
    assert await engine(sqlite, works, orderly=orderly).look() == 5
    assert max(together) == most


async def test_looking_waits_for_what_an_engine_is_doing_already(sqlite: Database) -> None:
    works, begun, may_end, ended = Works(), asyncio.Event(), asyncio.Event(), list[str]()

    @works.due("piece")
    async def piece(_: Office, key: str) -> None:
        begun.set()
        await may_end.wait()
        ended.append(key)

    running = engine(sqlite, works)
    running.start()
    try:
        await planned(sqlite, "a")
        running.wake()
        await begun.wait()
        looking = asyncio.create_task(running.look())
        await asyncio.sleep(0)
        assert not looking.done()
        may_end.set()
        await looking
        assert ended == ["a"]
    finally:
        await running.stop()


class Bot:
    """Counts how often it was asked to do all that is due; the first time its database is busy."""

    def __init__(self) -> None:
        self.settled = 0

    async def settle(self) -> None:
        self.settled += 1
        if self.settled == 1:
            raise Unavailable("busy")


async def test_each_move_of_a_clock_file_is_followed_and_said_to_be_done(tmp_path: Path) -> None:
    clock, bot = tmp_path / "clock", Bot()
    following = asyncio.create_task(follow(bot.settle, clock))
    try:
        for moment in ("2026-11-18T12:00:00+00:00", "2026-11-23T09:00:00+00:00"):
            clock.write_text(moment, encoding="utf-8")
            await until(_says(done_beside(clock), moment))
        assert bot.settled >= 3
    finally:
        following.cancel()


def _says(place: Path, moment: str) -> Callable[[], bool]:
    return lambda: place.exists() and place.read_text("utf-8") == moment
