"""The pace of a platform's tokens: never above a limit in any sliding window, answers before everything else."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.adapters.base import Limits
from domain.pace import MARGIN, Window

MANY = 1000
"""Chats in mind before those that fell silent are forgotten."""
CATCH_UP = 0.1
"""Seconds by which what leaves evenly may make up for a clock that woke it late."""


class Place(NamedTuple):
    """A chat, and the workspace whose token reaches it: each has its own limits."""

    workspace: str
    chat: str
    group: bool = False


@dataclass
class _Token:
    """What all chats of a workspace share."""

    messages: Window
    even: float = 0.0
    """When the next message that is no answer may leave: one after the other, so that an answer finds a gap soon."""
    closed: float = 0.0
    eager: int = 0
    """Answers that wait for nothing but `messages`: the next place in it is theirs."""
    answers: asyncio.Lock = field(default_factory=asyncio.Lock)
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    others: dict[str, Window] = field(default_factory=dict)
    """What else is limited a minute, such as edits."""


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
        self._tokens: dict[str, _Token] = {}
        self._chats: dict[Place, tuple[Window, ...]] = {}
        self._closed: dict[Place, float] = {}
        self._tidied = monotonic()

    async def turn(self, place: Place, op: str = "send", *, answer: bool = False) -> None:
        """Return when that may leave for that chat, which it then has to do at once."""
        await self.open(place, op, answer=answer)
        self._leave(place, op, self._monotonic(), even=not answer)

    async def open(self, place: Place, op: str = "send", *, answer: bool = False) -> None:
        """Return when it could leave; whoever asks for its turn first has it."""
        token = self._token(place.workspace)
        while True:
            if (wait := self._alone(place, op)) > 0:
                await self._sleep(wait)
            elif self._together(token, op, answer=answer) > 0:
                await self._queue(token, op, answer=answer)
            else:
                return

    def expected(self, place: Place, ahead: int) -> float:
        """Seconds until that chat takes one more message when so many are ahead of it."""
        limits, token = self._limits, self._token(place.workspace)
        apart = max(1 / limits.a_second_chat, 60 / limits.a_minute_group if place.group else 0.0)
        return max(self._alone(place, "send") + ahead * apart, token.closed - self._monotonic())

    def told_to_wait(self, seconds: float, place: Place, *, everyone: bool = False) -> None:
        """The platform said 429: that chat, or its whole token, stays closed; nobody wakes early."""
        until = self._monotonic() + seconds
        if everyone:
            token = self._token(place.workspace)
            token.closed = max(until, token.closed)
        else:
            self._closed[place] = max(until, self._closed.get(place, 0.0))

    def forget(self) -> None:
        """Others sent meanwhile: what is known of departures is told anew; who was told to wait still waits."""
        self._chats.clear()
        for token in self._tokens.values():
            token.messages.clear()
            token.others.clear()

    def remember(self, place: Place, ago: float, op: str = "send") -> None:
        """A departure before this process began: windows survive a restart, and a wall clock that was set back."""
        self._leave(place, op, self._monotonic() - max(0.0, ago), even=False)

    async def _queue(self, token: _Token, op: str, *, answer: bool) -> None:
        """Wait in line: only the first watches the clock, so that a crowd costs nothing."""
        line = (token.answers if answer else token.line) if op == "send" else asyncio.Lock()
        eager = answer and op == "send"
        token.eager += eager
        try:
            async with line:
                while (wait := self._together(token, op, answer=answer)) > 0:
                    await self._sleep(wait)
        finally:
            token.eager -= eager

    def _alone(self, place: Place, op: str) -> float:
        """What that chat itself has to wait; it holds up nobody else."""
        now = self._monotonic()
        windows = self._windows(place) if op == "send" else ()
        return max(self._closed.get(place, 0.0) - now, *(window.wait(now) for window in windows), 0.0)

    def _together(self, token: _Token, op: str, *, answer: bool) -> float:
        now = self._monotonic()
        shared = self._shared(token, op)
        wait = max(token.closed - now, shared.wait(now) if shared else 0.0)
        if op != "send" or answer:
            return wait
        return max(wait, token.even - now, MARGIN if token.eager else 0.0)

    def _shared(self, token: _Token, op: str) -> Window | None:
        """The window that all chats of a token share for that operation, if there is one."""
        if op == "send":
            return token.messages
        if op in self._limits.a_minute and op not in token.others:
            token.others[op] = Window(self._limits.a_minute[op], 60.0)
        return token.others.get(op)

    def _token(self, workspace: str) -> _Token:
        if workspace not in self._tokens:
            a_second = self._limits.a_second
            self._tokens[workspace] = _Token(Window(max(1, int(a_second)), max(1.0, 1 / a_second)))
        return self._tokens[workspace]

    def _windows(self, place: Place) -> tuple[Window, ...]:
        if place not in self._chats:
            a_second = Window(1, 1 / self._limits.a_second_chat)
            a_minute = (Window(int(self._limits.a_minute_group), 60.0),) if place.group else ()
            self._chats[place] = (a_second, *a_minute)
        return self._chats[place]

    def _leave(self, place: Place, op: str, now: float, *, even: bool) -> None:
        token = self._token(place.workspace)
        if shared := self._shared(token, op):
            shared.leave(now)
        if op != "send":
            return
        for window in self._windows(place):
            window.leave(now)
        if even:
            token.even = max(token.even, now - CATCH_UP) + token.messages.apart
        self._tidy(now)

    def _tidy(self, now: float) -> None:
        if len(self._chats) > MANY and now > self._tidied + 1:
            self._tidied = now
            self._chats = {c: w for c, w in self._chats.items() if not all(window.idle(now) for window in w)}
            self._closed = {c: until for c, until in self._closed.items() if until > now}
