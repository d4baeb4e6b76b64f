"""Small writes of many tasks as one unit: a mark of a row costs a tenth of the unit around it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Unit = Callable[[Connection], Any]
Stored = Callable[[Unit], Awaitable[Any]]


class Together:
    """While one group is being written the next gathers; alone, a write waits for nobody.

    Args:
        stored: runs one unit and returns its result once it is committed.
    """

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._gathered: list[tuple[Unit, asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, unit: Callable[[Connection], T]) -> T:
        """What `unit` returns, once it is committed."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._gathered.append((unit, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="marks")
        return await future

    async def _write(self) -> None:
        try:
            while self._gathered:
                group, self._gathered = self._gathered, []
                await self._group([(unit, future) for unit, future in group if not future.cancelled()])
        finally:
            self._writing = None
            for _, future in self._gathered:
                future.cancel()

    async def _group(self, group: list[tuple[Unit, "asyncio.Future[Any]"]]) -> None:
        try:
            results = await self._stored(partial(_all, [unit for unit, _ in group]))
        except Exception as error:  # noqa: BLE001 – handed to those who asked
            if len(group) == 1:
                _settle(group[0][1], error=error)
                return
            for one in group:  # whose write it was must not be everybody's trouble
                await self._group([one])
            return
        for (_, future), result in zip(group, results, strict=True):
            _settle(future, result)


def _all(units: list[Unit], db: Connection) -> list[Any]:
    return [unit(db) for unit in units]


def _settle(future: "asyncio.Future[Any]", result: Any = None, error: Exception | None = None) -> None:
    if future.done():
        return
    if error:
        future.set_exception(error)
    else:
        future.set_result(result)
