"""One look after another: at once when woken, else after the pause that the last look named; no trouble ends it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from domain.errors import Unavailable

log = structlog.get_logger()
TROUBLE = 1.0
"""Seconds until the next look after one that failed, for what people wait for."""


class Looking:
    """Whoever does what stands in a table, for as long as the process lives.

    Args:
        who: in the logs, such as "the sender".
        look: does what there is to do; returns for how many seconds there is nothing to look for.
        trouble: seconds until the next look after one that failed.
    """

    def __init__(self, who: str, look: Callable[[], Awaitable[float]], trouble: float = TROUBLE) -> None:
        self._who, self._look, self._trouble = who, look, trouble
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look, in a task of its own."""
        self._task = asyncio.create_task(self.run(), name=self._who)

    async def stop(self) -> None:
        """Look no more; what was not begun by `start` has nothing to end."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

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
        return self._trouble
