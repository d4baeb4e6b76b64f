"""A database with a sender over channels in memory, and a clock that moves."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot import wire
from bot.adapters.base import Adapter
from bot.ui import Message
from domain.delivery import Purpose
from scheduler.pacer import Pacer
from scheduler.sender import Sender
from storage import outbox
from storage.db import Database
from storage.outbox import Item
from tests.scheduler.channel import Channel

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class Post:
    """A database with a sender over it, and a clock that moves."""

    def __init__(self, db: Database, *channels: Channel, paced: bool = False) -> None:
        self.db, self.now = db, NOW
        self.channels = channels or (Channel(),)
        self.paced = paced
        self.sender = self.another("first")

    def another(self, lease: str) -> Sender:
        adapters: dict[str, Adapter] = {channel.name: channel for channel in self.channels}
        loop = asyncio.get_running_loop()
        pacers = {c.name: Pacer(c.limits, loop.time) for c in self.channels} if self.paced else {}
        return Sender(self.db, adapters, pacers, lambda: self.now, lease)

    async def put(self, text: str, purpose: Purpose = Purpose.NOTICE, **columns: Any) -> Item:
        columns = {"adapter": "letters", "chat": "ann"} | columns
        letter = wire.dumps(Message(text))
        item = await self.db.run(
            lambda on: outbox.put(on, self.now, columns.pop("op", "send"), letter, purpose, **columns)
        )
        assert item
        return item

    async def answer(self, text: str, chat: str = "ann") -> Item:
        """An answer as dispatch writes it: leased to this process and handed to the sender."""
        item = await self.put(
            text, Purpose.ANSWER, chat=chat, lease="first", leased_until=self.now + timedelta(seconds=30)
        )
        self.sender.said([item])
        return item

    def row(self, item: Item) -> Any:
        table = outbox.outbox
        return self.db.read_now(lambda on: on.execute(select(table).where(table.c.id == item.id)).one())

    def states(self) -> dict[str, int]:
        return self.db.read_now(outbox.counts)
