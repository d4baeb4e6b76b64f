"""`tertulia demo`: the whole loop without any account: real core, real adapters, emulated platforms, a page."""

import logging
import random
import secrets
import socket
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount

from bot import logs
from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.adapters.telegram import Telegram
from bot.cli import warming
from bot.cli.composition import Tertulia
from bot.cli.platforms import hooked
from bot.cli.serving import bound, forever, serve
from bot.cli.watched import watched
from bot.context import Setting
from bot.demo import kept, seed
from bot.demo.community import Network, load
from bot.demo.kept import Kept
from bot.i18n import Catalogues
from domain.errors import Misconfigured
from emulators import slack as emulated_slack
from emulators import telegram as emulated_telegram
from storage import migrate, people
from storage.db import Database
from web import app as web
from web import calendars
from web.playground.app import Attachment, Inhabitant, Playground
from web.playground.guard import LocalOnly

app = typer.Typer(add_completion=False)
FOLDER = Path("data/demo")
TOKEN = "1000000001:demo-token-of-an-emulated-bot"  # noqa: S105 – of a Telegram that lives in this process alone
BOT_TOKEN = "xoxb-test"  # noqa: S105 – the same for Slack


class Clock:
    """The demo's wall clock: runs like any other and can be moved forward."""

    def __init__(self, ahead: float = 0.0) -> None:
        self._ahead = timedelta(seconds=ahead)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @property
    def ahead(self) -> float:
        """Seconds before the machine's own clock."""
        return self._ahead.total_seconds()

    def timestamp(self) -> float:
        """The same moment in seconds."""
        return self().timestamp()

    def advance(self, to: datetime) -> None:
        """Move forward to that moment; never back."""
        self._ahead += max(timedelta(), to - self())


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes a free one.")] = 8000,
    members: Annotated[int, typer.Option(min=2, max=40, help="How many people live there.")] = 40,
    seed_: Annotated[int, typer.Option("--seed", help="The same seed, the same choices.")] = 7,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what happened in earlier demos.")] = False,
) -> None:
    """Open the playground; nothing outside this machine is contacted."""
    logs.set_up("warning", "console", [], for_good=True)
    for name in ("uvicorn.error", "apscheduler"):  # pages that still wait at the end, ticks while the clock jumps
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with kept.alone(FOLDER):
        before = None if fresh else kept.read(FOLDER)
        listener = _listening(port)
        if before is None and kept.forget(FOLDER) and not fresh:
            typer.echo("The last demo was cut off; this one begins afresh.")
        if before and before.members != members:
            typer.echo(f"The demo goes on with its {before.members} people; --fresh begins with {members}.")
        forever(_demo(listener, before or Kept(members, 0.0, {}, {}), seed_))


def _listening(port: int) -> socket.socket:
    try:
        return bound("127.0.0.1", port)
    except Misconfigured as error:
        free = f"tertulia demo --port {port + 1}"
        raise Misconfigured(f"Port {port} is taken: try `{free}`, or `make demo PORT={port + 1}`.") from error


async def _demo(listener: socket.socket, before: Kept, chance: int) -> None:
    """Build it, serve it, and leave what the next demo goes on from."""
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    network, clock = load(), Clock(before.ahead)
    zone = network.communities[0].timezone
    if not before.telegram:
        clock.advance(seed.morning(clock(), ZoneInfo(zone)))
    who = seed.residents(network, before.members)
    db = Database(f"sqlite:///{FOLDER / kept.DATABASE}")
    migrate.up(db.engine)
    secret = secrets.token_hex(16)
    telegram, slack = _platforms(before, url, secret, clock)
    seed.settle_platforms(network, who, telegram, slack)
    if not db.read_now(people.communities):
        db.run_now(partial(seed.fill, network=network, who=who, now=clock()))
    bot = _bot(db, _setting(network, clock, url, chance, telegram), url, secret)
    routes = [
        *_playground(bot, network, who, clock, slack).routes(),
        *watched(bot),
        *calendars.routes(db, bot.setting),
        *hooked(bot.chats),
        *_mounted(telegram, slack),
    ]
    warming.read()  # a first search in the page is answered at once, on a slow laptop too
    kept.take(FOLDER)
    await serve(
        LocalOnly(web.build(routes), port), listener, bot, lambda: typer.echo(f"The playground is open: {url}/")
    )
    await telegram.close()
    await slack.close()
    kept.write(FOLDER, Kept(before.members, clock.ahead, telegram.dump(), slack.dump()))


def _platforms(
    before: Kept, url: str, secret: str, clock: Clock
) -> tuple[emulated_telegram.Telegram, emulated_slack.Slack]:
    """Both platforms, as the last demo left them."""
    wired: dict[str, Any] = {
        "bot_token": BOT_TOKEN,
        "signing_secret": secret,
        "request_url": f"{url}/slack",
        "now": clock.timestamp,
    }
    if before.telegram:
        telegram = emulated_telegram.Telegram.load(before.telegram, now=clock.timestamp)
        slack = emulated_slack.Slack.load(before.slack, **wired)
    else:
        telegram, slack = emulated_telegram.Telegram(TOKEN, now=clock.timestamp), emulated_slack.Slack(**wired)
    slack.base_url = f"{url}/emulated/slack"
    return telegram, slack


def _mounted(telegram: emulated_telegram.Telegram, slack: emulated_slack.Slack) -> list[BaseRoute]:
    return [
        Mount("/emulated/telegram", emulated_telegram.telegram_app(telegram)),
        Mount("/emulated/slack", emulated_slack.slack_app(slack)),
    ]


def _setting(network: Network, clock: Clock, url: str, chance: int, telegram: emulated_telegram.Telegram) -> Setting:
    return Setting(
        Catalogues(),
        clock,
        url,
        admission="open",
        zone=network.communities[0].timezone,
        bot_names={"telegram": telegram.username},
        rng=random.Random(chance),
    )


def _bot(db: Database, setting: Setting, url: str, secret: str) -> Tertulia:
    """The bot as `run` makes it, with tokens of its own: those in the environment are not read."""
    settings = SlackSettings(
        slack_bot_token=SecretStr(BOT_TOKEN),
        slack_signing_secret=SecretStr(secret),
        slack_app_token=SecretStr(""),
        slack_client_id="",
        slack_client_secret=SecretStr(""),
        slack_api=f"{url}/emulated/slack/api/",
    )
    slack = Slack(settings, Surroundings(setting.catalogues, setting.clock, time.time, url))
    return Tertulia(db, setting, {"telegram": Telegram(TOKEN, f"{url}/emulated/telegram", secret, url), "slack": slack})


def _playground(
    bot: Tertulia, network: Network, who: list[seed.Resident], clock: Clock, slack: emulated_slack.Slack
) -> Playground:
    about = {person.key: f"{person.headline} · {person.city}" for person in network.members}

    async def due() -> None:
        bot.sender.wake()
        while await bot.engine.look():
            await bot.sender.idle()

    def attachment(file_id: str) -> Attachment | None:
        file = slack.world.files.get(file_id)
        return Attachment(file.name, file.content) if file else None

    inhabitants = [Inhabitant(r.key, r.name, about[r.key], r.telegram, r.slack) for r in who]
    return Playground(bot.db, clock, network.communities[0].timezone, inhabitants, due, attachment)
