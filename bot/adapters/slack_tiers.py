"""Slack's tiers: how often a minute each method may be called for one workspace."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from domain.pace import Window

THIRD, FOURTH = 50, 100
"""Calls a minute of the tiers that we use."""
OF_PARCELS: Mapping[str, int] = MappingProxyType(
    {"edit": THIRD, "change": THIRD, "delete": THIRD, "open": FOURTH, "home": FOURTH}
)
"""What the sender paces before it begins: `chat.update`, `chat.delete`, `views.open` and `views.publish`."""
OF_METHODS: Mapping[str, int] = MappingProxyType(
    {
        "conversations.history": THIRD,
        "conversations.open": THIRD,
        "files.completeUploadExternal": FOURTH,
        "files.getUploadURLExternal": FOURTH,
        "files.info": FOURTH,
        "users.info": FOURTH,
    }
)
"""What is called beside: it waits here, where nobody has begun to send anything yet."""


class Tiers:
    """Grants calls.

    Args:
        monotonic: seconds that never jump.
        sleep: waits that many seconds.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._windows: dict[tuple[str, str], Window] = {}

    async def turn(self, method: str, workspace: str) -> None:
        """Return when that method may be called for that workspace, which then has to be done at once."""
        if method not in OF_METHODS:
            return
        key = (method, workspace)
        if key not in self._windows:
            self._windows[key] = Window(OF_METHODS[method], 60.0)
        while (wait := self._windows[key].wait(self._monotonic())) > 0:
            await self._sleep(wait)
        self._windows[key].leave(self._monotonic())
