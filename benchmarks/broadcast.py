"""Ten thousand messages through the pacer on a virtual clock, with and without 429s: how long, which windows broke."""

import asyncio
import heapq
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from benchmarks.figures import Figure
from benchmarks.sending import fullest
from bot.adapters.telegram import Telegram
from scheduler.pacer import Pacer, Place
from scheduler.sender import HAND

MESSAGES, IN_FLIGHT, ROUND_TRIP = 10_000, 5, 0.08
REFUSED, WAIT = 0.01, 5.0
"""One message in a hundred is answered with a 429 that closes its chat; five times in all everybody has to wait."""
EVERYBODY = 5


class VirtualTime:
    """Seconds that pass only when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has moved on."""
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), future))
        await future

    async def run(self, work: Awaitable[None]) -> None:
        """Move the clock from one sleeper's end to the next until the work is done."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(5):  # whoever was woken wakes others before the clock moves on
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                at, _, future = heapq.heappop(self._sleepers)
                self.now = max(self.now, at)
                future.set_result(None)
        await task


@dataclass
class Broadcast:
    """One message to each of many people, as the sender carries them: the pace first, then a place among few.

    Args:
        time: the clock.
        refuses: what a try is answered with: None, or (seconds to wait, whether everybody has to).
    """

    time: VirtualTime
    refuses: Callable[[int], tuple[float, bool] | None]
    departures: list[float] = field(default_factory=list)
    early: int = 0
    """Departures while their chat or everybody was told to wait."""

    def __post_init__(self) -> None:
        self._pacer = Pacer(Telegram.limits, self.time, self.time.sleep)
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._closed: dict[int, float] = {}

    async def run(self, messages: int) -> None:
        """All of them, to the last."""
        waiting = iter(range(messages))
        await asyncio.gather(*(self._lane(waiting) for _ in range(HAND)))

    async def _lane(self, waiting: Iterator[int]) -> None:
        for person in waiting:
            while not await self._tried(person):
                pass

    async def _tried(self, person: int) -> bool:
        place = Place("", str(person + 1))
        await self._pacer.open(place)
        async with self._slots:
            await self._pacer.turn(place)
            self.departures.append(self.time.now)
            self.early += self.time.now < max(self._closed.get(person, 0.0), self._closed.get(-1, 0.0))
            refused = self.refuses(person)
            await self.time.sleep(ROUND_TRIP)
        if refused is None:
            return True
        wait, everyone = refused
        self._pacer.told_to_wait(wait, place, everyone=everyone)
        self._closed[-1 if everyone else person] = self.time.now + wait
        return False


class Limiter:
    """A far side that refuses a few: a person once at most, and everybody now and then."""

    def __init__(self, rng: random.Random) -> None:
        self._persons = set(rng.sample(range(MESSAGES), int(REFUSED * MESSAGES)))
        self._everybody = set(rng.sample(range(MESSAGES), EVERYBODY))

    def __call__(self, person: int) -> tuple[float, bool] | None:
        for refused, everyone in ((self._everybody, True), (self._persons, False)):
            if person in refused:
                refused.discard(person)
                return WAIT, everyone
        return None


def _figures(name: str, refuses: Callable[[int], tuple[float, bool] | None], goal: int) -> list[Figure]:
    time = VirtualTime()
    one = Broadcast(time, refuses)
    asyncio.run(time.run(one.run(MESSAGES)))
    return [
        Figure.of(f"{MESSAGES:,} messages {name}", "s", [one.departures[-1] - one.departures[0]], f"goal: {goal}"),
        Figure.of(f"{name}: fullest second", "messages", [fullest(one.departures)], "limit: 30"),
        Figure.of(f"{name}: left while told to wait", "messages", [one.early], "limit: 0"),
    ]


def run(*, quick: bool = False) -> list[Figure]:
    """Measure both; virtual seconds are the same on every machine, so once is enough."""
    del quick
    refused = _figures("with 429s", Limiter(random.Random(1)), 370)
    return [*_figures("at 30 a second", lambda _: None, 337), *refused]
