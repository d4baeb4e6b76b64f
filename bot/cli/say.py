"""`tertulia say`: talk to the bot in the terminal, one message or a dialogue."""

import asyncio
import secrets
from typing import Annotated

import typer

from bot.adapters.console import Console, drawn
from bot.cli import opening
from bot.cli.composition import Tertulia
from bot.settings import read

app = typer.Typer(add_completion=False)


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="What to say; without it a dialogue begins (end it with Ctrl-D).")] = "",
    name: Annotated[str, typer.Option("--as", help="Who speaks.")] = "you",
) -> None:
    """Talk to the bot in the terminal."""
    asyncio.run(_talk(text, name))


async def _talk(text: str, name: str) -> None:
    settings = read()
    opening.set_up_logs(settings.model_copy(update={"log_level": "error"}))
    console = Console()
    bot = Tertulia(opening.database(settings), opening.setting(settings), {"console": console}, paced=False)
    await bot.start(engine=False)
    try:
        while line := text or await asyncio.to_thread(_line):
            await console.says(name, line, secrets.token_hex(8))
            await bot.settle()
            _print_new(console, name)
            if text:
                return
    finally:
        await bot.stop()


def _line() -> str:
    try:
        return input("> ") or " "
    except EOFError:
        return ""


def _print_new(console: Console, name: str) -> None:
    for shown in console.screens.get(name, []):
        if shown.fresh:
            typer.echo(drawn(shown) + "\n")
            shown.fresh = False
