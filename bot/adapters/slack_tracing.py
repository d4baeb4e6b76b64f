"""Looking for a message of ours in a conversation on Slack: the metadata of each carries its row's id."""

from typing import Any

from bot.adapters.base import Parcel, SendFailed
from bot.adapters.post_letters import message_of
from bot.adapters.slack_blocks import Json, pages
from bot.adapters.slack_calls import Calls
from bot.adapters.slack_payloads import text
from bot.adapters.slack_people import People
from bot.adapters.slack_sending import EVENT, chat_of
from bot.ui import Message, Post
from domain.delivery import Outcome

PAGE, PAGES = 200, 10
"""Messages a call and calls a search: so much may have been said since in a busy channel."""


class Tracing:
    """Answers whether a parcel arrived.

    Args:
        calls: the Web API.
        people: knows the conversation with each person.
    """

    def __init__(self, calls: Calls, people: People) -> None:
        self._calls, self._people = calls, people
        self._ours: dict[str, str] = {}

    async def find(self, parcel: Parcel, after: str) -> str | None:
        """The receipt of a message that arrived whole; None where surely nothing of it did.

        By Slack's own order of messages, never by a clock of ours: one that was set wrong would make us say it twice.

        Raises:
            SendFailed: it cannot be known now (RETRY), or by us.
        """
        letter = message_of(parcel.letter) if isinstance(parcel.letter, Post) else parcel.letter
        if parcel.op != "send" or not isinstance(letter, Message):
            raise SendFailed(Outcome.STOP, "only new messages can be looked for")
        found = await self._said(parcel, after)
        if not found:
            return None
        await self._require_ours(parcel.address.workspace, found)
        if letter.files or letter.image:
            raise SendFailed(Outcome.STOP, "its words arrived; whether its files did, nobody can say")
        if len(found) < len(pages(letter)):
            raise SendFailed(Outcome.STOP, "only a part of it arrived")
        newest = max(text(message, "ts") for message in found)
        return f"{text(found[0], 'channel')}/{newest}"

    async def _said(self, parcel: Parcel, after: str) -> list[Json]:
        """Its pages, in any order."""
        chat = chat_of(parcel.address)
        in_person = chat[:1] in {"U", "W"}
        channel = await self._people.chat(parcel.address.workspace, chat) if in_person else chat
        before, _, oldest = after.partition("/")
        since: Json = {"oldest": oldest} if before == channel and oldest else {}
        found: list[Json] = []
        for _ in range(PAGES):
            shown = await self._history(parcel, channel, **since)
            found += _carrying(parcel, channel, shown)
            since["cursor"] = text(shown, "response_metadata", "next_cursor")
            if not since["cursor"]:
                return found
        if found:
            return found
        raise SendFailed(Outcome.STOP, "too much was said since to look through it")

    async def _history(self, parcel: Parcel, channel: str, **params: Any) -> Json:
        shown = await self._calls.unseen(
            "conversations.history", parcel.address.workspace,
            channel=channel, limit=PAGE, include_all_metadata=True, **params,
        )  # fmt: skip
        if not isinstance(shown.get("messages"), list):
            raise SendFailed(Outcome.RETRY, "a history that cannot be read")
        return shown

    async def _require_ours(self, workspace: str, found: list[Json]) -> None:
        """Metadata can be written by any app: a message of somebody else's proves nothing."""
        if workspace not in self._ours:
            self._ours[workspace] = text(await self._calls.unseen("auth.test", workspace), "user_id")
        if any(text(message, "user") not in {"", self._ours[workspace]} for message in found):
            raise SendFailed(Outcome.STOP, "somebody else's message carries its key")


def _carrying(parcel: Parcel, channel: str, shown: Json) -> list[Json]:
    """Messages with the parcel's key; a reference tells rows of the same id in an older database apart."""
    return [
        {**message, "channel": channel}
        for message in shown["messages"]
        if text(message, "metadata", "event_type") == EVENT
        and text(message, "metadata", "event_payload", "key") == parcel.key
        and text(message, "metadata", "event_payload", "reference") in {"", parcel.reference}
    ]
