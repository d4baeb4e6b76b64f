"""The pace of one token: never above a platform's limit in any sliding window, answers before everything else."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.adapters.base import Limits

MARGIN = 0.02
"""Seconds added to each window: the platform's clock measures arrivals, ours measures departures."""


class _Window:
    """At most `count` departures in any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds, self._left = seconds + MARGIN, deque[float](maxlen=count)

    def wait(self, now: float) -> float:
        full = len(self._left) == self._left.maxlen
        return max(0.0, self._left[0] + self._seconds - now) if full else 0.0

    def leave(self, now: float) -> None:
        self._left.append(now)

    def idle(self, now: float) -> bool:
        return not self._left or self._left[-1] + self._seconds < now


class Pacer:
    """Grants departures.

    Args:
        limits: the platform's figures.
        monotonic: seconds that never jump.
        sleep: waits that many seconds.
    """

    def __init__(
        self,
        limits: Limits,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits, self._monotonic, self._sleep = limits, monotonic, sleep
        self._all = _Window(max(1, int(limits.a_second)), max(1.0, 1 / limits.a_second))
        self._chats: dict[str, _Window] = {}
        self._closed: dict[str, float] = {}
        self._answers = 0

    async def turn(self, chat: str, *, group: bool = False, answer: bool = False) -> None:
        """Return when a message to that chat may leave; answers overtake everything else."""
        self._answers += answer
        try:
            while (wait := self._wait(chat, group=group, answer=answer)) > 0:
                await self._sleep(wait)
        finally:
            self._answers -= answer
        now = self._monotonic()
        self._all.leave(now)
        self._chat(chat, group=group).leave(now)
        self._forget(now)

    def told_to_wait(self, seconds: float, chat: str | None) -> None:
        """The platform said 429: that chat, or everyone when None, stays closed; nobody wakes early."""
        until = self._monotonic() + seconds
        self._closed[chat or ""] = max(until, self._closed.get(chat or "", 0.0))

    def _wait(self, chat: str, *, group: bool, answer: bool) -> float:
        now = self._monotonic()
        told = max(self._closed.get("", 0.0), self._closed.get(chat, 0.0)) - now
        wait = max(told, self._all.wait(now), self._chat(chat, group=group).wait(now))
        return max(wait, MARGIN) if self._answers and not answer else wait

    def _chat(self, chat: str, *, group: bool) -> _Window:
        if chat not in self._chats:
            limits = self._limits
            a_minute = _Window(int(limits.a_minute_group), 60.0)
            self._chats[chat] = a_minute if group else _Window(1, 1 / limits.a_second_chat)
        return self._chats[chat]

    def _forget(self, now: float) -> None:
        """Chats that have been silent for longer than their window take no memory."""
        if len(self._chats) > 1000:
            self._chats = {chat: window for chat, window in self._chats.items() if not window.idle(now)}
