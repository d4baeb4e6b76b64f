"""Reading Block Kit as a person does: the plain text of blocks, and the things in them that can be tapped."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from emulators.slack.state import Json

# Elements that do something when tapped in a message or a Home; inputs in a modal only do so when asked.
TAPPED = {
    "button",
    "overflow",
    "static_select",
    "multi_static_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "datepicker",
    "timepicker",
    "checkboxes",
    "radio_buttons",
}
# How the spans of a rich_text look on the screen, as far as they need no choice.
SPANS = {
    "text": "{text}",
    "emoji": ":{name}:",
    "user": "@{user_id}",
    "channel": "#{channel_id}",
    "broadcast": "@{range}",
}


@dataclass(frozen=True)
class Button:
    """Something to tap, with the element as it was sent."""

    label: str
    action_id: str
    value: str | None
    url: str | None
    block_id: str
    element: Json = field(default_factory=dict, compare=False)


def buttons(blocks: list[Json]) -> tuple[Button, ...]:
    """Everything that can be tapped, in reading order."""
    return tuple(_button(block, element) for block in blocks for element in _elements(block))


def plain(blocks: list[Json]) -> str:
    """The text a person reads, one line a block; labels of buttons are not part of it."""
    return "\n".join(line for line in map(_block_text, blocks) if line)


def label(text: Any) -> str:
    """The words of a text object: mrkdwn without its markup, anything else as it stands."""
    if not isinstance(text, dict):
        return ""
    words = str(text.get("text", ""))
    return unmarked(words) if text.get("type") == "mrkdwn" else words


def unmarked(mrkdwn: str) -> str:
    """What mrkdwn looks like on the screen: links by their label, entities as characters, no emphasis signs."""
    shown = re.sub(r"<([^>|]+)\|([^>]+)>", r"\2", mrkdwn)
    shown = re.sub(r"<([^>]+)>", r"\1", shown)
    shown = re.sub(r"(?<!\w)([*_~`])(\S(?:.*?\S)?)\1(?!\w)", r"\2", shown)
    return html.unescape(shown)


def _elements(block: Json) -> Iterator[Json]:
    kind = block.get("type")
    inside = block.get("elements", []) if kind in ("actions", "context_actions") else []
    if kind == "section" and isinstance(block.get("accessory"), dict):
        inside = [block["accessory"]]
    if kind == "input" and block.get("dispatch_action"):
        inside = [block["element"]]
    yield from (element for element in inside if element.get("type") in TAPPED or kind == "input")


def _button(block: Json, element: Json) -> Button:
    shown = label(element.get("text")) or label(element.get("placeholder"))
    return Button(
        label=shown,
        action_id=str(element.get("action_id", "")),
        value=element.get("value"),
        url=element.get("url"),
        block_id=str(block.get("block_id", "")),
        element=element,
    )


def _block_text(block: Json) -> str:
    kind = block.get("type")
    if kind == "rich_text":
        return "\n".join(_rich(element) for element in block.get("elements", []))
    if kind in ("section", "header"):
        parts = [label(block.get("text")), *(label(field) for field in block.get("fields", []))]
        return "\n".join(part for part in parts if part)
    if kind == "context":
        return " ".join(label(element) or str(element.get("alt_text", "")) for element in block.get("elements", []))
    if kind == "input":
        return "\n".join(part for part in (label(block.get("label")), label(block.get("hint"))) if part)
    if kind == "image":
        return label(block.get("title")) or str(block.get("alt_text", ""))
    return str(block.get("text", "")) if kind == "markdown" else ""


def _rich(element: Json) -> str:
    """A rich_text element; a list one line an item, a span by what it shows."""
    kind = element.get("type")
    inside = element.get("elements", [])
    if kind == "rich_text_list":
        ordered = element.get("style") == "ordered"
        marks = (f"{number}." if ordered else "•" for number in range(1, len(inside) + 1))
        return "\n".join(f"{mark} {_rich(item)}" for mark, item in zip(marks, inside, strict=True))
    if kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        return "".join(_rich(span) for span in inside).rstrip("\n")
    return _span(element)


def _span(span: Json) -> str:
    kind = span.get("type")
    if kind == "link":
        return str(span.get("text") or span["url"])
    if kind == "date":
        return str(span.get("fallback") or span.get("format", ""))
    return SPANS.get(str(kind), "").format_map(span)
