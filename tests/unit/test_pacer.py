"""The pace: no sliding window is ever broken, the ceiling is used, and nobody waits for another's chat."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.base import Limits
from scheduler.pacer import MANY, Pacer

LIMITS = Limits(text=4000, label=40, rows=8)


class Time:
    """Seconds that pass only when everybody sleeps."""

    def __init__(self) -> None:
        self.now, self._sleepers, self._order = 0.0, list[tuple[float, int, asyncio.Future[None]]](), count()

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
            for _ in range(6):
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                self.now, _, future = heapq.heappop(self._sleepers)
                if not future.done():
                    future.set_result(None)
        task.result()


def paced(limits: Limits = LIMITS) -> tuple[Time, Pacer]:
    time = Time()
    return time, Pacer(limits, time, time.sleep)


async def leaves(time: Time, pacer: Pacer, chat: str, left: list[tuple[float, str]], **how: bool) -> None:
    await pacer.turn(chat, **how)
    left.append((time.now, chat))


def most_within(moments: list[float], seconds: float) -> int:
    moments = sorted(moments)
    return max((sum(m <= other < m + seconds for other in moments) for m in moments), default=0)


TRAFFIC = st.lists(
    st.tuples(
        st.floats(0, 20),
        st.sampled_from(["a", "b", "c", "-g", "-h"]),
        st.booleans(),
        st.sampled_from([0, 0, 0, 1.5, 7]),
    ),
    max_size=120,
)


@given(TRAFFIC, st.sampled_from([LIMITS, Limits(4000, 40, 8, a_second=5, a_minute_group=3)]))
@settings(max_examples=40, deadline=None)
def test_no_sliding_window_is_ever_broken(traffic: list[tuple[float, str, bool, float]], limits: Limits) -> None:
    time, pacer = paced(limits)
    left: list[tuple[float, str]] = []
    told: list[tuple[float, float, str | None]] = []

    async def one(at: float, chat: str, answer: bool, wait: float) -> None:
        await time.sleep(at)
        await leaves(time, pacer, chat, left, group=chat.startswith("-"), answer=answer)
        if wait:
            closed = None if answer else chat
            pacer.told_to_wait(wait, closed)
            told.append((time.now, time.now + wait, closed))

    async def all_of_it() -> None:
        await asyncio.gather(*(one(*what) for what in traffic))

    asyncio.run(time.run(all_of_it))
    assert len(left) == len(traffic)
    assert most_within([moment for moment, _ in left], 1.0) <= limits.a_second
    for chat in {chat for _, chat in left}:
        mine = [moment for moment, other in left if other == chat]
        assert most_within(mine, 1 / limits.a_second_chat) <= 1
        if chat.startswith("-"):
            assert most_within(mine, 60.0) <= limits.a_minute_group
    for since, until, closed in told:
        assert not [m for m, other in left if since < m < until - 1e-9 and closed in {None, other}], "woken early"


async def test_the_ceiling_is_used() -> None:
    time, pacer = paced()
    left: list[tuple[float, str]] = []

    async def thousand() -> None:
        await asyncio.gather(*(leaves(time, pacer, str(n), left) for n in range(1000)))

    await time.run(thousand)
    assert len(left) == 1000
    assert time.now <= 1000 / 30 * 1.02
    assert most_within([moment for moment, _ in left], 1.0) == 30


async def test_answers_overtake_everything_else() -> None:
    time, pacer = paced()
    left: list[tuple[float, str]] = []

    async def crowd() -> None:
        others = [asyncio.ensure_future(leaves(time, pacer, f"n{n}", left)) for n in range(300)]
        await time.sleep(3.3)
        await asyncio.gather(*(leaves(time, pacer, f"answer{n}", left, answer=True) for n in range(20)))
        assert time.now <= 3.3 + 1.1
        await asyncio.gather(*others)

    await time.run(crowd)
    assert len(left) == 320


async def test_an_answer_to_a_closed_chat_holds_up_nobody() -> None:
    time, pacer = paced()
    left: list[tuple[float, str]] = []
    pacer.told_to_wait(30, "ann")

    async def both() -> None:
        late = asyncio.ensure_future(leaves(time, pacer, "ann", left, answer=True))
        await asyncio.gather(*(leaves(time, pacer, str(n), left) for n in range(60)))
        assert time.now < 2
        await late

    await time.run(both)
    assert left[-1] == (30.0, "ann")


async def test_told_to_wait_by_everyone_all_wait() -> None:
    time, pacer = paced()
    left: list[tuple[float, str]] = []
    pacer.told_to_wait(5, None)
    pacer.told_to_wait(2, None)

    async def both() -> None:
        await asyncio.gather(leaves(time, pacer, "a", left, answer=True), leaves(time, pacer, "b", left))

    await time.run(both)
    assert [chat for _, chat in left] == ["a", "b"]
    assert all(5 <= moment < 5.1 for moment, _ in left)


async def test_a_group_takes_twenty_a_minute() -> None:
    time, pacer = paced()
    left: list[tuple[float, str]] = []

    async def all_of_it() -> None:
        await asyncio.gather(*(leaves(time, pacer, "-1", left, group=True) for _ in range(41)))

    await time.run(all_of_it)
    assert most_within([moment for moment, _ in left], 60.0) == 20
    assert 120 <= time.now < 122


async def test_what_left_before_a_restart_still_counts() -> None:
    time, pacer = paced()
    time.now = 100.0
    for ago in (0.9, 0.5, -3.0):
        pacer.remember(f"chat{ago}", ago)
    pacer.remember("-1", 0.5, group=True)
    left: list[tuple[float, str]] = []
    await time.run(lambda: leaves(time, pacer, "-1", left, group=True))
    assert 100.5 <= left[0][0] < 100.52


async def test_silent_chats_take_no_memory() -> None:
    time, pacer = paced(Limits(4000, 40, 8, a_second=1e9))
    left: list[tuple[float, str]] = []
    for number in range(3 * MANY):
        pacer.told_to_wait(0.0, str(number))
        await leaves(time, pacer, str(number), left)
        time.now += 0.01
    assert len(pacer._chats) < 2 * MANY
    assert len(pacer._closed) < 2 * MANY


def test_a_full_chat_says_how_long_it_takes() -> None:
    _, pacer = paced()
    assert pacer.expected("ann", 0) == 0
    assert pacer.expected("ann", 4) == 4
    assert pacer.expected("-1", 4, group=True) == 12
