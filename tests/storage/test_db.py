"""Units of work: all of it or nothing, results after the commit, no lost update, and faults in plain sentences."""

import asyncio
import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from structlog.testing import capture_logs

from domain.errors import Misconfigured, Unavailable
from storage.db import Database
from storage.effects import afterwards

TABLE = Table("counter", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer, nullable=False))


@pytest.fixture
def counted(db: Database) -> Database:
    """A database with one counter, at zero."""
    TABLE.create(db.engine.execution_options(writes=True))
    db.run_now(lambda on: on.execute(insert(TABLE).values(id=1, n=0)).rowcount)
    return db


def value(db: Database) -> int:
    return int(db.read_now(lambda on: on.execute(select(TABLE.c.n).where(TABLE.c.id == 1)).scalar_one()))


def one_more(on: Connection) -> int:
    """Read, then write: what loses updates where nothing orders it."""
    n = int(on.execute(select(TABLE.c.n).where(TABLE.c.id == 1).with_for_update()).scalar_one())
    on.execute(update(TABLE).where(TABLE.c.id == 1).values(n=n + 1))
    return n + 1


async def test_two_hundred_at_once_lose_no_update(counted: Database) -> None:
    answers = await asyncio.gather(*(counted.run(one_more) for _ in range(200)))
    assert value(counted) == 200
    assert sorted(answers) == list(range(1, 201))


def broken(on: Connection) -> None:
    one_more(on)
    raise ValueError("not this one")


def twice_the_same(on: Connection) -> None:
    one_more(on)
    on.execute(insert(TABLE).values(id=1, n=5))


async def test_a_unit_that_fails_hurts_nobody_else(counted: Database) -> None:
    units = [one_more, broken, one_more, twice_the_same, one_more] * 8
    results = await asyncio.gather(*(counted.run(unit) for unit in units), return_exceptions=True)
    kinds = [type(result) for result in results]
    assert kinds == [int, ValueError, int, IntegrityError, int] * 8
    assert value(counted) == 24


async def test_what_a_unit_does_outside_the_database_is_done_once_even_if_its_neighbours_break(
    counted: Database,
) -> None:
    done: list[tuple[str, bool]] = []

    def noted(name: str, on: Connection) -> None:
        n = one_more(on)
        afterwards(on, lambda: done.append((name, value(counted) >= n)))
        if name == "broken":
            raise ValueError("not this one")

    units = [partial(noted, name) for name in ("first", "broken", "last")] * 20
    await asyncio.gather(*(counted.run(unit) for unit in units), return_exceptions=True)
    assert sorted(name for name, _ in done) == sorted(["first", "broken", "last"] * 20)
    assert all(kept for name, kept in done if name != "broken"), "it is done after the commit"


async def test_what_follows_a_unit_cannot_undo_it(counted: Database) -> None:
    def unit(on: Connection) -> int:
        afterwards(on, lambda: 1 // 0)
        return one_more(on)

    with capture_logs() as logs:
        assert await counted.run(unit) == 1
        assert counted.run_now(unit) == 2
    assert [line["event"] for line in logs] == ["what follows a unit broke"] * 2
    assert value(counted) == 2


async def test_a_result_is_released_after_the_commit(counted: Database) -> None:
    for expected in range(1, 6):
        assert await counted.run(one_more) == expected
        assert value(counted) == expected


async def test_past_its_deadline_a_unit_never_runs(counted: Database) -> None:
    with pytest.raises(Unavailable):
        await counted.run(one_more, deadline=asyncio.get_running_loop().time() - 1)
    await counted.run(one_more, deadline=asyncio.get_running_loop().time() + 60)
    assert value(counted) == 1


async def test_who_gave_up_has_no_effect(counted: Database) -> None:
    inside, go = threading.Event(), threading.Event()

    def slow(on: Connection) -> int:
        inside.set()
        go.wait(10)
        return one_more(on)

    task = asyncio.create_task(counted.run(slow))
    await asyncio.to_thread(inside.wait, 10)
    waiting = asyncio.create_task(counted.run(one_more)) if counted.is_sqlite else None
    task.cancel()
    await asyncio.sleep(0)
    go.set()
    if waiting:
        assert await waiting == 1
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await counted.run(one_more) == (2 if waiting else 1)


async def test_reading_cannot_write(counted: Database) -> None:
    with pytest.raises((DBAPIError, Unavailable)):
        await counted.read(one_more)
    assert await counted.run(one_more) == 1


async def test_a_callers_mistake_in_sql_is_not_called_an_outage(counted: Database) -> None:
    with pytest.raises(DBAPIError, match="nowhere"):
        await counted.run(lambda on: on.execute(text("SELECT * FROM nowhere")))


def test_callers_without_a_loop_write_too(counted: Database) -> None:
    assert counted.run_now(one_more) == 1
    with pytest.raises(ValueError, match="not this one"):
        counted.run_now(broken)
    assert value(counted) == 1


async def test_a_serialization_failure_repeats_the_unit(counted: Database) -> None:
    if counted.is_sqlite:
        pytest.skip(reason="SQLite's units stand in a row")
    both = threading.Barrier(2)
    tries: list[int] = []

    heard: list[int] = []

    def unit(on: Connection) -> int:
        on.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
        n = int(on.execute(select(TABLE.c.n)).scalar_one())
        afterwards(on, lambda: heard.append(n))
        tries.append(n)
        if len(tries) <= 2:
            both.wait(10)
        on.execute(update(TABLE).values(n=n + 1))
        return n + 1

    assert sorted(await asyncio.gather(counted.run(unit), counted.run(unit))) == [1, 2]
    assert (len(tries), sorted(heard)) == (3, [0, 1])


async def test_a_key_that_another_wrote_just_before_is_read_the_second_time(counted: Database) -> None:
    def unit(on: Connection) -> str:
        if on.execute(select(TABLE.c.id).where(TABLE.c.id == 7)).first():
            return "there"
        on.execute(insert(TABLE).values(id=7, n=0))
        return "made"

    answers = await asyncio.gather(*(counted.run(unit) for _ in range(8)))
    assert sorted(answers) == ["made", *["there"] * 7]


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "",
        "mysql://root@host/db",
        "postgresql://u:p@host/db",
        "sqlite+aiosqlite:///x.db",
        "postgresql+psycopg2://h/d",
    ],
)
def test_a_wrong_address_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"postgresql\+psycopg://"):
        Database(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="file/deeper"):
        Database(f"sqlite:///{tmp_path}/file/deeper/t.db")


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    for attempt in (db.run(lambda on: on.info), db.read(lambda on: on.info)):
        with pytest.raises(Unavailable, match="database"):
            await attempt
    with pytest.raises(Unavailable):
        db.run_now(lambda on: on.info)
    db.close()


async def test_a_locked_file_is_unavailable_and_heals(counted: Database) -> None:
    if not counted.is_sqlite:
        pytest.skip(reason="PostgreSQL has no file")
    impatient = Database(str(counted.url), patience=0.05)
    other = sqlite3.connect(str(counted.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="does not take this now"):
        await impatient.run(one_more)
    with pytest.raises(Unavailable, match="does not take this now"):
        impatient.run_now(one_more)
    assert await impatient.read(lambda on: on.execute(select(TABLE.c.n)).scalar_one()) == 0
    other.execute("ROLLBACK")
    other.close()
    assert await impatient.run(one_more) == 1
    impatient.close()


async def test_a_full_disk_undoes_the_group_and_heals(counted: Database) -> None:
    if not counted.is_sqlite:
        pytest.skip(reason="the server's disk is not ours to fill")

    def fill(on: Connection) -> None:
        on.exec_driver_sql("PRAGMA max_page_count = 1")
        on.exec_driver_sql("CREATE TABLE big (t TEXT)")
        on.exec_driver_sql("INSERT INTO big VALUES (hex(zeroblob(5000000)))")

    with pytest.raises(Unavailable, match="full"):
        await counted.run(fill)
    await counted.run(lambda on: on.exec_driver_sql("PRAGMA max_page_count = 1000000").scalar())
    assert await counted.run(one_more) == 1


async def test_close_lets_what_was_asked_for_end(counted: Database) -> None:
    running = [asyncio.create_task(counted.run(one_more)) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.to_thread(counted.close)
    assert sorted(await asyncio.gather(*running)) == list(range(1, 21))
    assert value(counted) == 20
    assert counted.read_now(lambda on: on.execute(select(func.count()).select_from(TABLE)).scalar()) == 1


async def test_the_writer_outlives_a_loop_that_is_gone(counted: Database) -> None:
    def other_loop() -> None:
        async def leave() -> None:
            task = asyncio.ensure_future(counted.run(one_more))
            await asyncio.sleep(0)
            task.cancel()

        asyncio.run(leave())

    await asyncio.to_thread(other_loop)
    before = value(counted)
    assert await counted.run(one_more) == before + 1
