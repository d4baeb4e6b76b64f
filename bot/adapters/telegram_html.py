"""What is said, as Telegram takes it: HTML within its limits, and buttons under it (pure)."""

import html
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.adapters.splitting import pieces
from bot.markup import Span, clean, clipped, parse, utf16
from bot.ui import PRESS_BYTES, Button, Message, Rows

TEXT = 4096
CAPTION = 1024
LABEL = 64
BUTTONS = 100
A_ROW = 8
SOURCE = 32_000
"""Bytes of markup: Telegram refuses more than 32,768 before it even reads them."""
NOTHING = "·"
"""Stands where nothing that can be seen would be said: Telegram refuses an empty text."""
Keyboard = dict[str, Any]
"""Buttons as the Bot API writes them."""
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
STYLES = frozenset({"primary", "danger"})


class Composed(NamedTuple):
    """A message as Telegram takes it: HTML texts in order, and the buttons under the last."""

    texts: tuple[str, ...]
    keyboard: Keyboard | None


def composed(message: Message, *, group: bool = False) -> Composed:
    """The message's texts and buttons; in a group nobody is pinged by a name that somebody typed."""
    return _composed(message.text, message.rows, group=group)


@lru_cache(maxsize=8)  # a broadcast is the same message thousands of times
def _composed(text: str, rows: Rows, *, group: bool) -> Composed:
    spans = [*parse(text), *_links(rows)]
    return Composed(tuple(_fitting(_unpinged(spans) if group else spans)), keyboard(rows))


def fits_caption(message: Message) -> bool:
    """Whether the text can stand under a picture."""
    return sum(utf16(span.text) for span in (*parse(message.text), *_links(message.rows))) <= CAPTION


def caption(text: str) -> str:
    """Plain words as the HTML of a caption."""
    return rendered([Span(clipped(clean(text), CAPTION, utf16))])


def rendered(spans: Iterable[Span]) -> str:
    """Spans as Telegram HTML; whatever a text contains, it is only ever text."""
    return "".join(_rendered(span) for span in spans)


def _rendered(span: Span) -> str:
    body = html.escape(span.text, quote=False)
    if span.code and not span.url:  # code takes no other style inside or around it
        return f"<code>{body}</code>"
    if span.italic:
        body = f"<i>{body}</i>"
    if span.bold:
        body = f"<b>{body}</b>"
    return f'<a href="{html.escape(span.url)}">{body}</a>' if span.url else body


def _fitting(spans: Sequence[Span], limit: int = TEXT) -> list[str]:
    """The HTML of pieces within the limit of what is read and of the markup that is sent; what shows nothing goes."""
    result: list[str] = []
    for part in pieces(spans, limit, utf16):
        markup = rendered(part)
        if limit > 1 and len(markup.encode()) > SOURCE:
            result += _fitting(part, limit // 2)
        elif visible(part):
            result.append(markup)
    return result


def visible(spans: Iterable[Span]) -> bool:
    """Whether a person would see anything at all."""
    return any(not _unseen(char) for span in spans for char in span.text)


def _unseen(char: str) -> bool:
    return char.isspace() or char in BLANK or unicodedata.category(char)[0] in "CZ" or "\ufe00" <= char <= "\ufe0f"


def _unpinged(spans: Iterable[Span]) -> list[Span]:
    """An invisible joiner after each @ keeps it a letter; in a private chat nobody else is there to be pinged."""
    return [Span(s.text.replace("@", "@\u2060"), s.bold, s.italic, s.code, s.url) for s in spans]


def keyboard(rows: Rows) -> Keyboard | None:
    """The buttons that Telegram can show, at most eight a row and a hundred in all."""
    left, shown = BUTTONS, []
    for row in rows:
        buttons = [made for button in row if (made := _button(button))][:left]
        left -= len(buttons)
        shown += [buttons[at : at + A_ROW] for at in range(0, len(buttons), A_ROW)]
    return {"inline_keyboard": shown} if shown else None


def _button(button: Button) -> dict[str, str] | None:
    packed = button.packed
    if button.url:
        action = {"url": button.url} if opens(button.url) else {}
    else:
        action = {"callback_data": packed} if 1 <= len(packed.encode(errors="replace")) <= PRESS_BYTES else {}
    if not action:
        return None
    style = {"style": button.style} if button.style in STYLES else {}
    return {"text": _label(button.label), **action, **style}


@lru_cache(maxsize=1024)  # nearly all labels are sentences of ours, the same again and again
def _label(text: str) -> str:
    words = clean(text).strip()
    return clipped(words, LABEL, utf16) if visible([Span(words)]) else NOTHING


def opens(url: str) -> bool:
    """Whether Telegram takes the address for a button: it wants a host with a dot, so no `localhost`."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if any(_unseen(char) for char in url):
        return False
    return parts.scheme == "tg" or (parts.scheme in {"http", "https"} and "." in host.strip("."))


def _links(rows: Rows) -> list[Span]:
    """A link button that Telegram would refuse becomes a line of text."""
    lost = [b for row in rows for b in row if b.url and not opens(b.url)]
    return [Span(clean(f"\n\n{b.label}: {b.url}")) for b in lost]
