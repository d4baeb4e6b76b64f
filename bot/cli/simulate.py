"""`tertulia simulate`: a whole community living for weeks in minutes, and the counts of what became of it all."""

import asyncio
import json
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.cli.errors import NotDone
from bot.cli.simulation.child import Child
from bot.cli.simulation.counting import sections
from bot.cli.simulation.counting.far_side import Deliveries
from bot.cli.simulation.habits.rounds import OWNER_CODE
from bot.cli.simulation.kills import Kills
from bot.cli.simulation.life import Life
from bot.cli.simulation.neighbours import settled
from bot.cli.simulation.plan import BEGINS, Hand, Plan
from bot.cli.simulation.progress import Progress
from bot.demo.community import load
from emulators import slack as emulated_slack
from emulators import telegram as emulated_telegram
from emulators.serve import serving

app = typer.Typer(add_completion=False)
T = TypeVar("T")
TOKEN, BOT_TOKEN, SECRET = "1000000001:simulated", "xoxb-test", "simulated"
PACE = "3000"
"""Messages a second: the platforms' own pace would make four simulated weeks last a day."""
SLACKS_PATIENCE = 30.0
"""Seconds that the emulated Slack waits for an answer: other work on the machine is no failure of the bot."""


@app.command()
def simulate(
    members: Annotated[int, typer.Option(min=2, max=2000, help="How many people.")] = 30,
    weeks: Annotated[int, typer.Option(min=1, max=60, help="How long they live.")] = 4,
    seed: Annotated[int, typer.Option(help="The same seed, the same life.")] = 7,
    kills: Annotated[int, typer.Option(min=0, max=1000, help="How often the bot is killed on the way.")] = 0,
    posts: Annotated[int, typer.Option(min=0, help="How many posts the community makes.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Let a community live on emulated platforms; nothing outside this machine is contacted."""
    if posts:
        typer.echo("This version makes no posts yet: run without --posts.", err=True)
        raise typer.Exit(2)
    began = time.monotonic()
    plan = Plan(members, weeks, seed, kills)
    with tempfile.TemporaryDirectory(prefix="tertulia-") as folder, Progress(plan) as progress:
        try:
            figures = asyncio.run(_unless_ended(_lived(plan, Path(folder), progress)))
        except NotDone as error:
            raise NotDone(f"{error} The same life again: --seed {seed} --members {members}.") from error
        except asyncio.CancelledError:
            raise NotDone("The simulation was ended before it was over.") from None
    seconds = round(time.monotonic() - began, 1)
    report = {"members": members, "weeks": weeks, "seed": seed, "seconds": seconds, **figures}
    typer.echo(json.dumps(report) if as_json else _table(report))


async def _unless_ended(life: Coroutine[Any, Any, T]) -> T:
    """A supervisor's SIGTERM ends the bot too, which would otherwise outlive its world."""
    living = asyncio.ensure_future(life)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, living.cancel)
    return await living


async def _lived(plan: Plan, folder: Path, progress: Progress) -> dict[str, Any]:
    hand = Hand(BEGINS)
    telegram = emulated_telegram.Telegram(TOKEN, now=hand.timestamp)
    slack = emulated_slack.Slack(BOT_TOKEN, SECRET, now=hand.timestamp)
    slack.patience = SLACKS_PATIENCE
    async with (
        serving(emulated_telegram.telegram_app(telegram)) as telegram_url,
        serving(emulated_slack.slack_app(slack)) as slack.base_url,
    ):
        child = Child(folder, _settings(plan, telegram_url, slack.base_url), hand)
        slack.request_url = f"{child.url}/slack"
        kills = Kills(plan, child.kill)
        telegram.checker = slack.checker = kills.seen
        life = Life(plan, hand, child, telegram, slack, kills)
        people = settled(load(), plan, telegram, slack, life)
        counted = sections(lambda: _delivered(telegram, slack))
        try:
            await life.goes_on(people, counted, progress.moved)
        finally:
            await child.stop()
            await slack.close()
    progress.warn(child.errors())
    figures: dict[str, Any] = {"messages_in": sum(one.gestures for one in people)}
    for section in counted:
        figures |= section.figures()
    return figures


def _settings(plan: Plan, telegram: str, slack: str) -> dict[str, str]:
    return {
        "RANDOM_SEED": str(plan.seed),
        "PACE": PACE,
        "ADMISSION": "open",
        "OWNER_CODE": OWNER_CODE,
        "LOG_LEVEL": "warning",
        "LOG_FORMAT": "json",
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": telegram,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API": f"{slack}/api/",
    }


def _delivered(telegram: emulated_telegram.Telegram, slack: emulated_slack.Slack) -> Deliveries:
    """How often each platform put each text into each chat, by its own record."""
    seen: Deliveries = Counter({("telegram", str(chat), text): n for (chat, text), n in telegram.delivered.items()})
    seen.update({("slack", channel, text): n for (channel, text), n in slack.delivered.items()})
    return seen


def _table(report: dict[str, Any]) -> str:
    """A line a figure or section, for people."""
    lines = []
    for name, value in report.items():
        told = ", ".join(f"{key} {n}" for key, n in value.items()) if isinstance(value, dict) else str(value)
        lines.append(f"{name.replace('_', ' '):14} {told}")
    return "\n".join(lines)
