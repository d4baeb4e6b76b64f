"""Messages and Homes as Block Kit: rich text built from spans, never mrkdwn, within Slack's limits (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.adapters.splitting import pieces
from bot.markup import Span, clean, clipped, parse, plain, utf16
from bot.ui import Button, Home, Message

Json = dict[str, Any]

TEXT = 2950
"""Characters of one rich text block; Slack names no limit for them, a section's is 3,000."""
BLOCKS, HOME_BLOCKS = 50, 100
TEXTS_A_PAGE, PAGE = 4, 12_000
"""Longer messages are refused with `msg_blocks_too_long`, so what is longer goes on in another message."""
LABEL, BUTTONS_A_ROW, URL = 75, 25, 3000
NOTICE = 3900
"""The text beside the blocks is what notifications show; an edit takes 4,000 characters of it."""
NOTHING = "…"


@dataclass(frozen=True)
class Page:
    """One Slack message: its blocks, and the words for notifications and screen readers."""

    text: str
    blocks: tuple[Json, ...]


def pages(message: Message) -> tuple[Page, ...]:
    """The message as one Slack message, or as several where it is longer than one may be; buttons come last."""
    texts = _chunks(_spans(message))
    rows = _picture(message) + _actions(message, "")
    groups = [texts[n : n + TEXTS_A_PAGE] for n in range(0, len(texts), TEXTS_A_PAGE)] or [[]]
    made = [_page(group, []) for group in groups[:-1]]
    room = BLOCKS - len(groups[-1])
    made.append(_page(groups[-1], rows[:room]))
    made += [_page([], rows[n : n + BLOCKS]) for n in range(room, len(rows), BLOCKS)]
    return tuple(made)


def _picture(message: Message) -> list[Json]:
    """A picture that Slack itself looks up, or has already; one of which we have the bytes is a file of its own."""
    image = message.image
    if not image or not image.address:
        return []
    source = {"slack_file": {"id": image.address}} if image.kept else {"image_url": image.address}
    return [{"type": "image", **source, "alt_text": (clean(message.alt).strip() or image.name)[:2000]}]


def home(page: Home) -> Json:
    """The App Home; parts that do not fit into one view are left out whole."""
    blocks: list[Json] = []
    for number, part in enumerate(page.parts):
        shown = [_rich(chunk) for chunk in _chunks(_spans(part))] + _actions(part, f"p{number}")
        divider: list[Json] = [{"type": "divider"}] if blocks and shown else []
        if len(blocks) + len(divider) + len(shown) > HOME_BLOCKS:
            break
        blocks += divider + shown
    return {"type": "home", "blocks": blocks or [_rich([Span(NOTHING)])]}


def words(text: str, limit: int) -> Json:
    """A text object for a label: markup taken off, never empty, never longer than `limit`."""
    return {"type": "plain_text", "text": _label(text, limit)}


@lru_cache(maxsize=1024)  # nearly all labels are sentences of ours, the same again and again
def _label(text: str, limit: int) -> str:
    return clipped(plain(text).strip(), limit, utf16) or NOTHING


def escaped(text: str) -> str:
    """Slack's three entities: nothing in it can mention anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def notice(text: str, limit: int = NOTICE) -> str:
    """Words for a field that Slack would read as mrkdwn: inert, never empty."""
    return escaped(clipped(text, limit, lambda part: len(escaped(part)))) if text.strip() else NOTHING


def _page(texts: list[tuple[Span, ...]], rows: list[Json]) -> Page:
    said = "\n".join("".join(span.text for span in chunk) for chunk in texts)
    labels = " · ".join(element["text"]["text"] for block in rows for element in block.get("elements", ()))
    return Page(notice(said if said.strip() else labels), (*(_rich(chunk) for chunk in texts), *rows))


def _spans(message: Message) -> list[Span]:
    """What is said, and below it each link that no button of Slack can carry."""
    spans = list(parse(message.text))
    for button in (button for buttons in message.rows for button in buttons):
        if button.url and not _opens(button.url):
            spans.append(Span(f"{chr(10) if spans else ''}{plain(button.label)}: {button.url}"))
    return spans


def _opens(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= URL


def _rich(spans: Iterable[Span]) -> Json:
    section = {"type": "rich_text_section", "elements": [_element(span) for span in spans]}
    return {"type": "rich_text", "elements": [section]}


def _element(span: Span) -> Json:
    style = {name: True for name in ("bold", "italic", "code") if getattr(span, name)}
    shown: Json = {"type": "text", "text": span.text}
    if span.url and (_opens(span.url) or (span.url.startswith("mailto:") and len(span.url) <= URL)):
        shown = {"type": "link", "url": span.url, "text": span.text}
    elif span.url and span.url != span.text:
        shown["text"] = f"{span.text} ({span.url})"
    return {**shown, "style": style} if style else shown


def _actions(message: Message, prefix: str) -> list[Json]:
    """A block of buttons for each row; action ids are unique in the message."""
    shown = [[b for b in buttons if not b.url or _opens(b.url)] for buttons in message.rows]
    lines = [row[n : n + BUTTONS_A_ROW] for row in shown for n in range(0, len(row), BUTTONS_A_ROW)]
    numbers = iter(range(sum(len(line) for line in lines)))
    return [
        {"type": "actions", "elements": [_button(button, f"{prefix}b{next(numbers)}") for button in line]}
        for line in lines
    ]


def _button(button: Button, action_id: str) -> Json:
    shown: Json = {"type": "button", "action_id": action_id, "text": words(button.label, LABEL)}
    if button.url:
        shown["url"] = button.url
    elif button.packed:
        shown["value"] = button.packed
    return {**shown, "style": button.style} if button.style in {"primary", "danger"} else shown


def _chunks(spans: list[Span]) -> list[tuple[Span, ...]]:
    """A rich text block each; none where there is nothing to read."""
    said = any(span.text.strip() for span in spans)
    return [piece for piece in pieces(spans, TEXT, utf16) if piece] if said else []
