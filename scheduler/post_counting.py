"""How posts were received: each network that tells is asked now and then, within its limits, for the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Protocol, runtime_checkable

import structlog
from sqlalchemy import Connection

from bot.adapters.base import Adapter, SendFailed
from bot.adapters.posting import Numbers
from scheduler.looking import Looking
from scheduler.reconciling import Surroundings
from storage import post_received, ticks
from storage.db import Database
from storage.post_received import Asked

log = structlog.get_logger()
PAUSE = 600.0
"""Seconds between two looks; each hour one process asks each network once."""
MOST = 25
"""Posts a call: the fewest that a network takes at once."""


@runtime_checkable
class Counts(Protocol):
    """A channel that tells how posts were received."""

    name: str

    async def numbers(self, receipts: Sequence[str]) -> Mapping[str, Numbers]:
        """Of these posts; those that are gone are left out.

        Raises:
            SendFailed: it cannot tell now.
        """
        ...


class Counting:
    """Asks about posts of the last month: new ones each hour, older ones each day.

    Args:
        db: the database.
        adapters: all channels of this process; those that count nothing are left alone.
        around: clocks.
    """

    def __init__(self, db: Database, adapters: Mapping[str, Adapter], around: Surroundings) -> None:
        self._db, self._around = db, around
        self._counts = {name: one for name, one in adapters.items() if isinstance(one, Counts)}
        self._looking = Looking("the counter of posts", self._asks, PAUSE)

    def start(self) -> None:
        """Begin to ask."""
        self._looking.start()

    async def stop(self) -> None:
        """Ask no more."""
        await self._looking.stop()

    async def _asks(self) -> float:
        await self.look()
        return PAUSE

    async def look(self) -> int:
        """Ask each network about the posts whose turn it is; returns of how many it told something."""
        told = 0
        for kind in self._counts:
            now = self._around.clock()
            asked = await self._db.read(partial(post_received.in_turn, kind=kind, now=now, limit=MOST))
            if not asked:
                continue
            ours = await self._db.run(partial(_ours, kind, now))
            if ours:
                told += await self._told(kind, asked, now)
        return told

    async def _told(self, kind: str, asked: list[Asked], now: datetime) -> int:
        try:
            found = await self._counts[kind].numbers([one.receipt for one in asked])
        except SendFailed as failed:
            log.info("a channel tells no numbers now", channel=kind, reason=failed.reason)
            return 0
        known = {one: asdict(found.get(one.receipt, Numbers())) for one in asked}
        await self._db.run(partial(post_received.keep, found=known, now=now))
        return len(found)


def _ours(kind: str, now: datetime, db: Connection) -> bool:
    """One of several processes asks."""
    return ticks.win(db, "posts.numbers", f"{kind}:{now:%Y%m%d%H}", now)
