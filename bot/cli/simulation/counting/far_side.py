"""Counts what was lost and what was doubled by what the platforms saw, never by what the bot believes.

*Lost*: the bot says sent, and the platform never saw it. *Doubled*: the platform saw the words of a send that may go
out only once more often than there were such sends. Answers may repeat after a crash; those are not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import wire
from bot.adapters.slack_blocks import pages
from bot.adapters.telegram_html import NOTHING, composed
from bot.cli.simulation.counting.sends import Row, Sends
from bot.ui import Message, Post
from domain.delivery import State
from emulators.slack import Slack
from emulators.telegram import Telegram
from emulators.telegram.entities import parse_html

Place = tuple[str, str, str]
"""Platform, chat and words."""
Deliveries = Counter[Place]
LEFT = {State.SENT, State.UNCERTAIN, State.FAILED, State.SENDING}
"""States of a row that may have reached the platform."""


class FarSide:
    """The ledger held against the platforms' own.

    Args:
        sends: what the bot says.
        delivered: how often each platform put each text into each chat.
    """

    def __init__(self, sends: Sends, delivered: Callable[[], Deliveries]) -> None:
        self._sends, self._delivered = sends, delivered

    def look(self, db: Connection, now: datetime) -> None:
        """The sends have looked already."""

    def figures(self) -> dict[str, Any]:
        """Both are to be 0."""
        return {"lost": len(self.lost()), "doubled": len(self.doubled())}

    def lost(self) -> list[Place]:
        """Places where the bot says sent and the platform saw nothing, each as often as it is missing."""
        promised = Counter(
            place for row in self._rows() if row.op == "send" and row.state is State.SENT for place in _places(row)
        )
        return sorted((promised - self._delivered()).elements())

    def doubled(self) -> list[Place]:
        """Places that saw a text of *once* purposes more often than it was planned, each as often as it is too much."""
        left: dict[Place, list[Row]] = defaultdict(list)
        for row in self._rows():
            for place in _places(row):
                left[place].append(row)
        once = {place: len(rows) for place, rows in left.items() if all(row.purpose.once for row in rows)}
        seen = self._delivered()
        return sorted(place for place, planned in once.items() for _ in range(seen[place] - planned))

    def _rows(self) -> Iterator[Row]:
        return (row for row in self._sends.rows.values() if row.state in LEFT and row.chat)


PUBLIC = {"x": "", "bluesky": ""}
"""Channels that are one account: their posts have no chat."""
UNSEEN = "dryrun"
"""Nobody but the bot sees what stands there."""


def _published(row: Row, post: Post) -> Iterator[Place]:
    """A public post stands where it was put, as it was written."""
    if row.adapter != UNSEEN and row.op == "send":
        yield row.adapter, PUBLIC.get(row.adapter, row.chat), post.text


def delivered(telegram: Telegram, slack: Slack) -> Deliveries:
    """How often each platform put each text into each chat, by its own record."""
    seen: Deliveries = Counter({("telegram", str(chat), text): n for (chat, text), n in telegram.delivered.items()})
    seen.update({("slack", channel, text): n for (channel, text), n in slack.delivered.items()})
    return seen


def _places(row: Row) -> Iterator[Place]:
    """What the platform sees of a row: a text for each part of it; forms and Homes are no messages."""
    letter = wire.loads(row.message)
    if isinstance(letter, Post):
        yield from _published(row, letter)
        return
    message = letter if isinstance(letter, Message) else wire.fallback(row.message)
    if message is None:
        return
    if row.adapter == "slack":
        chat = f"D{row.chat}" if row.chat[0] in "UW" else row.chat
        yield from (("slack", chat, page.text) for page in pages(message))
    else:
        texts = composed(message).texts or (() if message.files else (NOTHING,))
        yield from ((row.adapter, row.chat, parse_html(text).text) for text in texts)
