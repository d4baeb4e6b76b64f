"""A channel in memory: keeps what it was given, and fails as a test tells it to."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.adapters.base import Limits, Parcel
from bot.ui import Message

LIMITS = Limits(text=4000, label=40, rows=8)


@dataclass
class Channel:
    """An adapter whose far side is a list."""

    name: str = "letters"
    limits: Limits = LIMITS
    sent: list[Parcel] = field(default_factory=list)
    failures: dict[str, deque[Exception]] = field(default_factory=lambda: defaultdict(deque))
    """What the next sends to a chat end in."""
    before: Callable[[Parcel], Awaitable[None]] | None = None
    """Called inside each send, as a platform that takes its time."""

    async def send(self, parcel: Parcel) -> str:
        if self.before:
            await self.before(parcel)
        waiting = self.failures[parcel.address.chat]
        if waiting:
            raise waiting.popleft()
        self.sent.append(parcel)
        return parcel.target if parcel.op in {"edit", "delete"} and parcel.target else f"m{len(self.sent)}"

    async def whoami(self) -> str:
        return self.name

    async def close(self) -> None:
        await asyncio.sleep(0)

    def texts(self, chat: str = "") -> list[str]:
        """What arrived, in order."""
        return [p.letter.text for p in self.sent if isinstance(p.letter, Message) and chat in {"", p.address.chat}]


async def until(condition: Callable[[], object]) -> None:
    """Wait for what somebody else brings about; a hang is the runner's to report."""
    while not condition():  # noqa: ASYNC110 – the condition is a row in a table, which has no event
        await asyncio.sleep(0.005)
