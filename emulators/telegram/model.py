"""What the emulated Telegram remembers: people, chats, messages, files, callback queries, calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]
"""A piece of the Bot API's own JSON."""

Rows = tuple[tuple[Payload, ...], ...]
"""A keyboard: rows of buttons as the API writes them."""


@dataclass(frozen=True)
class TelegramUser:
    """A person with a Telegram account."""

    id: int
    name: str
    language: str = "en"
    username: str | None = None

    def payload(self) -> Payload:
        """The API's `User`."""
        first, _, last = self.name.partition(" ")
        user: Payload = {"id": self.id, "is_bot": False, "first_name": first}
        if last:
            user["last_name"] = last
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user


@dataclass(frozen=True)
class Message:
    """One message in its present version; an edit replaces the record."""

    id: int
    chat_id: int
    sender: int
    date: float
    text: str = ""
    entities: tuple[Payload, ...] = ()
    keyboard: Rows = ()
    kind: str = "text"  # or photo, document, location, contact, service
    content: Payload = field(default_factory=dict)  # what a kind other than text carries
    reply_to: int | None = None
    edited: float | None = None


@dataclass
class Chat:
    """A private chat or a group. Not frozen: this is the state itself."""

    id: int
    kind: str  # private, group, supergroup
    title: str = ""
    members: dict[int, str] = field(default_factory=dict)  # user id → status, the bot's own included
    messages: dict[int, Message] = field(default_factory=dict)
    next_message: int = 1
    started: bool = False  # the person wrote to the bot at least once
    blocked: bool = False
    deactivated: bool = False
    migrated_to: int | None = None
    reply_keyboard: Rows = ()
    version: int = 0


@dataclass(frozen=True)
class StoredFile:
    """A file that somebody uploaded."""

    id: str
    name: str
    mime: str
    content: bytes
    path: str


@dataclass(frozen=True)
class Query:
    """A tap on a button that waits for its answer."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    made: float
    answered: bool = False


@dataclass(frozen=True)
class Toast:
    """What a person sees after a tap: a line that fades, or an alert to close."""

    query_id: str
    text: str
    alert: bool
    url: str
    time: float


@dataclass(frozen=True)
class Call:
    """One call that the bot made: its outcome is `ok` or the error's text; a fault is named too."""

    method: str
    params: Mapping[str, Any]
    outcome: str
    time: float
    fault: str | None = None
