"""The ceiling is used: 10,000 messages as fast as Telegram takes them, with 429s, with answers, with round trips."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterator

import pytest

from bot.adapters.base import Limits
from scheduler.pacer import Pacer, Place
from tests.unit.virtual_time import Left, Time, broken

TELEGRAM = Limits(text=4000, label=40, rows=8)
MESSAGES, HAND = 10_000, 100
FLOOR = MESSAGES / TELEGRAM.a_second


class Broadcast:
    """Messages to many chats, carried as the sender does it: a hundred in hand, few in flight, and round trips.

    Args:
        far: how long the far side takes, and what wait it asks for instead of taking a message.
    """

    def __init__(self, far: Callable[[Place], tuple[float, float, bool]]) -> None:
        self.time = Time()
        self.pacer = Pacer(TELEGRAM, self.time, self.time.sleep)
        self.left: list[Left] = []
        self.refused: list[tuple[float, float, Place, bool]] = []
        self._far, self._slots = far, asyncio.Semaphore(TELEGRAM.in_flight)
        self._waiting = deque(Place("", str(number)) for number in range(MESSAGES))

    async def run(self) -> None:
        """Until all have arrived."""
        await asyncio.gather(*(self._lane() for _ in range(HAND)))

    async def _lane(self) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            await self.pacer.open(place)
            async with self._slots:
                await self.pacer.turn(place)
                self.left.append(Left(self.time.now, place))
                takes, wait, everyone = self._far(place)
                await self.time.sleep(takes)
            if wait:
                self.pacer.told_to_wait(wait, place, everyone=everyone)
                self.refused.append((self.time.now, self.time.now + wait, place, everyone))
                self._waiting.append(place)

    async def answers(self, every: float) -> None:
        """People ask all the while, and are answered."""
        for number in range(int(FLOOR / every)):
            await self.time.sleep(every)
            asked, place = self.time.now, Place("", f"asker {number}")
            await self.pacer.turn(place, answer=True)
            self.left.append(Left(self.time.now, place, asked=asked))


def lives(broadcast: Broadcast, *also: Callable[[], Awaitable[None]]) -> float:
    """Seconds until all of it is over."""

    async def both() -> None:
        await asyncio.gather(broadcast.run(), *(work() for work in also))

    asyncio.run(broadcast.time.run(both))
    return broadcast.time.now


def early(broadcast: Broadcast) -> Iterator[Left]:
    """Departures that ignored a 429."""
    for since, until, place, everyone in broadcast.refused:
        inside = (one for one in broadcast.left if since < one.moment < until - 1e-9)
        yield from (one for one in inside if everyone or one.place == place)


@pytest.mark.parametrize("round_trip", [0.0, 0.08])
def test_ten_thousand_messages_take_as_long_as_they_must(round_trip: float) -> None:
    broadcast = Broadcast(lambda _: (round_trip, 0.0, False))
    assert FLOOR < lives(broadcast) + 1 <= 337 + 1
    assert len(broadcast.left) == MESSAGES
    assert not broken(broadcast.left, TELEGRAM)


def test_with_429s_among_them_they_take_little_longer_and_nobody_wakes_early() -> None:
    rng = random.Random(11)

    def far(_: Place) -> tuple[float, float, bool]:
        takes, lot = rng.uniform(0.02, 0.2), rng.random()
        if lot < 0.0005:
            return takes, 3.0, True
        return takes, rng.choice((1.0, 2.0, 5.0)) if lot < 0.01 else 0.0, False

    broadcast = Broadcast(far)
    assert lives(broadcast) <= 370
    assert len(broadcast.refused) > 50
    assert [one for one in broadcast.refused if one[3]], "the whole token was closed too"
    assert not broken(broadcast.left, TELEGRAM)
    assert not list(early(broadcast))


def test_answers_come_before_a_broadcast() -> None:
    broadcast = Broadcast(lambda _: (0.05, 0.0, False))
    lives(broadcast, lambda: broadcast.answers(every=0.21))
    waited = sorted(one.moment - one.asked for one in broadcast.left if one.asked)
    assert len(waited) > 1500
    assert waited[int(len(waited) * 0.99)] < 0.2
    assert waited[-1] < 1.1
    assert not broken(broadcast.left, TELEGRAM)
