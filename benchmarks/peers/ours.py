"""Tertulia whole, with both chats and the web, put together as `tertulia run` does it, without a pace."""

import structlog

from bot.cli import opening, platforms, serving
from bot.cli.composition import Tertulia
from bot.settings import Settings, read
from web import app as web
from web import health


async def _run(settings: Settings) -> None:
    opening.set_up_logs(settings, for_good=True)
    db = opening.database(settings)
    setting = opening.setting(settings)
    chats, _ = await platforms.chats(settings, setting, opening.key(settings), db)
    bot = Tertulia(db, setting, chats, paced=False)
    routes = [*health.routes(db, setting), *platforms.hooked(chats)]
    listener = serving.bound(settings.host, settings.port)
    await serving.serve(web.build(routes), listener, bot, lambda: structlog.get_logger().info("listening"))


if __name__ == "__main__":
    serving.forever(_run(read()))
