"""The composition root: one place where database, routes, dispatch, sender and engine are put together."""

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.adapters.base import Adapter, Chat, Fetches
from bot.adapters.dryrun import DryRun
from bot.cli import networks
from bot.cli.following import follow
from bot.cli.introducing import Introducing
from bot.cli.present import Present
from bot.cli.roles import Roles
from bot.cli.sharing import Outgoing, engine_of, named, tokens_of
from bot.cli.warming import warm
from bot.context import Setting
from bot.dispatch import Dispatch
from bot.floods import Gate
from bot.router import Routes
from bot.watching import Watch
from handlers import ROUTERS
from scheduler import WORKS, post_doors
from scheduler.pacer import Pacer
from scheduler.post_counting import Counting
from scheduler.reconciling import Reconciling, Surroundings
from scheduler.restored import added, catch_up
from scheduler.sender import Sender
from scheduler.works import Office, Works
from storage import people
from storage.db import Database, one_at_a_time
from storage.outbox import Item


@dataclass
class Tertulia:
    """A running bot: everything that a process holds.

    Args:
        db: the database, migrated.
        setting: what every unit shares.
        chats: platforms where people talk to the bot.
        channels: platforms that only send; the one that publishes nothing is always there.
        paced: False lets every send leave at once, and people speak as fast as they like (terminal, and tests on
            emulators without limits, where time stands still).
        orderly: the bot's own work is done one piece after the other, so that a seed decides all (simulations).
        clock_file: what the setting's clock reads, where that is a file; its moves are followed at once.
        roles: what this process does; the rest is done by others on the same PostgreSQL.
        strangers: platforms that have not answered yet; they are asked again while everything else runs.
    """

    db: Database
    setting: Setting
    chats: Mapping[str, Chat]
    channels: Mapping[str, Adapter] = field(default_factory=dict)
    paced: bool = True
    orderly: bool = False
    clock_file: Path | None = None
    roles: Roles = field(default_factory=Roles)
    strangers: Collection[str] = ()

    def __post_init__(self) -> None:
        lease = named()
        self._beside: list[asyncio.Task[None]] = []
        self._spoken = asyncio.Event()
        dry = DryRun()
        self.channels = {dry.name: dry, **self.channels}
        adapters: dict[str, Adapter] = {**self.chats, **self.channels}
        pacers = {name: Pacer(a.limits, time.monotonic) for name, a in adapters.items()} if self.paced else {}
        self.watch, self.routes = Watch(), Routes(ROUTERS)
        self.setting = replace(self.setting, commands=self.routes.menu(), channels=tuple(self.channels))
        self.introducing = Introducing(self.chats, self.strangers, self.setting)
        tokens = tokens_of(self.db, lease, adapters)
        self.sender = Sender(self.db, adapters, pacers, self.setting.clock, lease, self.watch, tokens)
        self.outgoing = Outgoing(self.db, self.sender, tokens, self.roles)
        around = Surroundings(self.setting.clock, self._woken)
        self.reconciling = Reconciling(self.db, adapters, around, self.watch)
        self.counting = Counting(self.db, self.channels, around)
        fetchers = {name: chat for name, chat in self.chats.items() if isinstance(chat, Fetches)}
        self.office = Office(self.db, self.setting, self._woken, fetchers=fetchers)
        self.works, self.present = added(Works.together(WORKS)), Present(self.db)
        self.engine = engine_of(self.office, self.works, self.roles, self.watch, orderly=self.orderly)
        limits = {name: adapter.limits for name, adapter in adapters.items()}
        gate = Gate(time.monotonic) if self.paced and not self.clock_file else None  # weeks may pass in a minute
        self.dispatch = Dispatch(
            self.db, self.routes, self.setting, limits, self._said, self._woken,
            "" if tokens else lease, gate, self.watch,
        )  # fmt: skip

    def _said(self, items: Iterable[Item]) -> None:
        self._spoken.set()
        self.outgoing.said(items)

    def _woken(self) -> None:
        self.outgoing.wake()
        self.engine.wake()

    async def start(self, *, engine: bool = True) -> None:
        """Take over what a dead process left, listen, and begin to tick.

        Args:
            engine: False leaves due work to explicit `engine.look()` calls (tests that move the clock).
        """
        await self.present.begin()
        await self.db.run(partial(ensure_community, setting=self.setting))
        await self.office.run(post_doors.stand)
        await self.outgoing.start()
        for name, chat in self.chats.items():
            if self.roles.web:
                await chat.listen(self.dispatch)
            self.introducing.start(name, self.dispatch if self.roles.web else None)
        if self.roles.worker:
            await catch_up(self.office, self.works)
        if engine:
            self.engine.start()
            if await self.db.read(people.has_owner):
                self._spoken.set()  # people are there already, and the next one may search
            self._beside.append(asyncio.create_task(warm(self._spoken), name="warming"))
            if self.roles.worker:
                self.reconciling.start()
                self.counting.start()
                self._beside.append(asyncio.create_task(self._greeted(), name="greeting"))
        if self.clock_file and self.db.is_sqlite:  # of several processes none can say that all is done
            self._beside.append(asyncio.create_task(follow(self.settle, self.clock_file), name="clock"))

    async def _greeted(self) -> None:
        """Ask each account who we are there, and how long a post may be; nobody waits for it."""
        await networks.greeted(self.channels)
        most = {name: channel.limits.text for name, channel in self.channels.items()}
        await self.office.run(partial(post_doors.measured, most=most))

    async def settle(self) -> None:
        """Return when nothing is due and nothing is left to send."""
        await self.sender.idle()
        while await self.engine.look():
            await self.sender.idle()
        await self.sender.idle()

    async def stop(self) -> None:
        """Let sends in flight end, stop listening, give everything back; what arrives meanwhile is answered later."""
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self.introducing.stop()
        await self.reconciling.stop()
        await self.counting.stop()
        await asyncio.gather(self.engine.stop(), self.outgoing.stop())
        for adapter in (*self.chats.values(), *self.channels.values()):
            await adapter.close()
        await self.present.end()
        self.db.close()


def ensure_community(db: Connection, setting: Setting) -> None:
    """A fresh installation has one community, named by its owner later; several processes may start at once."""
    one_at_a_time(db, "the first community")
    if not people.communities(db):
        people.add_community(db, "Tertulia", setting.admission, setting.language, setting.zone, setting.clock())
