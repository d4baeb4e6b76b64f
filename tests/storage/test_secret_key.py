"""The secret key of a database: one for all machines, recognised without being told."""

import asyncio
from functools import partial

from storage import secret_key
from storage.db import Database


async def test_the_first_machine_gives_the_key_and_the_others_have_the_same(db: Database) -> None:
    assert await db.read(partial(secret_key.is_known, secret="one")) is None
    assert await db.run(partial(secret_key.settle, secret="one"))
    assert await db.run(partial(secret_key.settle, secret="one"))
    assert not await db.run(partial(secret_key.settle, secret="another"))
    assert await db.read(partial(secret_key.is_known, secret="another")) is False


async def test_of_two_that_come_at_once_one_is_the_first(db: Database) -> None:
    keys = ("one", "another")
    won = await asyncio.gather(*(db.run(partial(secret_key.settle, secret=key)) for key in keys))
    assert sorted(won) == [False, True]


async def test_a_new_key_is_taken_on_purpose(db: Database) -> None:
    await db.run(partial(secret_key.settle, secret="one"))
    assert await db.run(partial(secret_key.settle, secret="another", anew=True))
    assert not await db.run(partial(secret_key.settle, secret="one"))


def test_a_fingerprint_gives_nothing_away() -> None:
    assert "secret" not in secret_key.fingerprint("secret")
    assert len({secret_key.fingerprint(key) for key in ("", "a", "b", "secret")}) == 4
