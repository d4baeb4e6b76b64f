"""A bot with channels in memory, an editor on the console, and posts whose moment comes when a test says so."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from bot.adapters.base import Adapter
from bot.cli.composition import Tertulia
from bot.context import Setting
from bot.i18n import Catalogues
from bot.ui import Message, Post
from domain.posts import State
from domain.roles import Role
from storage import outbox, people, posts
from storage import post_channels as channels
from storage import post_variants as variants
from storage.db import Database
from tests.journeys.console_platform import ConsolePlatform
from tests.scheduler.channel import LIMITS, Channel

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class Newsroom:
    """Mara manages a community with these channels."""

    def __init__(
        self, db: Database, *kinds: str, now: datetime = NOW, channels: Mapping[str, Adapter] | None = None
    ) -> None:
        self.db, self.now = db, now
        self.there = {kind: Channel(kind, LIMITS) for kind in kinds}
        setting = Setting(Catalogues(), lambda: self.now, admission="open", rng=Random(7))
        self.console = ConsolePlatform()
        given: Mapping[str, Adapter] = self.there if channels is None else channels
        self.bot = Tertulia(db, setting, {"console": self.console.chat}, given, paced=False)
        self.mara = 0

    async def open(self) -> None:
        """Mara is in, and every channel has its row."""
        await self.bot.start(engine=False)
        await self.says("/start")
        self.mara = await self.db.run(self._promoted)

    def _promoted(self, on: Connection) -> int:
        (community, *_) = people.communities(on)
        (mara,) = people.members(on, community.id)
        people.set_membership(on, community.id, mara.id, "in", self.now, Role.MANAGER)
        return mara.id

    async def says(self, text: str) -> None:
        """Mara writes."""
        await self.console.says("Mara", text)
        await self.bot.settle()

    async def taps(self, label: str) -> None:
        """Mara presses a button of the newest card that has it."""
        await self.console.taps("Mara", label)
        await self.bot.settle()

    def cards(self) -> list[str]:
        """What Mara has been told, the newest last."""
        return self.console.sees("Mara")

    async def plan(self, text: str, *kinds: str, **columns: Any) -> int:
        """A post that Mara approved, for these channels, due now."""
        post_id = await self.db.run(partial(self._planned, text=text, kinds=kinds, columns=columns))
        await self.bot.office.run(lambda desk: desk.later("posts.begin", str(post_id), columns.get("due")))
        return post_id

    def _planned(self, on: Connection, text: str, kinds: tuple[str, ...], columns: dict[str, Any]) -> int:
        (community, *_) = people.communities(on)
        values = {"state": str(State.SCHEDULED), "due": self.now, "approver_id": self.mara} | columns
        post_id = posts.add(
            on, self.now, community_id=community.id, author_id=self.mara, text=text, language="en", **values
        )
        assert post_id
        for channel in channels.channels(on, community.id):
            if channel.kind in kinds or not kinds:
                variants.choose(on, post_id, channel.id)
        return post_id

    async def asks(self, work: str, post_id: int) -> None:
        """Ask for a piece of work now."""
        await self.bot.office.run(lambda desk: desk.later(work, str(post_id)))

    async def passes(self, **by: float) -> None:
        """Time goes on, and what became due happens."""
        self.now += timedelta(**by)
        await self.bot.settle()

    async def until_settled(self, seconds: int = 30) -> None:
        """Threads take a few looks."""
        for _ in range(seconds):
            await self.passes(seconds=3)

    def said(self, kind: str) -> list[str]:
        """What a channel was given, in order."""
        letters = [parcel.letter for parcel in self.there[kind].sent if parcel.op == "send"]
        return [letter.text for letter in letters if isinstance(letter, Post | Message)]

    def state(self, post_id: int) -> State:
        """Where a post stands."""
        found = self.db.read_now(partial(posts.get, post_id=post_id))
        assert found
        return found.stands

    def variant(self, post_id: int, kind: str) -> variants.Variant:
        """Where it stands on a channel."""
        return self.db.read_now(partial(self._variant, post_id=post_id, kind=kind))

    def _variant(self, on: Connection, post_id: int, kind: str) -> variants.Variant:
        of = {one.id: one for one in channels.channels(on, 1)}
        return next(one for one in variants.variants(on, post_id) if of[one.channel_id].kind == kind)

    def channel(self, kind: str) -> channels.Channel:
        """A channel's row."""
        return next(one for one in self.db.read_now(partial(channels.channels, community_id=1)) if one.kind == kind)

    async def set(self, kind: str, **columns: Any) -> None:
        """Set a channel up."""
        await self.db.run(partial(channels.set_channel, channel_id=self.channel(kind).id, **columns))

    def rows(self) -> list[Any]:
        """The post rows of the outbox."""
        of = outbox.outbox
        return list(self.db.read_now(lambda on: on.execute(select(of).where(of.c.purpose == "post")).all()))


@asynccontextmanager
async def newsroom(db: Database, *kinds: str, channels: Mapping[str, Adapter] | None = None) -> AsyncIterator[Newsroom]:
    """It is open."""
    room = Newsroom(db, *kinds, channels=channels)
    await room.open()
    try:
        yield room
    finally:
        await room.bot.stop()
