"""The composition root: one place where database, routes, dispatch, sender and engine are put together."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import Connection

from bot.adapters.base import Adapter, Chat
from bot.context import Setting
from bot.dispatch import Dispatch
from bot.router import Routes
from handlers import ROUTERS
from scheduler import WORKS
from scheduler.engine.embedded import Engine
from scheduler.pacer import Pacer
from scheduler.sender import Sender
from scheduler.works import Office, Works
from storage import people
from storage.db import Database


@dataclass
class Tertulia:
    """A running bot: everything that a process holds.

    Args:
        db: the database, migrated.
        setting: what every unit shares.
        chats: platforms where people talk to the bot.
        channels: platforms that only send.
        paced: False lets every send leave at once (terminal and tests on emulators without limits).
    """

    db: Database
    setting: Setting
    chats: Mapping[str, Chat]
    channels: Mapping[str, Adapter] = field(default_factory=dict)
    paced: bool = True

    def __post_init__(self) -> None:
        lease = secrets.token_hex(8)
        self._announcing: list[asyncio.Task[None]] = []
        adapters: dict[str, Adapter] = {**self.chats, **self.channels}
        pacers = {name: Pacer(a.limits, time.monotonic) for name, a in adapters.items()} if self.paced else {}
        self.routes = Routes(ROUTERS)
        self.setting = replace(self.setting, commands=self.routes.menu())
        self.sender = Sender(self.db, adapters, pacers, self.setting.clock, lease)
        self.office = Office(self.db, self.setting, self._woken)
        self.engine = Engine(self.office, Works.together(WORKS))
        limits = {name: adapter.limits for name, adapter in adapters.items()}
        self.dispatch = Dispatch(self.db, self.routes, self.setting, limits, self.sender.said, self._woken, lease)

    def _woken(self) -> None:
        self.sender.wake()
        self.engine.wake()

    async def start(self, *, engine: bool = True) -> None:
        """Take over what a dead process left, listen, and begin to tick.

        Args:
            engine: False leaves due work to explicit `engine.look()` calls (tests that move the clock).
        """
        await self.db.run(partial(ensure_community, setting=self.setting))
        await self.sender.start()
        for chat in self.chats.values():
            await chat.listen(self.dispatch)
        self._announcing = [asyncio.create_task(chat.announce(self.dispatch)) for chat in self.chats.values()]
        if engine:
            self.engine.start()

    async def settle(self) -> None:
        """Return when nothing is due and nothing is left to send."""
        await self.sender.idle()
        while await self.engine.look():
            await self.sender.idle()
        await self.sender.idle()

    async def stop(self) -> None:
        """Let sends in flight end, stop listening, give everything back; what arrives meanwhile is answered later."""
        await asyncio.gather(*self._announcing, return_exceptions=True)
        await self.engine.stop()
        await self.sender.stop()
        for adapter in (*self.chats.values(), *self.channels.values()):
            await adapter.close()
        self.db.close()


def ensure_community(db: Connection, setting: Setting) -> None:
    """A fresh installation has one community, named by its owner later."""
    if not people.communities(db):
        people.add_community(db, "Tertulia", setting.admission, setting.language, setting.zone, setting.clock())
