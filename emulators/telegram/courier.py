"""Posts updates to the bot's webhook: one at a time, in order, each until it is taken."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

import httpx

from emulators.telegram.model import Payload
from emulators.telegram.updates import Updates, Webhook

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_PAUSE = 0.02
LONGEST_PAUSE = 1.0
PATIENCE = 60.0


class Courier:
    """Carries the queue of one bot to its webhook."""

    def __init__(self, updates: Updates, now: Callable[[], float]) -> None:
        self._updates = updates
        self._now = now
        self._turn = asyncio.Lock()  # `pump` and the running task take turns
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to deliver in the background, once."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="telegram-courier")

    async def stop(self) -> None:
        """Deliver nothing more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def pump(self, tries: int = 5) -> bool:
        """Deliver what waits now; False if an update was refused so many times."""
        refused = 0
        while self._updates.webhook is not None and self._updates.first() is not None:
            if await self._deliver_first():
                refused = 0
                continue
            refused += 1
            if refused >= tries:
                return False
            await asyncio.sleep(FIRST_PAUSE)
        return True

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            with self._updates.signal.listening() as news:
                if self._updates.webhook is None or self._updates.first() is None:
                    await news
                    continue
            if await self._deliver_first():
                pause = FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _deliver_first(self) -> bool:
        async with self._turn:
            update, hook = self._updates.first(), self._updates.webhook
            if update is None or hook is None:
                return True
            problem = await _post(hook, update)
            if problem is None:
                self._updates.confirm(update)
                return True
            self._updates.last_error = (self._now(), problem)
            return False


async def _post(hook: Webhook, update: Payload) -> str | None:
    """Send one update; None when it was taken, else what went wrong."""
    headers = {"Content-Type": "application/json"}
    if hook.secret:
        headers[SECRET_HEADER] = hook.secret
    body = json.dumps(update).encode("ascii")  # escapes keep lone surrogates sendable
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            response = await client.post(hook.url, content=body, headers=headers)
    except httpx.HTTPError as error:
        return f"Connection failed: {type(error).__name__}"
    if not response.is_success:
        return f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
    return None
