"""Which accounts on social networks this deployment posts with: by their own settings, and asked who they are."""

import asyncio
import time
from collections.abc import Mapping
from types import MappingProxyType

import structlog
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from bot.adapters.base import Adapter, SendFailed
from bot.adapters.bluesky import Bluesky, BlueskySettings
from bot.adapters.mastodon import Mastodon, MastodonSettings
from bot.adapters.x import X, XSettings
from bot.settings import checked

log = structlog.get_logger()
SETTINGS: tuple[type[BaseSettings], ...] = (XSettings, MastodonSettings, BlueskySettings)
CREDENTIALS: Mapping[str, str] = MappingProxyType(
    {
        "x": "TERTULIA_X_CONSUMER_KEY, _CONSUMER_SECRET, _ACCESS_TOKEN and _ACCESS_SECRET",
        "mastodon": "TERTULIA_MASTODON_TOKEN",
        "bluesky": "TERTULIA_BLUESKY_HANDLE and _PASSWORD",
    }
)
ADDRESSES = MappingProxyType({"x": "X_API", "mastodon": "MASTODON_URL", "bluesky": "BLUESKY_URL"})


def configured() -> dict[str, Adapter]:
    """The accounts that are set; none is needed.

    Raises:
        Misconfigured: what belongs together is not all there.
    """
    x, mastodon, bluesky = checked(XSettings), checked(MastodonSettings), checked(BlueskySettings)
    found: dict[str, Adapter | None] = {
        "x": X(x, time.time) if x.wanted else None,
        "mastodon": Mastodon(mastodon, time.time) if mastodon.wanted else None,
        "bluesky": Bluesky(bluesky, time.time) if bluesky.wanted else None,
    }
    return {name: channel for name, channel in found.items() if channel is not None}


def secrets() -> list[str]:
    """Every secret of every account, for the logs to leave out."""
    values = [value for kind in SETTINGS for _, value in checked(kind)]
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


async def asked(found: Mapping[str, Adapter]) -> list[tuple[str, bool, str]]:
    """Ask each who we are; rows of (channel, whether it works, a sentence)."""
    return list(await asyncio.gather(*(_asked(name, channel) for name, channel in found.items())))


async def _asked(name: str, channel: Adapter) -> tuple[str, bool, str]:
    try:
        return name, True, f"we post as {await channel.whoami()}"
    except SendFailed as failure:
        return name, False, advice(name, failure)


def advice(name: str, failure: SendFailed) -> str:
    """What an operator does about it."""
    if failure.reason == "invalid_token":
        return f"our key is refused; copy it again into {CREDENTIALS[name]}."
    return f"it does not answer ({failure.reason}); check the network and TERTULIA_{ADDRESSES[name]}."


async def greeted(found: Mapping[str, Adapter]) -> None:
    """Say in the log who we are there; a network that does not answer stops nothing."""
    for name, works, says in await asked({name: one for name, one in found.items() if name in ADDRESSES}):
        if works:
            log.info("the channel answers", channel=name, says=says)
        else:
            log.error("a channel fails", channel=name, says=says)
