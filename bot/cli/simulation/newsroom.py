"""A community's posts alone, without the rest of its life: a year of them in a minute, in this process.

Editors are played at their desk: they hand in, approve and plan each week's posts with the rules of best times. What
follows is the bot's own: its works of posts, its outbox and sender, and its adapters, against the emulated networks.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection, func, select

from bot.adapters.base import Adapter
from bot.adapters.bluesky import Bluesky, BlueskySettings
from bot.adapters.dryrun import DryRun
from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.adapters.telegram import Telegram
from bot.adapters.x import X, XSettings
from bot.cli.simulation.counting.far_side import Deliveries, FarSide, delivered
from bot.cli.simulation.counting.posts import Posts
from bot.cli.simulation.counting.sends import Sends
from bot.cli.simulation.habits.posts import BEST, PRICES, wording
from bot.cli.simulation.newsstand import HANDLE, KEYS, PASSWORD, opened
from bot.cli.simulation.plan import BEGINS, Hand, Plan
from bot.context import Desk, Setting
from bot.i18n import Catalogues
from domain import post_slots
from domain.delivery import State as Sent
from domain.post_money import amount
from domain.post_slots import Manners
from domain.posts import Step
from emulators import slack as emulated_slack
from emulators import telegram as emulated_telegram
from emulators.serve import serving
from scheduler import post_pulling as pulling
from scheduler import posts as posting
from scheduler.engine.embedded import HOLD
from scheduler.sender import Sender
from scheduler.works import Office, Works
from storage import migrate, people, post_channels, post_variants, posts, ticks
from storage.db import Database
from storage.outbox import outbox

ZONE, BEGIN = "Europe/Madrid", "posts.begin"
READER, TOKEN, BOT_TOKEN = 1001, "1000000001:simulated", "xoxb-test"
WEEK = timedelta(weeks=1)
AT_ONCE = 100
AFTER = timedelta(hours=1)
"""The last post of all has so long to arrive."""
Place = tuple[str, str, str]


class Newsroom:
    """Five channels, and the posts that go out there.

    Args:
        plan: how many posts, over how many weeks.
        db: empty, with every table.
        hand: the clock.
        catalogues: the languages.
        adapters: the channels by name.
        places: kind, name and address of each.
    """

    def __init__(
        self, plan: Plan, db: Database, hand: Hand, catalogues: Catalogues,
        adapters: dict[str, Adapter], places: list[Place],
    ) -> None:  # fmt: skip
        self._plan, self._db, self._hand, self._places = plan, db, hand, places
        setting = Setting(catalogues, hand, admission="open", rng=Random(plan.seed), channels=tuple(adapters))
        self._sender = Sender(db, adapters, {}, hand, "newsroom")
        self._office = Office(db, setting, self._sender.wake)
        self._works = Works.together([posting.works, pulling.works])
        self._manners = Manners(ZONE, post_slots.read(BEST))
        self._taken: list[datetime] = []
        self._written = 0

    async def lives(self, moved: Callable[[datetime], None]) -> None:
        """From the first week to the end of the last."""
        await self._office.run(self._furnished)
        for week in range(1, self._plan.weeks + 1):
            await self._office.run(partial(self._planned, until=round(self._plan.posts * week / self._plan.weeks)))
            await self._goes_on(BEGINS + week * WEEK, moved)
        while (at := self._db.read_now(_next)) is not None and at <= max([*self._taken, self._plan.ends]) + AFTER:
            await self._at(at, moved)

    async def _goes_on(self, until: datetime, moved: Callable[[datetime], None]) -> None:
        while (at := self._db.read_now(_next)) is not None and at < until:
            await self._at(at, moved)
        self._hand.move(until)

    async def _at(self, at: datetime, moved: Callable[[datetime], None]) -> None:
        """Do what is due, and carry what that put into the outbox."""
        self._hand.move(at)
        self._hand.tick()
        now = self._hand.now
        for piece in await self._db.run(partial(ticks.take, now=now, limit=AT_ONCE, hold=HOLD)):
            await self._works.by_name[piece.work](self._office, piece.key)
            await self._db.run(partial(ticks.finish, done=piece))
        await self._sender.idle()
        moved(now)

    def _furnished(self, desk: Desk) -> None:
        here = people.add_community(desk.db, "Àgora", "open", "en", ZONE, desk.now)
        for kind, name, chat in self._places:
            channel = post_channels.ensure(desk.db, here, kind, name, desk.now, chat=chat)
            prices = {who: {"plain": amount(plain), "linked": amount(linked)} for who, plain, linked in PRICES}
            post_channels.set_channel(desk.db, channel.id, slots=post_slots.stored(self._manners.slots),
                                      **prices.get(name, {}))  # fmt: skip

    def _planned(self, desk: Desk, until: int) -> None:
        """Hand in, approve and plan what there should be by the end of this week."""
        channels = post_channels.channels(desk.db, 1, enabled=True)
        self._taken = [at for at in self._taken if at > desk.now - WEEK]
        while self._written < until:
            self._written += 1
            text = wording(self._plan.chance("post", self._written), self._written)
            post_id = posts.add(desk.db, desk.now, community_id=1, author_id=None, text=text, language="en")
            assert post_id is not None
            for channel in channels:
                post_variants.choose(desk.db, post_id, channel.id)
            at = post_slots.free(desk.now, self._manners, self._taken)
            assert at is not None
            self._taken.append(at)
            self._stepped(desk, post_id, at)

    def _stepped(self, desk: Desk, post_id: int, at: datetime) -> None:
        for step in (Step.SUBMIT, Step.APPROVE, Step.SCHEDULE):
            one = posts.get(desk.db, post_id, lock=True)
            assert one is not None
            posts.step(desk.db, one, step, desk.now, actor=None)
        posts.change(desk.db, post_id, due=at)
        desk.later(BEGIN, str(post_id), at)


def _next(db: Connection) -> datetime | None:
    """When the bot has something to do."""
    send = db.execute(select(func.min(outbox.c.due)).where(outbox.c.state == str(Sent.PENDING))).scalar()
    return min((at for at in (ticks.next_at(db), send) if at is not None), default=None)


async def lived(plan: Plan, folder: Path, moved: Callable[[datetime], None]) -> dict[str, Any]:
    """The figures of that many posts.

    Args:
        plan: how many, over how many weeks, by which seed.
        folder: for the database.
        moved: told of each step.
    """
    hand = Hand(BEGINS)
    telegram = emulated_telegram.Telegram(TOKEN, now=hand.timestamp)
    slack = emulated_slack.Slack(BOT_TOKEN, "simulated", now=hand.timestamp)
    telegram.person(READER, "Ona", "en")
    group, channel = telegram.group("News", [READER]), slack.channel("news", [slack.person("U1", "Ona", ZONE, "en")])
    telegram.adds_bot(group, by=READER, status="administrator")
    places = [("x", "X", "account"), ("bluesky", "Bluesky", "account"), ("telegram", "Telegram", str(group)),
              ("slack", "Slack", channel), ("dryrun", "Dry run", "")]  # fmt: skip
    async with AsyncExitStack() as stack:
        telegram_url = await stack.enter_async_context(serving(emulated_telegram.telegram_app(telegram)))
        slack_url = await stack.enter_async_context(serving(emulated_slack.slack_app(slack)))
        stand = await stack.enter_async_context(opened(hand.timestamp))
        catalogues = Catalogues()
        adapters = _adapters(hand, catalogues, telegram_url, slack_url, stand.settings)
        db = Database(f"sqlite:///{folder / 'newsroom.db'}")
        migrate.up(db.engine)
        try:
            await Newsroom(plan, db, hand, catalogues, adapters, places).lives(moved)
            return _figures(db, hand.now, lambda: delivered(telegram, slack) + stand.delivered())
        finally:
            for adapter in adapters.values():
                await adapter.close()
            db.close()
            await slack.close()


def _adapters(
    hand: Hand, catalogues: Catalogues, telegram: str, slack: str, networks: dict[str, str]
) -> dict[str, Adapter]:
    """The bot's own, each pointed at its emulator."""
    consumer, consumer_secret, token, secret = map(
        SecretStr, (KEYS.consumer, KEYS.consumer_secret, KEYS.token, KEYS.token_secret)
    )
    x = XSettings(x_api=networks["X_API"], x_consumer_key=consumer, x_consumer_secret=consumer_secret,
                  x_access_token=token, x_access_secret=secret)  # fmt: skip
    bluesky = BlueskySettings(bluesky_url=networks["BLUESKY_URL"], bluesky_handle=HANDLE,
                              bluesky_password=SecretStr(PASSWORD))  # fmt: skip
    workspace = SlackSettings(slack_bot_token=SecretStr(BOT_TOKEN), slack_signing_secret=SecretStr("simulated"),
                              slack_api=f"{slack}/api/")  # fmt: skip
    found: tuple[Adapter, ...] = (
        X(x, hand.timestamp), Bluesky(bluesky, hand.timestamp), Telegram(TOKEN, telegram),
        Slack(workspace, Surroundings(catalogues, hand, hand.timestamp)), DryRun(),
    )  # fmt: skip
    return {adapter.name: adapter for adapter in found}


def _figures(db: Database, now: datetime, seen: Callable[[], Deliveries]) -> dict[str, Any]:
    sends = Sends()
    sections = (sends, FarSide(sends, seen), Posts())
    figures: dict[str, Any] = {}
    for section in sections:
        db.read_now(partial(section.look, now=now))
        figures |= section.figures()
    return figures
