"""Reads `reply_markup` and refuses the keyboards that Telegram refuses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from emulators.telegram.entities import checked_url
from emulators.telegram.errors import bad
from emulators.telegram.model import Payload, Rows

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
MOST_BUTTONS = 100
MOST_BYTES = 64
PROBLEM = "can't parse inline keyboard button: "


@dataclass(frozen=True)
class Markup:
    """What a message brings: buttons under it, or another keyboard below the chat."""

    inline: Rows = ()
    reply: Rows | None = None  # None leaves the chat's keyboard as it is, empty removes it


def parse_markup(markup: Any) -> Markup:
    """Any of the API's four kinds of `reply_markup`."""
    if markup is None:
        return Markup()
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return Markup(inline=_inline(markup["inline_keyboard"]))
    if "keyboard" in markup:
        return Markup(reply=_reply(markup["keyboard"]))
    return Markup(reply=()) if markup.get("remove_keyboard") else Markup()


def only_inline(markup: Any) -> Rows:
    """The keyboard of an edit: nothing but buttons under the message."""
    parsed = parse_markup(markup)
    if parsed.reply is not None:
        raise bad("inline keyboard expected")
    return parsed.inline


def _rows(keyboard: Any) -> Iterator[list[Any]]:
    if not isinstance(keyboard, list):
        raise bad("field of type Array expected as keyboard")
    for row in keyboard:
        if not isinstance(row, list):
            raise bad("keyboard row must be an Array")
        if row:
            yield row


def _inline(keyboard: Any) -> Rows:
    rows = tuple(tuple(_inline_button(button) for button in row) for row in _rows(keyboard))
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return rows


def _inline_button(button: Any) -> Payload:
    if not isinstance(button, dict):
        raise bad(PROBLEM + "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad(PROBLEM + 'Field "text" must be of type String and non-empty')
    chosen = [action for action in ACTIONS if button.get(action) not in (None, False)]
    if not chosen:
        raise bad(PROBLEM + "Text buttons are unallowed in the inline keyboard")
    if len(chosen) > 1:  # the platform would silently take one of them; being told is more useful
        raise bad(PROBLEM + f"exactly one action expected, found {', '.join(chosen)}")
    _check_action(chosen[0], button[chosen[0]])
    return {name: value for name, value in button.items() if value is not None}


def _check_action(action: str, value: Any) -> None:
    if action == "callback_data":
        size = len(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else 0
        if not 1 <= size <= MOST_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    if action == "url" and (not isinstance(value, str) or checked_url(value) is None):
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "web_app" and not str(value.get("url", "")).startswith("https://"):
        raise bad(
            f"inline keyboard button web app URL '{value.get('url', '')}' is invalid: Only HTTPS links are allowed"
        )


def _reply(keyboard: Any) -> Rows:
    return tuple(tuple(_reply_button(button) for button in row) for row in _rows(keyboard))


def _reply_button(button: Any) -> Payload:
    """A button of the keyboard below the chat may be a bare string."""
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad('can\'t parse keyboard button: Field "text" must be of type String and non-empty')
    return button
