"""Statements kept compiled: they say what Core says, on both databases, and fail in the same words."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.db import Database
from storage.inbox import inbox
from storage.people import member
from storage.profile import profile
from storage.statements import Statement, savepoint

NOW = datetime(2026, 11, 18, 12, 0, 0, 250_000, tzinfo=UTC)
ADD = Statement(insert(inbox).values(platform=bindparam("platform"), key="k", received=bindparam("received")))
READ = Statement(select(inbox.c.received, inbox.c.platform).order_by(inbox.c.platform))


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


async def test_no_row_is_no_value(sqlite: Database) -> None:
    with pytest.raises(LookupError):
        await sqlite.read(READ.one)
    assert await sqlite.read(READ.first) is None


async def test_a_list_of_changing_length_is_refused(sqlite: Database) -> None:
    listed = Statement(select(inbox.c.key).where(inbox.c.key.in_(bindparam("keys", expanding=True))))
    with pytest.raises(TypeError, match="plain Core"):
        await sqlite.read(lambda on: listed.all(on, keys=["a"]))
