"""The engine: due work is done once, comes back where it broke, and each period has one winner."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.context import Setting
from bot.i18n import Catalogues
from domain.errors import Unavailable
from scheduler.engine import embedded, many
from scheduler.works import Office, Works
from storage import ticks
from storage.db import Database
from storage.ticks import HOLD
from tests.databases import KINDS, fresh, made, of_many_machines
from tests.scheduler.channel import until

Engine = embedded.Engine | many.Engine

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class Shop:
    """An engine over a database, with work that notes what it did."""

    def __init__(self, db: Database, *, many_machines: bool = False) -> None:
        self.db, self.now, self.many_machines = db, NOW, many_machines
        self.done: list[str] = []
        self.breaks = 0
        self.works = Works()
        self.works.due("note")(self._note)
        self.engine = self.another()

    def another(self) -> Engine:
        setting = Setting(Catalogues(), lambda: self.now)
        office = Office(self.db, setting, lambda: None)
        return many.Engine(office, self.works) if self.many_machines else embedded.Engine(office, self.works)

    async def _note(self, _: Office, key: str) -> None:
        if self.breaks:
            self.breaks -= 1
            raise ValueError("broken")
        self.done.append(key)

    async def plan(self, key: str, work: str = "note", **after: float) -> None:
        at = self.now + timedelta(**after)
        await self.db.run(lambda on: ticks.plan(on, work, key, at))

    def waiting(self) -> datetime | None:
        return self.db.read_now(ticks.next_at)


def awake(shop: Shop) -> bool:
    shop.engine.wake()
    return True


@pytest.fixture(params=[*KINDS, "many machines"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """The engine of one machine on both databases, and the engine of many."""
    several = request.param == "many machines"
    url = fresh("postgresql" if several else request.param, tmp_path, request)
    here = Shop(of_many_machines(url) if several else made(url), many_machines=several)
    yield here
    here.db.close()


async def test_due_work_is_done_once(shop: Shop) -> None:
    for number in range(120):
        await shop.plan(str(number))
    await shop.plan("tomorrow", days=1)
    assert await shop.engine.look() == 120
    assert await shop.engine.look() == 0
    assert sorted(map(int, shop.done)) == list(range(120))
    shop.now += timedelta(days=1)
    await shop.engine.look()
    assert shop.done[-1] == "tomorrow"
    assert shop.waiting() is None


async def test_work_that_broke_comes_back(shop: Shop) -> None:
    shop.breaks = 1
    await shop.plan("a")
    with capture_logs() as logs:
        await shop.engine.look()
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["work broke"]
    assert (shop.done, shop.waiting()) == ([], NOW + HOLD)
    shop.now += HOLD
    await shop.engine.look()
    assert (shop.done, shop.waiting()) == (["a"], None)


async def test_work_asked_for_again_while_it_runs_is_done_again(shop: Shop) -> None:
    async def again(office: Office, key: str) -> None:
        shop.done.append(key)
        if len(shop.done) == 1:
            await office.run(lambda desk: desk.later("again", key, shop.now + timedelta(hours=1)))

    shop.works.due("again")(again)
    await shop.plan("a", "again")
    await shop.engine.look()
    assert shop.waiting() == NOW + timedelta(hours=1)
    shop.now += timedelta(hours=1)
    await shop.engine.look()
    assert (shop.done, shop.waiting()) == (["a", "a"], None)


async def test_work_that_nobody_knows_blocks_nothing(shop: Shop) -> None:
    await shop.plan("a", "forgotten")
    await shop.plan("b")
    with capture_logs() as logs:
        await shop.engine.look()
    assert shop.done == ["b"]
    assert "nobody does this work" in [line["event"] for line in logs]
    assert shop.waiting() == (NOW + HOLD if shop.many_machines else None), "a newer release's process may know it"


async def test_work_that_takes_long_holds_up_nothing(shop: Shop) -> None:
    go = asyncio.Event()

    async def slow(office: Office, key: str) -> None:
        await go.wait()
        shop.done.append(key)

    shop.works.due("slow")(slow)
    await shop.plan("long", "slow")
    shop.engine.start()
    try:
        shop.engine.wake()
        await shop.plan("short")
        await until(lambda: awake(shop) and shop.done == ["short"])
        go.set()
        await until(lambda: not shop.waiting())
    finally:
        await shop.engine.stop()
    assert shop.done == ["short", "long"]


async def test_work_cut_off_by_a_stop_is_done_by_the_next_process(shop: Shop) -> None:
    begun = asyncio.Event()

    async def slow(office: Office, key: str) -> None:
        shop.done.append(key)
        begun.set()
        if len(shop.done) == 1:
            await asyncio.Event().wait()

    shop.works.due("slow")(slow)
    await shop.plan("a", "slow")
    shop.engine.start()
    shop.engine.wake()
    await begun.wait()
    await shop.engine.stop()
    shop.now += HOLD
    await shop.another().look()
    assert (shop.done, shop.waiting()) == (["a", "a"], None)


@pytest.mark.parametrize("several", [False, True], ids=["embedded", "many machines"])
async def test_of_three_engines_one_wins_each_slot(
    tmp_path: Path, request: pytest.FixtureRequest, several: bool
) -> None:
    url = fresh("postgresql", tmp_path, request)
    create = of_many_machines if several else made
    shops = [Shop(create(url), many_machines=several) for _ in range(3)]
    won: list[str] = []

    async def hourly(office: Office, key: str) -> None:
        won.append(key)

    for shop in shops:
        shop.works.every(timedelta(hours=1), "hourly")(hourly)
    for hours in (0, 1, 2, 2, 1, 5):  # the clock jumps back and forth
        for shop in shops:
            shop.now = NOW + timedelta(hours=hours)
            await shop.plan("same")
        await asyncio.gather(*(shop.engine.look() for shop in shops))
    for shop in shops:
        shop.db.close()
    assert len(won) == len(set(won)) == 4


async def test_the_engine_waits_out_the_databases_trouble(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "_tick" if shop.many_machines else "_begin"
    read: Callable[..., object] = getattr(shop.engine, name)
    calls: list[int] = []

    async def moody() -> object:
        calls.append(1)
        if len(calls) < 3:
            raise (Unavailable if len(calls) == 1 else RuntimeError)("no")
        return await read()  # type: ignore[misc]  # a coroutine function

    monkeypatch.setattr(shop.engine, name, moody)
    await shop.plan("a")
    shop.engine.start()
    await until(lambda: awake(shop) and shop.done)
    await shop.engine.stop()
    assert shop.done == ["a"]


def test_two_pieces_of_one_name_do_not_start() -> None:
    one, two = Works(), Works()
    for works in (one, two):
        works.due("same")(partial(Shop._note, None))  # type: ignore[arg-type]  # never called
    with pytest.raises(ValueError, match="same"):
        Works.together([one, two])


async def test_what_a_dead_process_was_doing_is_done_at_the_next_start(sqlite: Database) -> None:
    await sqlite.run(partial(ticks.plan, work="w", key="k", at=NOW))
    await sqlite.run(partial(ticks.take, now=NOW, limit=5, hold=HOLD))
    assert await sqlite.run(partial(ticks.release, now=NOW)) == 1
    assert [piece.key for piece in await sqlite.run(partial(ticks.take, now=NOW, limit=5, hold=HOLD))] == ["k"]
