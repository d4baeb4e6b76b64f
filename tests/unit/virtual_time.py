"""Seconds that pass only when everybody sleeps, and a checker of departures that knows nothing of the pacer."""

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from bot.adapters.base import Limits
from scheduler.pacer import Pacer, Place


class Time:
    """Seconds that pass only when everybody sleeps."""

    def __init__(self, now: float = 0.0) -> None:
        self.now, self._sleepers, self._order = now, list[tuple[float, int, asyncio.Future[None]]](), count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), future))
        await future

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Let it all happen, however long it takes."""
        task = asyncio.ensure_future(work())
        while not task.done():
            for _ in range(8):  # a turn of a lock, a semaphore and a task takes several rounds of the loop
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                self.now, _, future = heapq.heappop(self._sleepers)
                if not future.done():
                    future.set_result(None)
        task.result()


@dataclass(frozen=True)
class Left:
    """One departure."""

    moment: float
    place: Place
    op: str = "send"
    asked: float = 0.0


async def leaves(pacer: Pacer, time: Time, place: Place, left: list[Left], op: str = "send", **how: bool) -> None:
    """Wait for a turn and depart at once."""
    asked = time.now
    await pacer.turn(place, op, **how)
    left.append(Left(time.now, place, op, asked))


@dataclass(frozen=True)
class _Limit:
    what: str
    whose: object
    most: int
    seconds: float


def broken(left: Iterable[Left], limits: Limits) -> list[str]:
    """Sliding windows, of all there are, with more departures in them than the platform takes."""
    windows: dict[_Limit, list[float]] = defaultdict(list)
    for one in sorted(left, key=lambda one: one.moment):
        for limit in _limits(one, limits):
            windows[limit].append(one.moment)
    return [
        f"{limit.what} {limit.whose}: {limit.most + 1} within {over - first} s, from {first}"
        for limit, moments in windows.items()
        for first, over in zip(moments, moments[limit.most :], strict=False)
        if over - first < limit.seconds
    ]


def _limits(one: Left, limits: Limits) -> Iterator[_Limit]:
    if one.op in limits.a_minute:
        yield _Limit(one.op, one.place.workspace, limits.a_minute[one.op], 60.0)
    if one.op == "send":
        yield _Limit("all of", one.place.workspace, int(limits.a_second), 1.0)
        yield _Limit("chat", one.place, 1, 1 / limits.a_second_chat)
        if one.place.group:
            yield _Limit("group", one.place, int(limits.a_minute_group), 60.0)
