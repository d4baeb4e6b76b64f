"""The engine of many machines: jobs belong to the unit that asks for them, and a dead worker's work is another's."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from procrastinate import exceptions
from sqlalchemy import Connection, inspect, text

from scheduler.engine import many, schema
from scheduler.engine.queue import Queue
from scheduler.works import Office
from storage import ticks
from storage.db import Database
from storage.ticks import HOLD
from tests.databases import fresh, made, of_many_machines
from tests.scheduler.channel import until
from tests.scheduler.test_engine import NOW, Shop

JOBS = text("SELECT task_name, args ->> 'key', status::text FROM procrastinate_jobs ORDER BY id")


@pytest.fixture
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty PostgreSQL database."""
    return fresh("postgresql", tmp_path, request)


@pytest.fixture
def shop(url: str) -> Iterator[Shop]:
    """A shop of many machines, of which this is one."""
    here = Shop(of_many_machines(url), many_machines=True)
    yield here
    here.db.close()


def jobs(db: Database) -> list[tuple[str, str, str]]:
    return [(str(work), str(key), str(state)) for work, key, state in db.read_now(lambda on: on.execute(JOBS).all())]


async def asked(shop: Shop, key: str) -> None:
    """Ask for work now, as a handler does."""
    await shop.db.run(partial(ticks.at_once, work="note", key=key, now=shop.now))


def _broken(on: Connection) -> None:
    ticks.at_once(on, "note", "b", NOW)
    raise ZeroDivisionError


async def test_work_for_now_is_a_job_of_the_unit_that_asks_for_it(shop: Shop) -> None:
    await asked(shop, "a")
    assert jobs(shop.db) == [("note", "a", "todo")]
    with pytest.raises(ZeroDivisionError):
        await shop.db.run(_broken)
    assert jobs(shop.db) == [("note", "a", "todo")]
    assert await shop.engine.look() == 1
    assert (shop.done, jobs(shop.db), shop.waiting()) == (["a"], [], None)


async def test_work_for_later_costs_the_queue_nothing_until_its_moment_by_our_own_clock(shop: Shop) -> None:
    await shop.plan("a", days=3650)
    await shop.engine.look()
    assert (jobs(shop.db), shop.done) == ([], [])
    shop.now += timedelta(days=3650)
    await shop.engine.look()
    assert (shop.done, shop.waiting()) == (["a"], None)


async def test_asked_for_twice_it_is_done_once(shop: Shop) -> None:
    for _ in range(3):
        await asked(shop, "a")
    assert len(jobs(shop.db)) == 1
    await shop.engine.look()
    assert (set(shop.done), shop.waiting()) == ({"a"}, None)


async def test_what_waits_in_the_queue_can_be_put_off_and_called_off(shop: Shop) -> None:
    await asked(shop, "later")
    await asked(shop, "never")
    await shop.plan("later", hours=1)
    await shop.db.run(partial(ticks.unplan, work="note", key="never"))
    await shop.engine.look()
    assert shop.done == []
    shop.now += timedelta(hours=1)
    await shop.engine.look()
    assert (shop.done, shop.waiting()) == (["later"], None)


async def test_asked_for_again_while_it_runs_it_runs_again_afterwards(shop: Shop) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(office: Office, key: str) -> None:
        begun.set()
        if not shop.done:
            await go.wait()
        shop.done.append(key)

    shop.works.by_name["note"] = slow
    await asked(shop, "a")
    shop.engine.start()
    try:
        await begun.wait()
        await asked(shop, "a")
        assert [state for *_, state in jobs(shop.db)] == ["doing", "todo"]
        go.set()
        await until(lambda: shop.done == ["a", "a"] and not shop.waiting())
    finally:
        await shop.engine.stop()


def test_the_trap_a_caught_error_without_a_savepoint_loses_the_whole_unit_in_silence(shop: Shop) -> None:
    """Why the queue is written inside a savepoint: this is what happens without one."""
    queue: Any = Queue()
    put = partial(queue._jobs.batch_defer_jobs, [queue._made("note", "a")])
    shop.db.run_now(lambda on: put(connection=on.connection.driver_connection))
    with shop.db.engine.begin() as on:
        ticks.plan(on, "precious", "row", NOW)
        with pytest.raises(exceptions.AlreadyEnqueued):
            put(connection=on.connection.driver_connection)
    assert shop.waiting() is None, "the commit said nothing, and the row is gone"
    with shop.db.engine.begin() as on:
        ticks.plan(on, "precious", "row", NOW)
        assert not queue.enqueue(on, "note", "a")
    assert shop.waiting() == NOW


async def test_what_a_silent_worker_was_doing_is_done_by_another(shop: Shop) -> None:
    await asked(shop, "a")
    dead = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES ('2020-01-01') RETURNING id"
    fetch = "SELECT id FROM procrastinate_fetch_job_v2(ARRAY['note'], :worker)"
    worker = shop.db.run_now(lambda on: on.execute(text(dead)).scalar())
    shop.db.run_now(lambda on: on.execute(text(fetch), {"worker": worker}))
    await shop.db.run(partial(ticks.begin, work="note", key="a", now=shop.now))
    assert jobs(shop.db) == [("note", "a", "doing")]
    assert await shop.db.run(partial(many._given_back, now=shop.now)) == 1
    assert await shop.db.run(partial(many._given_back, now=shop.now)) == 0
    await shop.engine.look()
    assert (shop.done, jobs(shop.db), shop.waiting()) == (["a"], [], None)


async def test_periods_that_nobody_worked_on_are_made_up_for_by_one(shop: Shop) -> None:
    async def hourly(office: Office, key: str) -> None:
        shop.done.append(key)

    shop.works.every(timedelta(hours=1), "hourly")(hourly)
    office = Office(shop.db, shop.engine._office.setting, lambda: None)
    clock = many.Engine(office, shop.works, worker=False)
    for _ in range(5):
        while await clock._tick():
            pass
        shop.now += HOLD + timedelta(hours=1)
    worker = many.Engine(office, shop.works, clock=False)
    await worker.look()
    assert len(shop.done) == 1
    assert shop.waiting() is None


async def test_a_process_without_a_part_in_it_does_nothing_and_is_as_it_should_be(shop: Shop) -> None:
    web = many.Engine(shop.engine._office, shop.works, clock=False, worker=False)
    await asked(shop, "a")
    web.start()
    web.wake()
    assert web.ticking
    await web.stop()
    assert (shop.done, len(jobs(shop.db))) == ([], 1)


def tables(on: Connection) -> list[str]:
    return [name for name in inspect(on).get_table_names() if name.startswith(("procrastinate", "engine"))]


def test_its_tables_come_and_go_and_come_again(url: str) -> None:
    db = made(url)
    assert not db.read_now(schema.is_current)
    for _ in range(2):
        schema.up(db.engine)
        assert db.read_now(schema.is_current)
    assert len(db.read_now(tables)) == 5
    schema.down(db.engine)
    assert db.read_now(tables) == []
    kinds = text("SELECT count(*) FROM pg_type WHERE typname LIKE 'procrastinate%'")
    assert db.read_now(lambda on: on.execute(kinds).scalar()) == 0
    schema.up(db.engine)
    assert db.read_now(schema.is_current)
    db.close()


def test_a_step_that_a_newer_procrastinate_brings_is_taken(url: str) -> None:
    db = of_many_machines(url)
    last, made_by_it = "03.04.00_50_post_add_retry_failed_job_procedure.sql", "procrastinate_trigger_function_status%"
    db.run_now(lambda on: on.execute(text("DELETE FROM engine_step WHERE name = :last"), {"last": last}))
    gone = "DROP FUNCTION procrastinate_trigger_function_status_events_update_v1 CASCADE"
    db.run_now(lambda on: on.execute(text(gone)))
    assert not db.read_now(schema.is_current)
    schema.up(db.engine)
    assert db.read_now(schema.is_current)
    found = text("SELECT count(*) FROM pg_proc WHERE proname LIKE :name")
    assert db.read_now(lambda on: on.execute(found, {"name": made_by_it}).scalar()) == 2
    db.close()
