"""Statements kept compiled: they say what Core says, on both databases, and fail in the same words."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import Refused
from storage.db import Database
from storage.inbox import inbox
from storage.outbox import letter
from storage.people import member
from storage.profile import profile
from storage.statements import Attempt, Statement, savepoint

NOW = datetime(2026, 11, 18, 12, 0, 0, 250_000, tzinfo=UTC)
ADD = Statement(insert(inbox).values(platform=bindparam("platform"), key="k", received=bindparam("received")))
READ = Statement(select(inbox.c.received, inbox.c.platform).order_by(inbox.c.platform))


def refuse() -> None:
    raise Refused("No.")


async def test_moments_come_back_as_they_went_in(db: Database) -> None:
    paris = NOW.astimezone().astimezone(UTC)
    assert await db.run(lambda on: ADD.run(on, platform="a", received=paris)) == 1
    assert await db.read(READ.all) == [(NOW, "a")]
    assert await db.read(READ.first) == (NOW, "a")


async def test_a_statement_says_what_core_says(db: Database) -> None:
    names = select(member.c.id, member.c.name, member.c.snoozed_until, member.c.created, profile.c.latitude)
    names = names.join(profile, profile.c.member_id == member.c.id)

    def both(on: Connection) -> None:
        on.execute(
            insert(member).values(id=1, name="Ann %s ?", language="en", zone="UTC", created=NOW, snoozed_until=None)
        )
        on.execute(insert(profile).values(member_id=1, latitude=39.47, changed=NOW))
        change = update(member).where(member.c.id == bindparam("which")).values(snoozed_until=bindparam("until"))
        assert Statement(change).run(on, which=1, until=NOW + timedelta(days=1)) == 1
        assert Statement(names).all(on) == [tuple(row) for row in on.execute(names)]

    await db.run(both)


async def test_what_the_database_refuses_is_the_error_that_core_raises(db: Database) -> None:
    def twice(on: Connection) -> None:
        with savepoint(on, "second"):
            ADD.run(on, platform="a", received=NOW)
            ADD.run(on, platform="a", received=NOW)

    def after_all(on: Connection) -> None:
        with pytest.raises(IntegrityError):
            twice(on)
        ADD.run(on, platform="b", received=NOW)

    await db.run(after_all)
    assert await db.read(READ.all) == [(NOW, "b")]


async def test_many_rows_are_written_by_one_call_or_none_of_them(db: Database) -> None:
    rows = [{"platform": name, "received": NOW} for name in ("a", "b", "c")]

    def written(on: Connection) -> None:
        ADD.many(on, [])
        ADD.many(on, rows)
        with pytest.raises(IntegrityError), savepoint(on, "again"):
            ADD.many(on, [{"platform": "d", "received": NOW}, *rows])

    await db.run(written)
    assert [name for _, name in await db.read(READ.all)] == ["a", "b", "c"]


async def test_what_a_savepoint_undoes_is_undone_alone(db: Database) -> None:
    def broken(on: Connection) -> None:
        with savepoint(on, "within"):
            ADD.run(on, platform="b", received=NOW)
            raise ZeroDivisionError

    def some(on: Connection) -> None:
        ADD.run(on, platform="a", received=NOW)
        with pytest.raises(ZeroDivisionError):
            broken(on)

    await db.run(some)
    assert [platform for _, platform in await db.read(READ.all)] == ["a"]


async def test_who_is_refused_after_a_write_keeps_nothing_of_it_and_neighbours_keep_theirs(db: Database) -> None:
    def unit(number: int, on: Connection) -> str:
        try:
            with Attempt(on, "try"):
                if number % 3:
                    ADD.run(on, platform=f"tried {number}", received=NOW)
                if number % 3 == 2:
                    refuse()
                return "done"
        except Refused:
            ADD.run(on, platform=f"refused {number}", received=NOW)
            return "refused"

    said = await asyncio.gather(*(db.run(partial(unit, number)) for number in range(24)))
    assert said == [("refused" if number % 3 == 2 else "done") for number in range(24)]
    kept = {platform for _, platform in await db.read(READ.all)}
    assert kept == {f"{('tried', 'refused')[number % 3 - 1]} {number}" for number in range(24) if number % 3}


async def test_who_is_refused_before_a_write_lets_nobody_begin_again(sqlite: Database) -> None:
    runs = Counter[int]()

    def unit(number: int, on: Connection) -> None:
        runs[number] += 1
        with suppress(Refused), Attempt(on, "try"):
            refuse()
        ADD.run(on, platform=f"told {number}", received=NOW)

    await asyncio.gather(*(sqlite.run(partial(unit, number)) for number in range(24)))
    assert set(runs.values()) == {1}
    assert len(await sqlite.read(READ.all)) == 24


async def test_a_connection_that_was_in_trouble_undoes_for_others_what_is_refused(sqlite: Database) -> None:
    def full(on: Connection) -> None:
        on.exec_driver_sql("PRAGMA max_page_count = 1")
        on.exec_driver_sql("CREATE TABLE big AS SELECT hex(zeroblob(5000000))")

    def refused(on: Connection) -> None:
        with suppress(Refused), Attempt(on, "try"):
            ADD.run(on, platform="tried", received=NOW)
            refuse()

    async def all_here() -> None:
        here.set()

    here = Event()
    first = sqlite.run(lambda _: here.wait())  # those behind it share a commit
    await asyncio.gather(first, *(sqlite.run(full) for _ in range(8)), all_here(), return_exceptions=True)
    sqlite.run_now(refused)
    assert await sqlite.read(READ.all) == []


async def test_the_number_of_a_new_row_is_known(db: Database) -> None:
    words = insert(letter).values(message=bindparam("message"))
    add = Statement({"sqlite": words, "postgresql": words.returning(letter.c.id)})

    def numbers(on: Connection) -> list[int]:
        return [add.inserted(on, {"message": word}) for word in ("a", "b")]

    first, second = await db.run(numbers)
    by_number = Statement(select(letter.c.id, letter.c.message).order_by(letter.c.id))
    assert await db.read(by_number.all) == [(first, "a"), (second, "b")]


async def test_no_row_is_no_value(sqlite: Database) -> None:
    with pytest.raises(LookupError):
        await sqlite.read(READ.one)
    assert await sqlite.read(READ.first) is None


async def test_a_list_of_changing_length_is_refused(sqlite: Database) -> None:
    listed = Statement(select(inbox.c.key).where(inbox.c.key.in_(bindparam("keys", expanding=True))))
    with pytest.raises(TypeError, match="plain Core"):
        await sqlite.read(lambda on: listed.all(on, keys=["a"]))
