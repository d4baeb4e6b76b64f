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


def doubled(_: Connection, numbers: list[int]) -> list[int]:
    return [2 * number for number in numbers]


def breaks_at_two(_: Connection, numbers: list[int]) -> list[int]:
    return [1 // (number - 2) for number in numbers]


async def test_many_writes_share_units_and_each_gets_its_own_result(sqlite: Database) -> None:
    counting = Counting(sqlite)
    together = Together(counting.run)
    calls = list[int]()

    def squared(_: Connection, numbers: list[int]) -> list[int]:
        calls.append(len(numbers))
        return [number**2 for number in numbers]

    kinds = (doubled, squared)
    found = await asyncio.gather(*(together.write(kinds[number % 2], number) for number in range(50)))
    assert found == [2 * number if number % 2 == 0 else number**2 for number in range(50)]
    assert counting.units < 5
    assert len(calls) <= counting.units


async def test_one_that_breaks_breaks_nobody_elses(sqlite: Database) -> None:
    together = Together(Counting(sqlite).run)
    writes = [together.write(breaks_at_two, number) for number in (1, 2, 3)]
    first, second, third = await asyncio.gather(*writes, return_exceptions=True)
    assert (first, third) == (-1, 1)
    assert isinstance(second, ZeroDivisionError)


async def test_who_gave_up_before_the_write_is_left_out(sqlite: Database) -> None:
    together, written = Together(Counting(sqlite).run), list[str]()

    def noted(_: Connection, words: list[str]) -> list[None]:
        written.extend(words)
        return [None] * len(words)

    given_up = asyncio.create_task(together.write(noted, "given up"))
    stays = asyncio.create_task(together.write(noted, "stays"))
    asyncio.get_running_loop().call_soon(given_up.cancel)
    await stays
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert written in (["stays"], ["given up", "stays"])
