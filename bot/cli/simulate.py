"""`tertulia simulate`: a whole community living for weeks in minutes, and the counts of what became of it all."""

import asyncio
import json
import os
import signal
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot import logs
from bot.cli.errors import NotDone
from bot.cli.simulation import newsroom
from bot.cli.simulation.child import Child
from bot.cli.simulation.counting import sections
from bot.cli.simulation.counting.far_side import delivered
from bot.cli.simulation.habits.rounds import OWNER_CODE
from bot.cli.simulation.kills import Kills
from bot.cli.simulation.life import Life
from bot.cli.simulation.neighbours import settled
from bot.cli.simulation.newsstand import opened
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
MEMORY = Path("/dev/shm")  # noqa: S108 – a folder of our own is made in it
SLACKS_PATIENCE = 30.0
"""Seconds that the emulated Slack waits for an answer: other work on the machine is no failure of the bot."""


@app.command()
def simulate(
    members: Annotated[int | None, typer.Option(max=2000, help="How many people: 30, or with --posts nobody.")] = None,
    weeks: Annotated[int | None, typer.Option(min=1, max=60, help="How long they live: 4, or with --posts 52.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same life.")] = 7,
    kills: Annotated[int, typer.Option(min=0, max=1000, help="How often the bot is killed on the way.")] = 0,
    posts: Annotated[int, typer.Option(min=0, max=20_000, help="How many posts the community makes.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Let a community live on emulated platforms; nothing outside this machine is contacted."""
    began = time.monotonic()
    plan = _plan(members, weeks, seed, kills, posts)
    life = _lived if plan.members else _posted
    with tempfile.TemporaryDirectory(prefix="tertulia-", dir=_shelf(plan)) as folder, Progress(plan) as progress:
        try:
            figures = asyncio.run(_unless_ended(life(plan, Path(folder), progress)))
        except NotDone as error:
            raise NotDone(f"{error} The same life again: --seed {seed} --members {plan.members}.") from error
        except asyncio.CancelledError:
            raise NotDone("The simulation was ended before it was over.") from None
    seconds = round(time.monotonic() - began, 1)
    report = {"members": plan.members, "weeks": plan.weeks, "seed": seed, "seconds": seconds, **figures}
    typer.echo(json.dumps(report) if as_json else _table(report))


def _plan(members: int | None, weeks: int | None, seed: int, kills: int, posts: int) -> Plan:
    """Posts alone are a year of them without anybody; with people, a manager writes them in chat."""
    members = (0 if posts else 30) if members is None else members
    if members == 1 or (not members and (kills or not posts)):
        typer.echo("A life takes --members 2 or more; --posts can go alone, without --kills.", err=True)
        raise typer.Exit(2)
    return Plan(members, weeks or (4 if members else 52), seed, kills, posts)


def _shelf(plan: Plan) -> str | None:
    """Posts alone are kept in memory, where the machine has such a folder: there is nothing to outlive a crash."""
    return str(MEMORY) if not plan.members and MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None


async def _posted(plan: Plan, folder: Path, progress: Progress) -> dict[str, Any]:
    logs.set_up("warning", "console", [], for_good=True)
    return await newsroom.lived(plan, folder, progress.moved)


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
        opened(hand.timestamp) as newsstand,
    ):
        settings = _settings(plan, telegram_url, slack.base_url) | (newsstand.settings if plan.posts else {})
        child = Child(folder, settings, hand)
        slack.request_url = f"{child.url}/slack"
        kills = Kills(plan, child.kill)
        telegram.checker = slack.checker = kills.seen
        life = Life(plan, hand, child, telegram, slack, kills)
        people = settled(load(), plan, telegram, slack, life)
        counted = sections(lambda: delivered(telegram, slack) + newsstand.delivered())
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


def _table(report: dict[str, Any]) -> str:
    """A line a figure or section, for people."""
    lines = []
    for name, value in report.items():
        told = ", ".join(f"{key} {n}" for key, n in value.items()) if isinstance(value, dict) else str(value)
        lines.append(f"{name.replace('_', ' '):14} {told}")
    return "\n".join(lines)
