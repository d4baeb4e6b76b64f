"""Marks that are written together: each caller gets its own result, and one that breaks breaks nobody else's."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from scheduler.together import Together
from storage.db import Database


class Counting:
    """A database that counts its units."""

    def __init__(self, db: Database) -> None:
        self.db, self.units = db, 0

    async def run(self, unit: Callable[[Connection], Any]) -> Any:
        self.units += 1
        return await self.db.run(unit)


async def test_many_writes_share_units_and_each_gets_its_own_result(sqlite: Database) -> None:
    counting = Counting(sqlite)
    together = Together(counting.run)

    def numbered(number: int) -> Callable[[Connection], int]:
        return lambda _: number

    found = await asyncio.gather(*(together.write(numbered(number)) for number in range(50)))
    assert found == list(range(50))
    assert counting.units < 5


async def test_one_that_breaks_breaks_nobody_elses(sqlite: Database) -> None:
    together = Together(Counting(sqlite).run)

    def breaks(_: Connection) -> int:
        raise ZeroDivisionError

    writes = [together.write(lambda _: 1), together.write(breaks), together.write(lambda _: 3)]
    first, second, third = await asyncio.gather(*writes, return_exceptions=True)
    assert (first, third) == (1, 3)
    assert isinstance(second, ZeroDivisionError)


async def test_who_gave_up_before_the_write_is_left_out(sqlite: Database) -> None:
    together, written = Together(Counting(sqlite).run), list[str]()
    given_up = asyncio.create_task(together.write(lambda _: written.append("given up")))
    stays = asyncio.create_task(together.write(lambda _: written.append("stays")))
    asyncio.get_running_loop().call_soon(given_up.cancel)
    await stays
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert written in (["stays"], ["given up", "stays"])
