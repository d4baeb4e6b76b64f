"""A community for a journey: one bot, one or more platforms, and a clock that jumps."""

import contextlib
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection
from starlette.applications import Starlette

from bot.adapters.base import Adapter, Chat
from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.adapters.telegram import Telegram
from bot.cli.composition import Tertulia
from bot.cli.platforms import hooked
from bot.context import Desk, Setting
from bot.i18n import Catalogues
from domain.roles import Role
from emulators import slack as emulated_slack
from emulators import telegram as emulated_telegram
from emulators.serve import serving
from storage import people
from storage.db import Database
from tests.databases import made
from tests.journeys.console_platform import ConsolePlatform
from tests.journeys.people import Person, Platform
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.strict import slack as strict_slack
from tests.strict import telegram as strict_telegram

PLATFORMS = ("console", "telegram", "slack")
TOKEN = "12345:a-token-nobody-may-see"
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PATIENCE = 30.0
"""Seconds that Slack waits here, and the bot for a name: on a busy machine all stands still for a while now and then.
What happens after Slack's own three seconds is tried in tests/contract."""
"""A Wednesday."""


class Clock:
    """A wall clock that a test moves."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def timestamp(self) -> float:
        """The same moment in seconds, as emulators count."""
        return self.now.timestamp()


class World:
    """What a journey has in hand.

    Args:
        db: the database, with every table.
        platforms: by name; the first is where people write unless a journey says otherwise.
        channels: networks that posts go out on.
    """

    def __init__(
        self,
        db: Database,
        platforms: dict[str, Platform],
        chats: dict[str, Chat],
        clock: Clock,
        channels: dict[str, Adapter] | None = None,
    ) -> None:
        self.db, self.platforms, self.clock = db, platforms, clock
        self.here = next(iter(platforms))
        setting = Setting(
            Catalogues(), clock, admission="open", zone="Europe/Madrid", owner_code="open-sesame", rng=random.Random(7)
        )
        self.bot = Tertulia(db, setting, chats, channels or {}, paced=False)

    def person(self, name: str, on: str = "") -> Person:
        """Somebody who can write on that platform; the first word makes them known to the bot."""
        return Person(name, self.platforms[on or self.here], self.bot.settle)

    async def member(self, name: str, on: str = "") -> Person:
        """Somebody who is in already."""
        person = self.person(name, on)
        await person.says("/start" if self.platforms[on or self.here].name != "slack" else "start")
        return person

    async def manager(self, name: str = "Mara", on: str = "") -> Person:
        """A manager of the community."""
        person = await self.member(name, on)
        await self.promote(name, Role.MANAGER)
        return person

    async def promote(self, name: str, role: Role) -> None:
        """Give somebody a role, as an owner would."""
        await self.db.run(partial(_promote, name=name, role=role, now=self.clock()))

    async def jump(self, *, to: datetime | None = None, **by: float) -> None:
        """Move the clock and let everything that became due happen: `await world.jump(days=3)`."""
        self.clock.now = to or self.clock.now + timedelta(**by)
        await self.bot.settle()

    def desk(self) -> Desk:
        """A desk on a plain connection, for a look into the tables."""
        return Desk(self.db.engine.connect(), self.bot.setting)


def _promote(db: Connection, name: str, role: Role, now: datetime) -> None:
    for community in people.communities(db):
        for member in people.members(db, community.id):
            if member.name == name:
                people.set_membership(db, community.id, member.id, "in", now, role)


@contextlib.asynccontextmanager
async def opened(
    folder: Path, *names: str, db: Database | None = None, channels: dict[str, Adapter] | None = None
) -> AsyncIterator[World]:
    """A world with these platforms, running; every platform's emulator checks every call."""
    clock = Clock()
    db = db or made(f"sqlite:///{folder / 'world.db'}")
    async with contextlib.AsyncExitStack() as stack:
        web = Starlette()
        url = await stack.enter_async_context(serving(web)) if set(names) - {"console"} else ""
        platforms: dict[str, Any] = {name: await MAKERS[name](stack, clock, url) for name in names}
        chats = {name: platform.chat for name, platform in platforms.items()}
        web.router.routes.extend(hooked(chats))
        world = World(db, platforms, chats, clock, channels)
        await world.bot.start(engine=False)
        try:
            yield world
        finally:
            await world.bot.stop()
        for platform in platforms.values():
            platform.check()


async def _console(stack: contextlib.AsyncExitStack, clock: Clock, url: str) -> ConsolePlatform:
    del stack, clock, url
    return ConsolePlatform()


async def _telegram(stack: contextlib.AsyncExitStack, clock: Clock, url: str) -> TelegramPlatform:
    emulator = emulated_telegram.Telegram(TOKEN, now=clock.timestamp, checker=strict_telegram.check)
    api = await stack.enter_async_context(serving(emulated_telegram.telegram_app(emulator)))
    return TelegramPlatform(emulator, Telegram(TOKEN, api, "a-secret-of-the-webhook", url))


async def _slack(stack: contextlib.AsyncExitStack, clock: Clock, url: str) -> SlackPlatform:
    emulator = emulated_slack.Slack(request_url=f"{url}/slack", now=clock.timestamp, checker=strict_slack.check)
    emulator.patience = PATIENCE
    emulator.base_url = await stack.enter_async_context(serving(emulated_slack.slack_app(emulator)))
    settings = SlackSettings(
        slack_bot_token=SecretStr("xoxb-test"),
        slack_signing_secret=SecretStr("secret"),
        slack_api=f"{emulator.base_url}/api/",
    )
    around = Surroundings(Catalogues(), clock, time.time, url, patience=PATIENCE)
    return SlackPlatform(emulator, Slack(settings, around))


MAKERS = {"console": _console, "telegram": _telegram, "slack": _slack}
