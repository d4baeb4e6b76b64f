"""Counts posts to social channels: planned, posted, failed or in doubt, and what they cost on each channel."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from domain.delivery import State as Sent
from domain.posts import State
from storage.post_channels import post_channel
from storage.post_variants import post_variant
from storage.posts import post

THOUSANDTHS = 1000


class Posts:
    """A post counts once, by its own state: the worst of its channels."""

    def __init__(self) -> None:
        self._states: Counter[str] = Counter()
        self._costs: dict[str, int] = {}

    def look(self, db: Connection, now: datetime) -> None:
        """Posts outlive their authors, so what stands at the end is all that ever was."""
        del now
        stand = select(post.c.state, func.count()).group_by(post.c.state)
        self._states = Counter({state: int(count) for state, count in db.execute(stand)})
        charged = select(post_channel.c.kind, func.sum(post_variant.c.price))
        charged = charged.join(post_variant, post_variant.c.channel_id == post_channel.c.id)
        charged = charged.where(post_variant.c.state == str(Sent.SENT)).group_by(post_channel.c.kind)
        self._costs = {kind: int(price) for kind, price in db.execute(charged)}

    def figures(self) -> dict[str, Any]:
        """Planned are those that were approved, whatever became of them; money is in the community's currency."""
        waiting = {State.DRAFT, State.SUBMITTED, State.WITHDRAWN}
        planned = sum(count for state, count in self._states.items() if state not in waiting)
        if not planned:
            return {}
        counts = {str(state): self._states[state] for state in (State.POSTED, State.FAILED, State.UNCERTAIN)}
        cost = sum(self._costs.values()) / THOUSANDTHS
        by_channel = {f"cost_{kind}": price / THOUSANDTHS for kind, price in sorted(self._costs.items())}
        return {"posts": {"planned": planned, **counts, "cost": cost, **by_channel}}
