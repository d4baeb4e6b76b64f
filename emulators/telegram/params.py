"""Reads the parameters of a call, which arrive as form fields, multipart or JSON, mostly as strings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulators.telegram.errors import bad

STRUCTURED = frozenset(
    {
        "reply_markup",
        "entities",
        "caption_entities",
        "link_preview_options",
        "reply_parameters",
        "commands",
        "scope",
        "allowed_updates",
        "media",
        "suggested_post_parameters",
        "menu_button",
        "permissions",
        "rights",
        "message_ids",
        "reaction",
    },
)
INTEGERS = frozenset(
    {
        "chat_id",
        "message_id",
        "user_id",
        "message_thread_id",
        "direct_messages_topic_id",
        "offset",
        "limit",
        "timeout",
        "cache_time",
        "max_connections",
        "from_chat_id",
    },
)
FLAGS = frozenset(
    {
        "disable_notification",
        "protect_content",
        "allow_paid_broadcast",
        "show_alert",
        "drop_pending_updates",
        "disable_content_type_detection",
        "has_spoiler",
        "show_caption_above_media",
        "allow_sending_without_reply",
        "disable_web_page_preview",
        "revoke_messages",
        "is_persistent",
        "for_channels",
    },
)
WORDS = {
    "reply_markup": "reply keyboard markup",
    "commands": "commands",
    "scope": "BotCommandScope",
    "link_preview_options": "link preview options",
    "reply_parameters": "reply parameters",
}


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    content: bytes


def decode(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with the types that the API documents; unknown names stay as they came."""
    return {name: _decoded(name, value) for name, value in raw.items()}


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in STRUCTURED:
        return _json(name, value)
    if name in INTEGERS:
        return int(value) if value.removeprefix("-").isdecimal() and value.isascii() else value
    if name in FLAGS:
        return value.lower() in {"true", "yes", "1"}
    return value


def _json(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {WORDS.get(name, name)} JSON object") from None


@dataclass(frozen=True)
class Params:
    """Typed access to the parameters of one call."""

    values: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """The value as it was decoded, or None."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """A string; a number in a JSON body counts as its digits."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; anything else is taken as absent, as the platform does."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return bool(self.values.get(name))

    def file(self, name: str) -> Upload | str:
        """An upload, or the string that names a file: its id or an address."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else str(value or "")
