"""Turns text with entities into safe HTML for a page, and finds the commands in what people type."""

import html
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from emulators.telegram.entities import checked_url
from emulators.telegram.model import Payload
from emulators.telegram.utf16 import cut, positions, units

TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
    "bot_command": ('<span class="tg-command">', "</span>"),
    "mention": ('<span class="tg-mention">', "</span>"),
}
TYPED = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])"
    r"|(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31})"
)


def typed_entities(text: str) -> tuple[Payload, ...]:
    """What the platform marks by itself in a message that a person typed."""
    at = positions(text)
    return tuple(
        {"type": found.lastgroup, "offset": at[found.start()], "length": at[found.end()] - at[found.start()]}
        for found in TYPED.finditer(text)
    )


def _tags(text: str, entity: Payload) -> tuple[str, str]:
    """The pair around an entity; an address that a browser could run is never made a link."""
    kind = entity["type"]
    if kind in {"text_link", "url"}:
        url = checked_url(entity.get("url") or cut(text, entity["offset"], entity["length"]))
        if url is None:
            return "", ""
        return f'<a href="{html.escape(url)}" rel="noopener noreferrer nofollow" target="_blank">', "</a>"
    return TAGS.get(kind, ("", ""))


def _boundaries(entities: Iterable[Payload], end: int) -> list[int]:
    edges = {0, end}
    for entity in entities:
        edges |= {entity["offset"], min(end, entity["offset"] + entity["length"])}
    return sorted(edge for edge in edges if edge <= end)


def render(text: str, entities: Sequence[Payload]) -> str:
    """Safe HTML: tags only from entities, properly nested, line breaks kept as they are."""
    edges = _boundaries(entities, units(text))
    waiting = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    stack: list[Payload] = []
    out: list[str] = []
    for start, end in pairwise(edges):
        _close(text, stack, start, out)
        while waiting and waiting[0]["offset"] <= start:
            stack.append(waiting.pop(0))
            out.append(_tags(text, stack[-1])[0])
        out.append(html.escape(cut(text, start, end - start), quote=False))
    out.extend(_tags(text, entity)[1] for entity in reversed(stack))
    return "".join(out)


def _close(text: str, stack: list[Payload], here: int, out: list[str]) -> None:
    """Close what ends here; what lies above it and goes on is closed and opened again."""
    ended = [index for index, entity in enumerate(stack) if entity["offset"] + entity["length"] <= here]
    if not ended:
        return
    above = stack[ended[0] :]
    out.extend(_tags(text, entity)[1] for entity in reversed(above))
    going_on = [entity for entity in above if entity["offset"] + entity["length"] > here]
    stack[ended[0] :] = going_on
    out.extend(_tags(text, entity)[0] for entity in going_on)
