"""The pace of one token: never above a platform's limit in any sliding window, answers before everything else."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.adapters.base import Limits

MARGIN = 0.01
"""Seconds added to each window: the platform's clock measures arrivals, ours measures departures."""
MANY = 1000
"""Chats in mind before those that fell silent are forgotten."""


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
        self._chats: dict[str, tuple[_Window, ...]] = {}
        self._closed: dict[str, float] = {}
        self._eager = 0
        """Answers that wait for nothing but the window of all chats: the next place in it is theirs."""
        self._tidied = monotonic()

    async def turn(self, chat: str, *, group: bool = False, answer: bool = False) -> None:
        """Return when a message to that chat may leave, which it then has to do at once."""
        await self.open(chat, group=group, answer=answer)
        self._leave(chat, self._monotonic(), group=group)

    async def open(self, chat: str, *, group: bool = False, answer: bool = False) -> None:
        """Return when a message could leave; whoever asks for its turn first has it."""
        while True:
            if (wait := self._alone(chat, group=group)) > 0:
                await self._sleep(wait)
            elif (wait := self._together(answer=answer)) > 0:
                await self._queue(wait, answer=answer)
            else:
                return

    def expected(self, chat: str, ahead: int, *, group: bool = False) -> float:
        """Seconds until that chat takes one more message when so many are ahead of it."""
        limits = self._limits
        apart = max(1 / limits.a_second_chat, 60 / limits.a_minute_group if group else 0.0)
        return self._alone(chat, group=group) + ahead * apart

    def told_to_wait(self, seconds: float, chat: str | None) -> None:
        """The platform said 429: that chat, or everyone when None, stays closed; nobody wakes early."""
        until = self._monotonic() + seconds
        self._closed[chat or ""] = max(until, self._closed.get(chat or "", 0.0))

    def remember(self, chat: str, ago: float, *, group: bool = False) -> None:
        """A departure before this process began, the oldest first: windows survive a restart."""
        self._leave(chat, self._monotonic() - max(0.0, ago), group=group)

    async def _queue(self, wait: float, *, answer: bool) -> None:
        self._eager += answer
        try:
            await self._sleep(wait)
        finally:
            self._eager -= answer

    def _alone(self, chat: str, *, group: bool) -> float:
        """What that chat itself has to wait; it holds up nobody else."""
        now = self._monotonic()
        return max(
            self._closed.get(chat, 0.0) - now, *(window.wait(now) for window in self._windows(chat, group=group))
        )

    def _together(self, *, answer: bool) -> float:
        now = self._monotonic()
        wait = max(self._closed.get("", 0.0) - now, self._all.wait(now))
        return max(wait, MARGIN) if self._eager and not answer else wait

    def _windows(self, chat: str, *, group: bool) -> tuple[_Window, ...]:
        if chat not in self._chats:
            a_second = _Window(1, 1 / self._limits.a_second_chat)
            a_minute = (_Window(int(self._limits.a_minute_group), 60.0),) if group else ()
            self._chats[chat] = (a_second, *a_minute)
        return self._chats[chat]

    def _leave(self, chat: str, now: float, *, group: bool) -> None:
        for window in (self._all, *self._windows(chat, group=group)):
            window.leave(now)
        if len(self._chats) > MANY and now > self._tidied + 1:
            self._tidied = now
            self._chats = {c: w for c, w in self._chats.items() if not all(window.idle(now) for window in w)}
            self._closed = {c: until for c, until in self._closed.items() if until > now}
