"""Telegram's published limits in sliding windows on a clock that is passed in."""

from collections import deque
from dataclasses import dataclass, field

COUNTED = frozenset({"sendMessage", "sendPhoto", "sendDocument"})


@dataclass(frozen=True)
class Limit:
    """At most so many messages in any window of so many seconds."""

    count: int
    seconds: float


OVERALL = Limit(30, 1.0)
A_CHAT = Limit(1, 1.0)
A_GROUP = Limit(20, 60.0)


@dataclass
class _Window:
    """The moments of what was let through and is still remembered."""

    limit: Limit
    moments: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room, 0 where there is."""
        while self.moments and self.moments[0] <= now - self.limit.seconds:
            self.moments.popleft()
        if len(self.moments) < self.limit.count:
            return 0.0
        return self.moments[0] + self.limit.seconds - now


@dataclass
class Pace:
    """Counts messages that were let through; a refused one costs nothing."""

    overall: _Window = field(default_factory=lambda: _Window(OVERALL))
    chats: dict[int, list[_Window]] = field(default_factory=dict)
    refused: int = 0

    def admit(self, chat_id: int, *, group: bool, now: float) -> float:
        """0 if this message may pass now (it is counted then), else the seconds to wait."""
        own = self.chats.setdefault(chat_id, self._windows(group))
        windows = [self.overall, *own]
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            self.refused += 1
            return wait
        for window in windows:
            window.moments.append(now)
        return 0.0

    def _windows(self, group: bool) -> list[_Window]:
        return [_Window(A_CHAT), _Window(A_GROUP)] if group else [_Window(A_CHAT)]
