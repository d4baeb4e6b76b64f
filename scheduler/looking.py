"""One look after another: at once when woken, else after the pause that the last look named; no trouble ends it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from domain.errors import Unavailable

log = structlog.get_logger()
TROUBLE = 1.0
"""Seconds until the next look after one that failed."""


class Looking:
    """Whoever does what stands in a table, for as long as the process lives.

    Args:
        who: in the logs, such as "the sender".
        look: does what there is to do; returns for how many seconds there is nothing to look for.
    """

    def __init__(self, who: str, look: Callable[[], Awaitable[float]]) -> None:
        self._who, self._look = who, look
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look now; asked during a look, there is another one."""
        self._wake.set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self._wake.clear()
            pause = await self._looked()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):  # `wait_for` can swallow the cancellation of a stop
                    await self._wake.wait()

    async def _looked(self) -> float:
        try:
            return await self._look()
        except Unavailable as trouble:
            log.warning(f"{self._who} waits for the database", reason=str(trouble))
        except Exception:
            log.exception(f"{self._who} stumbled")
        return TROUBLE
