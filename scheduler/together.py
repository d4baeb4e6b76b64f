"""Small writes of many tasks as one unit: a mark of a row costs a tenth of the unit around it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

A = TypeVar("A")
T = TypeVar("T")
Stored = Callable[[Callable[[Connection], Any]], Awaitable[Any]]


class Together:
    """While one group is being written the next gathers; alone, a write waits for nobody.

    Args:
        stored: runs one unit and returns its result once it is committed.
    """

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._gathered: list[_Write] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, kind: Callable[[Connection, list[A]], list[T]], what: A) -> T:
        """What `kind` returns for `what`, once it is committed.

        Args:
            kind: writes all of its kind that are in the group at once, and returns a result for each.
            what: this one.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._gathered.append((kind, what, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="marks")
        return await future

    async def _write(self) -> None:
        try:
            while self._gathered:
                group, self._gathered = self._gathered, []
                await self._group([write for write in group if not write[2].cancelled()])
        finally:
            self._writing = None
            for _, _, future in self._gathered:
                future.cancel()

    async def _group(self, group: list["_Write"]) -> None:
        try:
            results = await self._stored(partial(_all, group))
        except Exception as error:  # noqa: BLE001 – handed to those who asked
            if len(group) == 1:
                _settle(group[0][2], error=error)
                return
            for one in group:  # whose write it was must not be everybody's trouble
                await self._group([one])
            return
        for (_, _, future), result in zip(group, results, strict=True):
            _settle(future, result)


_Write = tuple[Callable[[Connection, list[Any]], list[Any]], Any, "asyncio.Future[Any]"]


def _all(group: list[_Write], db: Connection) -> list[Any]:
    """Each write's result, in their order; within one commit it does not matter which kind is written first."""
    results: list[Any] = [None] * len(group)
    for kind in dict.fromkeys(write[0] for write in group):
        places = [at for at, write in enumerate(group) if write[0] == kind]
        for at, result in zip(places, kind(db, [group[at][1] for at in places]), strict=True):
            results[at] = result
    return results


def _settle(future: "asyncio.Future[Any]", result: Any = None, error: Exception | None = None) -> None:
    if future.done():
        return
    if error:
        future.set_exception(error)
    else:
        future.set_result(result)
