"""What posts cost: a price a post and channel, another with a link, and what a month may cost at most.

Money is counted in thousandths of the community's currency, whole numbers, so that no sum is off by a rounding.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.post_links import links


@dataclass(frozen=True)
class Price:
    """What one post on a channel costs.

    Args:
        plain: thousandths for a post without a link.
        linked: thousandths for one with a link.
        cap: thousandths a calendar month; None where there is none.
    """

    plain: int = 0
    linked: int = 0
    cap: int | None = None

    def of(self, parts: Iterable[str]) -> int:
        """What a thread costs: each of its posts by itself."""
        return sum(self.linked if links(part) else self.plain for part in parts)

    def within(self, spent: int, parts: Iterable[str]) -> bool:
        """Whether the month still has room for it.

        Args:
            spent: thousandths already spent, or promised to what is scheduled, in the month it goes out in.
            parts: the posts of the thread.
        """
        return self.cap is None or spent + self.of(parts) <= self.cap
