"""The addresses for whoever watches a process: is it alive, is it ready, and what it counts."""

from starlette.routing import Route

from bot.cli.composition import Tertulia
from web import health, metrics


def watched(bot: Tertulia, metrics_token: str = "") -> list[Route]:
    """`/healthz`, `/readyz` and `/metrics`.

    Args:
        bot: what is watched.
        metrics_token: what a reader of `/metrics` must bring; empty: only this machine may read.
    """
    channels = (*bot.chats, *bot.channels)
    return [
        *health.routes(bot.db, bot.setting, channels, lambda: bot.engine.ticking),
        *metrics.routes(bot.db, bot.setting.clock, bot.watch, metrics_token, shelf=bot.setting.shelf),
    ]
