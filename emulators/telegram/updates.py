"""The queue of updates for the bot, and who may fetch it: one poller or one webhook."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from emulators.telegram.errors import OTHER_POLLER, WEBHOOK_IS_ACTIVE, WEBHOOK_WAS_SET, bad, conflict
from emulators.telegram.model import Payload

ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 100_001


class Signal:
    """Wakes whoever waits for news; may be rung from any thread."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Something happened."""
        for future in tuple(self._waiting):
            future.get_loop().call_soon_threadsafe(_wake, future)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Future[None]]:
        """The next ring, from this very moment on: who listens before looking misses nothing."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            yield future
        finally:
            self._waiting.discard(future)

    async def until(self, holds: Callable[[], object], seconds: float, gone: "asyncio.Future[Any]") -> None:
        """Return once it holds, at the latest after so many seconds or when the client is gone."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while loop.time() < ends and not gone.done():
            with self.listening() as news:
                if holds():
                    return
                await asyncio.wait({news, gone}, timeout=ends - loop.time(), return_when=asyncio.FIRST_COMPLETED)


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


@dataclass(frozen=True)
class Webhook:
    """Where updates are posted to."""

    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass
class Updates:
    """Every update has an id of its own; what the bot has not confirmed waits here."""

    signal: Signal = field(default_factory=Signal)
    next_id: int = FIRST_ID
    pending: deque[Payload] = field(default_factory=deque)
    again: deque[Payload] = field(default_factory=deque)  # sent once more although they were confirmed
    last: Payload | None = None
    allowed: tuple[str, ...] = ()
    webhook: Webhook | None = None
    last_error: tuple[float, str] | None = None
    poller: object | None = None

    def add(self, kind: str, payload: Payload) -> None:
        """Queue an update, unless the bot asked not to get this kind."""
        if kind in self.allowed if self.allowed else kind not in ON_REQUEST_ONLY:
            self.pending.append({"update_id": self.next_id, kind: payload})
        self.next_id += 1
        self.signal.ring()

    def begin_poll(self) -> object:
        """A new poller pushes out the one that waits."""
        if self.webhook is not None:
            raise conflict(WEBHOOK_IS_ACTIVE)
        self.poller = object()
        self.signal.ring()
        return self.poller

    def still_polling(self, poller: object) -> None:
        """Raise the platform's conflict if somebody else fetches updates now."""
        if self.webhook is not None:
            raise conflict(WEBHOOK_WAS_SET)
        if self.poller is not poller:
            raise conflict(OTHER_POLLER)

    def take(self, offset: int, limit: int) -> list[Payload]:
        """Confirm everything before the offset and give what comes next; a negative offset keeps the last few."""
        if offset < 0:
            self._forget(max(0, len(self.pending) + offset))
        else:
            self._forget(sum(1 for update in self.pending if update["update_id"] < offset))
        repeated = list(self.again)
        self.again.clear()
        return (repeated + list(self.pending))[: limit if 1 <= limit <= 100 else 100]

    def _forget(self, count: int) -> None:
        for _ in range(count):
            self.last = self.pending.popleft()

    def confirm(self, update: Payload) -> None:
        """A webhook took this update."""
        if self.again and self.again[0] is update:
            self.again.popleft()
        elif self.pending and self.pending[0] is update:
            self.last = self.pending.popleft()

    def first(self) -> Payload | None:
        """What the webhook gets next."""
        queue = self.again or self.pending
        return queue[0] if queue else None

    def redeliver(self) -> None:
        """Send the last confirmed update again, as the platform does when an acknowledgement was lost."""
        if self.last is None:
            raise LookupError("No update was delivered yet.")
        self.again.append(self.last)
        self.signal.ring()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Absent leaves the earlier choice; an empty list means the usual kinds."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def drop(self) -> None:
        """Forget everything that waits."""
        self.pending.clear()
        self.again.clear()

    def set_webhook(self, url: str, secret: str, max_connections: int) -> None:
        """Switch to posting; plain http is taken, as a Bot API server of one's own does."""
        if not url.startswith(("http://", "https://")) or len(url.split("/")) < 3 or not url.split("/")[2]:
            raise bad("invalid webhook URL specified")
        if len(secret) > 256:
            raise bad("secret token is too long")
        if not all(character.isascii() and (character.isalnum() or character in "_-") for character in secret):
            raise bad("secret token contains unallowed characters")
        self.webhook = Webhook(url, secret, max_connections)
        self.last_error = None
        self.signal.ring()

    def remove_webhook(self) -> None:
        """Back to polling."""
        self.webhook = None
        self.last_error = None
        self.signal.ring()
