"""`tertulia demo`: the whole loop without any account: real core, real adapters, emulated platforms, a page."""

import random
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from starlette.routing import Mount

from bot import logs
from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.adapters.telegram import Telegram
from bot.cli.composition import Tertulia
from bot.cli.platforms import hooked
from bot.cli.serving import bound, forever, serve
from bot.context import Setting
from bot.demo import seed
from bot.demo.community import load
from bot.i18n import Catalogues
from emulators import slack as emulated_slack
from emulators import telegram as emulated_telegram
from storage import migrate, people
from storage.db import Database
from web import app as web
from web import health
from web.playground.app import Playground

app = typer.Typer(add_completion=False)
FOLDER = Path("data/demo")
TOKEN, SECRET = "1000000001:demo-token-of-an-emulated-bot", "demo-secret-of-the-webhook"


class Clock:
    """The demo's wall clock: runs like any other and can be moved forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def timestamp(self) -> float:
        """The same moment in seconds."""
        return self().timestamp()

    def advance(self, to: datetime) -> None:
        """Move forward to that moment; never back."""
        self._ahead += max(timedelta(), to - self())


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is.")] = 8000,
    members: Annotated[int, typer.Option(min=2, max=40, help="How many people live there.")] = 40,
    seed_: Annotated[int, typer.Option("--seed", help="The same seed, the same choices.")] = 7,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what happened in earlier demos.")] = False,
) -> None:
    """Open the playground; nothing outside this machine is contacted."""
    logs.set_up("warning", "console", [])
    if fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    forever(_demo(port, members, seed_))


async def _demo(port: int, members: int, chance: int) -> None:
    listener = bound("127.0.0.1", port)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    clock = Clock()
    db = Database(f"sqlite:///{FOLDER / 'tertulia.db'}")
    migrate.up(db.engine)
    network = load()
    who = seed.residents(network, members)
    telegram = emulated_telegram.Telegram(TOKEN, now=clock.timestamp)
    slack = emulated_slack.Slack(request_url=f"{url}/slack", now=clock.timestamp)
    slack.base_url = f"{url}/emulated/slack"
    seed.settle_platforms(network, who, telegram, slack)
    if not db.read_now(people.communities):
        db.run_now(partial(seed.fill, network=network, who=who, now=clock()))
    setting = Setting(Catalogues(), clock, url, admission="open", rng=random.Random(chance))
    chats = {"telegram": _telegram(url), "slack": _slack(url, setting, clock)}
    bot = Tertulia(db, setting, chats)
    playground = Playground(db, clock, who, bot.settle_soon)
    routes = [
        *playground.routes(),
        *health.routes(db, setting),
        *hooked(chats),
        Mount("/emulated/telegram", emulated_telegram.telegram_app(telegram)),
        Mount("/emulated/slack", emulated_slack.slack_app(slack)),
    ]
    await serve(web.build(routes), listener, bot, lambda: typer.echo(f"Tertulia's playground is open: {url}/"))


def _telegram(url: str) -> Telegram:
    return Telegram(TOKEN, f"{url}/emulated/telegram", SECRET, url)


def _slack(url: str, setting: Setting, clock: Clock) -> Slack:
    settings = SlackSettings(
        slack_bot_token=SecretStr("xoxb-test"),
        slack_signing_secret=SecretStr("secret"),
        slack_app_token=SecretStr(""),
        slack_client_id="",
        slack_api=f"{url}/emulated/slack/api/",
    )
    del clock
    return Slack(settings, Surroundings(setting.catalogues, setting.clock, _wall, url))


def _wall() -> float:
    return datetime.now(UTC).timestamp()
