"""How posts were received comes back from the networks that tell, each asked within reason."""

from collections.abc import Mapping, Sequence
from functools import partial

import pytest

from bot.adapters.base import SendFailed
from bot.adapters.posting import Numbers
from domain.delivery import Outcome
from scheduler.post_counting import Counting
from scheduler.reconciling import Surroundings
from storage import post_received
from storage import post_variants as variants
from storage.db import Database
from storage.post_received import Received
from tests.scheduler.channel import LIMITS, Channel
from tests.scheduler.newsroom import NOW, Newsroom, newsroom


class Counted(Channel):
    """A channel whose readers like everything."""

    def __init__(self) -> None:
        super().__init__("x", LIMITS)
        self.asked: list[list[str]] = []
        self.down = False

    async def numbers(self, receipts: Sequence[str]) -> Mapping[str, Numbers]:
        self.asked.append(list(receipts))
        if self.down:
            raise SendFailed(Outcome.RETRY, "rate_limited", 900)
        return {one: Numbers(100 * len(self.asked), 3, None, 1) for one in receipts if one != "m2"}


def counting(room: Newsroom, channel: Channel) -> Counting:
    return Counting(room.db, {"x": channel, "mute": Channel("mute")}, Surroundings(lambda: room.now, lambda: None))


@pytest.fixture
def x() -> Counted:
    return Counted()


async def test_numbers_come_back_each_hour_and_then_each_day(sqlite: Database, x: Counted) -> None:
    async with newsroom(sqlite, channels={"x": x}) as room:
        first, second = await room.plan("Nine people met.", "x"), await room.plan("Ten people met.", "x")
        await room.until_settled(4)
        look = counting(room, x)
        assert [await look.look() for _ in range(3)] == [1, 0, 0]
        assert sorted(x.asked[0]) == ["m1", "m2"]
        told = [room.db.read_now(partial(variants.numbers, post_id=post)) for post in (first, second)]
        assert sorted(map(str, told)) == sorted(map(str, [{1: {"views": 100, "likes": 3, "replies": 1}}, {1: {}}]))
        await room.passes(hours=1)
        assert await look.look() == 1
        await room.passes(days=3)
        await look.look()
        await room.passes(hours=2)
        assert await look.look() == 0
        start, end = NOW.replace(hour=0), room.now
        assert room.db.read_now(partial(post_received.since, community_id=1, start=start, end=end)) == [
            Received("X", 2, 300, 3, 0, 1)
        ]
        await room.says("stats")
        assert "Posts: 2 out · seen 300 times · 4 reactions" in room.cards()[-1]
        await room.passes(days=40)
        assert await look.look() == 0


async def test_a_network_that_does_not_tell_is_asked_later(sqlite: Database, x: Counted) -> None:
    async with newsroom(sqlite, channels={"x": x}) as room:
        await room.plan("Nine people met.", "x")
        await room.until_settled(3)
        look, x.down = counting(room, x), True
        assert await look.look() == 0
        x.down = False
        assert await look.look() == 0
        await room.passes(hours=1)
        assert await look.look() == 1
        look.start()
        await look.stop()
