"""`tertulia run`: chats, web, clock and sender in one process."""

from enum import StrEnum
from typing import Annotated

import structlog
import typer

from bot.cli import opening, platforms
from bot.cli.composition import Tertulia
from bot.cli.serving import bound, forever, serve
from bot.settings import Settings, read
from domain.errors import Misconfigured, Unavailable
from storage import people
from web import app as web
from web import health

app = typer.Typer(add_completion=False)
log = structlog.get_logger()


class Part(StrEnum):
    """What a process does; one process does all of it unless PostgreSQL lets several share the work."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"
    CLOCK = "clock"


@app.command()
def run(
    role: Annotated[
        list[Part] | None, typer.Option("--role", help="Repeat it to give a process several parts.")
    ] = None,
) -> None:
    """Run the bot."""
    settings = read()
    if set(role or [Part.ALL]) != {Part.ALL}:
        raise Misconfigured(_why_whole(settings))
    forever(_run(settings))


def _why_whole(settings: Settings) -> str:
    if settings.database_url.startswith("sqlite"):
        return "Several processes need PostgreSQL: set TERTULIA_DATABASE_URL, or run without --role."
    return "This release runs whole in one process: run without --role."


async def _run(settings: Settings) -> None:
    key = opening.key(settings)
    opening.set_up_logs(settings, [key, *platforms.secrets()])
    listener = bound(settings.host, settings.port)
    db = opening.database(settings)
    try:
        setting = opening.setting(settings)
        chats = await platforms.chats(settings, setting, key, db)
        setting.bot_names.update(platforms.names(chats))
    except BaseException:
        listener.close()
        db.close()
        raise
    bot = Tertulia(db, setting, chats)
    routes = [*health.routes(db, setting), *platforms.hooked(chats)]
    address = f"http://{settings.host}:{listener.getsockname()[1]}"
    try:
        await serve(web.build(routes), listener, bot, lambda: _ready(bot, address))
    except Unavailable as error:
        raise Misconfigured(opening.database_trouble(error)) from error


def _ready(bot: Tertulia, address: str) -> None:
    log.info("Tertulia is listening", chats=sorted(bot.chats), web=address)
    if not bot.db.read_now(people.has_owner):
        typer.echo(f"Nobody owns this community yet. Send the bot:  /claim {bot.setting.owner_code}")
