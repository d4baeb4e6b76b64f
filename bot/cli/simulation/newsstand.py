"""The public side of a simulation: an emulated X and an emulated Bluesky with an account for the community on each."""

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.cli.simulation.counting.far_side import Deliveries
from emulators import bluesky as emulated_bluesky
from emulators import x as emulated_x
from emulators.serve import serving
from emulators.x.account import Account, Keys

KEYS = Keys("simulated", "app secret", "simulated token", "token secret")
HANDLE, PASSWORD = "simulated.example", "simulated-password"


@dataclass(frozen=True)
class Newsstand:
    """Both accounts, and what the bot is told of them.

    Args:
        x: the one network, which can be told to misbehave.
        account: of the community there.
        bluesky: the other.
        settings: as in the environment, without the prefix.
    """

    x: emulated_x.X
    account: Account
    bluesky: emulated_bluesky.Bluesky
    settings: dict[str, str]

    def delivered(self) -> Deliveries:
        """How often each of them was given each text."""
        seen: Deliveries = Counter(("x", "", post.written) for post in self.account.posts)
        seen.update(("bluesky", "", str(record.value["text"])) for record in self.bluesky.records.values())
        return seen


@asynccontextmanager
async def opened(clock: Callable[[], float]) -> AsyncIterator[Newsstand]:
    """Both servers, for as long as a life lasts.

    Args:
        clock: seconds since the epoch, as people there see it.
    """
    x, bluesky = emulated_x.X(clock, wall=time.time), emulated_bluesky.Bluesky(HANDLE, PASSWORD, clock, time.time)
    account = x.account("simulated", KEYS)
    async with serving(emulated_x.x_app(x)) as x_url, serving(emulated_bluesky.bluesky_app(bluesky)) as bluesky_url:
        yield Newsstand(x, account, bluesky, _settings(x_url, bluesky_url))


def _settings(x: str, bluesky: str) -> dict[str, str]:
    return {
        "X_API": x,
        "X_CONSUMER_KEY": KEYS.consumer,
        "X_CONSUMER_SECRET": KEYS.consumer_secret,
        "X_ACCESS_TOKEN": KEYS.token,
        "X_ACCESS_SECRET": KEYS.token_secret,
        "BLUESKY_URL": bluesky,
        "BLUESKY_HANDLE": HANDLE,
        "BLUESKY_PASSWORD": PASSWORD,
    }
