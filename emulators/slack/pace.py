"""Slack's rate limits: one message a second a channel, a tier a method and workspace; kept on the given clock."""

import math
from collections import defaultdict, deque

from emulators.slack.errors import rate_limited

# Calls a minute a method may be made for one workspace; "special" methods are paced a channel.
TIER_CALLS = {1: 1, 2: 20, 3: 50, 4: 100}
MINUTE = 60.0
CHANNEL_SECONDS = 1.0
# Differences of clock floats: 0.9999999 s later is a second later.
GRAIN = 1e-6


class Pace:
    """Remembers when what was let through, in sliding windows."""

    def __init__(self) -> None:
        self._posts: dict[str, float] = {}
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def channel(self, channel: str, now: float) -> None:
        """Let one message through, or say how long to wait."""
        wait = self._posts.get(channel, -math.inf) + CHANNEL_SECONDS - now
        if wait > GRAIN:
            raise rate_limited(max(1, math.ceil(wait - GRAIN)))
        self._posts[channel] = now

    def method(self, method: str, tier: int, team: str, now: float) -> None:
        """Let one call through, or say how long to wait."""
        if tier not in TIER_CALLS:
            return
        made = self._calls[team, method]
        while made and made[0] + MINUTE <= now + GRAIN:
            made.popleft()
        if len(made) >= TIER_CALLS[tier]:
            raise rate_limited(max(1, math.ceil(made[0] + MINUTE - now - GRAIN)))
        made.append(now)
