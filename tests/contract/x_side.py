"""The emulated X with the real adapter connected to it, for one account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from bot.adapters.base import Address, Parcel
from bot.adapters.x import X, XSettings
from bot.ui import Post
from emulators.serve import serving
from emulators.x import Account, x_app
from emulators.x import X as EmulatedX
from emulators.x.account import Keys


@dataclass
class XSide:
    """Both ends."""

    world: EmulatedX
    account: Account
    adapter: X
    now: float = 1_795_000_000.0

    def parcel(self, text: str, op: str = "send", target: str = "", **post: Any) -> Parcel:
        """A post on its way."""
        return Parcel(op, Address("x", ""), Post(text, **post), "7", target)

    async def says(self, text: str, target: str = "", **post: Any) -> str:
        """A post that arrives; returns its receipt."""
        return await self.adapter.send(self.parcel(text, target=target, **post))

    def texts(self) -> list[str]:
        """What the account has said, as it was written, oldest first."""
        return [post.written for post in reversed(self.account.standing())]


def settings(api: str, keys: Keys) -> XSettings:
    """What an operator would set."""
    return XSettings(
        x_api=api, x_consumer_key=SecretStr(keys.consumer), x_consumer_secret=SecretStr(keys.consumer_secret),
        x_access_token=SecretStr(keys.token), x_access_secret=SecretStr(keys.token_secret),
    )  # fmt: skip


@asynccontextmanager
async def x_side(cap: int = 100) -> AsyncIterator[XSide]:
    """An X with one account, and an adapter that posts for it."""
    keys = Keys("app", "app secret/+&", "token", "token secret=%")
    sides: list[XSide] = []
    world = EmulatedX(lambda: sides[0].now if sides else 0.0, cap)
    account = world.account("pilot", keys)
    async with serving(x_app(world)) as api:
        adapter = X(settings(api, keys), lambda: sides[0].now)
        sides.append(side := XSide(world, account, adapter))
        try:
            yield side
        finally:
            await adapter.close()
