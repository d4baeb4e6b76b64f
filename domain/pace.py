"""A sliding window: at most so many departures in any so many seconds."""

from collections import deque

MARGIN = 0.01
"""Seconds added to each window: the platform's clock measures arrivals, ours measures departures."""


class Window:
    """At most `count` departures in any `seconds`; the moments are passed in, of a clock that never jumps."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds, self._left = seconds + MARGIN, deque[float](maxlen=count)

    @property
    def apart(self) -> float:
        """Seconds between two departures that come evenly."""
        return self._seconds / (self._left.maxlen or 1)

    def wait(self, now: float) -> float:
        """Seconds until there is room, 0 where there is."""
        full = len(self._left) == self._left.maxlen
        return max(0.0, self._left[0] + self._seconds - now) if full else 0.0

    def leave(self, now: float) -> None:
        """Count a departure; one that is told late finds its place among the others."""
        late = bool(self._left) and now < self._left[-1]
        self._left.append(now)
        if late:
            self._left = deque(sorted(self._left), maxlen=self._left.maxlen)

    def clear(self) -> None:
        """Forget all of them."""
        self._left.clear()

    def idle(self, now: float) -> bool:
        """Whether nothing in it counts any more."""
        return not self._left or self._left[-1] + self._seconds < now
