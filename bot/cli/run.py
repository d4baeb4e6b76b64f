"""`tertulia run`: chats, web, clock and sender in one process."""

from typing import Annotated

import structlog
import typer
from starlette.routing import BaseRoute

from bot.allocator import thrifty
from bot.cli import networks, opening, platforms
from bot.cli.composition import Tertulia
from bot.cli.introducing import names
from bot.cli.roles import Part, Roles, require
from bot.cli.serving import bound, forever, serve
from bot.cli.watched import watched
from bot.settings import Settings, read
from domain.errors import Misconfigured, Unavailable
from storage import people
from web import app as web
from web import calendars

app = typer.Typer(add_completion=False)
log = structlog.get_logger()
VECTORS = "vectors.db"
"""Beside the data: made again when it is lost, so no backup holds it."""


@app.command()
def run(
    role: Annotated[
        list[Part] | None, typer.Option("--role", help="Repeat it to give a process several parts.")
    ] = None,
    *,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="From now on this machine's secret key is the one of this database.")
    ] = False,
) -> None:
    """Run the bot."""
    thrifty()
    settings = read()
    roles = Roles.of(role or [])
    require(roles, settings)
    forever(_run(settings, roles, new_key=new_key))


async def _run(settings: Settings, roles: Roles, *, new_key: bool) -> None:
    key = opening.key(settings)
    opening.set_up_logs(settings, [key, *platforms.secrets(), *networks.secrets()], for_good=True)
    listener = bound(settings.host, settings.port)
    db = opening.database(settings)
    try:
        opening.require_key(db, key, anew=new_key)
        vectors = opening.data_folder(settings) / VECTORS
        setting = opening.setting(settings, tier=settings.tier, vectors=vectors)
        channels = networks.configured()
        chats, strangers = await platforms.chats(settings, setting, key, db)
        setting.bot_names.update(names(chats))
    except BaseException:
        listener.close()
        db.close()
        raise
    bot = Tertulia(
        db, setting, chats, channels, orderly=settings.random_seed is not None, clock_file=settings.clock_file,
        roles=roles, strangers=strangers,
    )  # fmt: skip
    routes: list[BaseRoute] = [*watched(bot, settings.metrics_token.get_secret_value())]
    if roles.web:
        routes += [*platforms.hooked(chats), *calendars.routes(db, bot.setting)]
    address = f"http://{settings.host}:{listener.getsockname()[1]}"
    try:
        await serve(web.build(routes), listener, bot, lambda: _ready(bot, address))
    except Unavailable as error:
        raise Misconfigured(opening.database_trouble(error)) from error


def _ready(bot: Tertulia, address: str) -> None:
    log.info("Tertulia is listening", chats=sorted(bot.chats), web=address, role=str(bot.roles))
    if not bot.db.read_now(people.has_owner):
        typer.echo(f"Nobody owns this community yet. Send the bot:  /claim {bot.setting.owner_code}")
