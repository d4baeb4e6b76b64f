"""The inbox: a delivery has one effect, however often and however close together it comes."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from storage import inbox
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


async def test_of_a_repeated_delivery_only_the_first_is_the_first(db: Database) -> None:
    taken = partial(inbox.first_time, platform="telegram", key="m1/7", now=NOW)
    assert sorted(await asyncio.gather(*(db.run(taken) for _ in range(8)))) == [False] * 7 + [True]
    assert await db.run(partial(inbox.first_time, platform="slack", key="m1/7", now=NOW))
    assert db.read_now(partial(inbox.known, platform="telegram", key="m1/7"))


async def test_what_was_forgotten_long_ago_is_new_again(db: Database) -> None:
    taken = partial(inbox.first_time, platform="telegram", key="m1/7", now=NOW)
    assert await db.run(taken)
    assert await db.run(partial(inbox.prune, before=NOW + timedelta(seconds=1))) == 1
    assert await db.run(taken)
