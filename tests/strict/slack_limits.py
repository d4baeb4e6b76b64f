"""Slack's documented limits that the SDK's `validate_json` does not know, and the shapes inside rich_text."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT_ONLY_PLAIN = {"button": ("text",), "header": ("text",), "input": ("label", "hint")}
LENGTHS = {
    "block_id": 255,
    "action_id": 255,
    "url": 3000,
    "image_url": 3000,
    "alt_text": 2000,
}
ELEMENT_LIMITS = {
    "checkboxes": 10,
    "radio_buttons": 10,
    "static_select": 100,
    "multi_static_select": 100,
    "overflow": 5,
}
NOT_IN_VIEWS = {"markdown", "file", "table", "call"}
SECTIONS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
SPANS = {
    "broadcast": {"range"},
    "channel": {"channel_id"},
    "color": {"value"},
    "date": {"timestamp", "format"},
    "emoji": {"name"},
    "link": {"url"},
    "team": {"team_id"},
    "text": {"text"},
    "user": {"user_id"},
    "usergroup": {"usergroup_id"},
}
STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}
LOUD = re.compile(r"<!(?:channel|here|everyone|subteam)\b", re.IGNORECASE)


def block_rules(blocks: list[Json], where: str) -> Iterator[str]:
    """Rules of a message's or a view's blocks; each block is known to be readable by the SDK."""
    most = MESSAGE_BLOCKS if where == "message" else VIEW_BLOCKS
    if len(blocks) > most:
        yield f"{len(blocks)} blocks, {most} are allowed in a {where}"
    yield from _unique([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    for block in blocks:
        if where != "message" and block["type"] in NOT_IN_VIEWS:
            yield f"a {block['type']} block cannot stand in a {where}"
        if block["type"] == "rich_text":
            yield from _rich_text(block)
        yield from _node(block)
        elements = block.get("elements", []) if block["type"] == "actions" else []
        yield from _unique([element["action_id"] for element in elements if "action_id" in element], "action_id")


def view_rules(view: Json) -> Iterator[str]:
    """Rules of a view beside its blocks."""
    asks = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and "title" not in view:
        yield "a modal needs a title"
    if view["type"] == "home" and not view.keys().isdisjoint({"title", "submit", "close"}):
        yield "the Home has no title and no buttons of its own"
    if view["type"] == "modal" and asks and "submit" not in view:
        yield "a modal with inputs needs submit"
    if len(view.get("external_id", "")) > 255:
        yield "external_id is longer than 255"
    for name in ("title", "submit", "close"):
        if name in view and (view[name].get("type") != "plain_text" or not view[name].get("text", "").strip()):
            yield f"{name} is plain_text with words in it"
    focused = [block for block in view["blocks"] if block.get("element", {}).get("focus_on_load")]
    if len(focused) > 1:
        yield "one element only may have the focus"


def _unique(names: list[str], what: str) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{what} {name!r} stands twice"


def _node(node: Any) -> Iterator[str]:
    """Every object inside a block: lengths, empty texts, loud mentions, options."""
    if isinstance(node, list):
        for one in node:
            yield from _node(one)
    if not isinstance(node, dict):
        return
    yield from _lengths(node)
    yield from _texts(node)
    yield from _options(node)
    for value in node.values():
        yield from _node(value)


def _lengths(node: Json) -> Iterator[str]:
    for name, most in LENGTHS.items():
        if isinstance(node.get(name), str) and not 1 <= len(node[name]) <= most:
            yield f"{name} has {len(node[name])} characters, 1 to {most} are allowed"
    if node.get("type") == "button" and node.get("style", "primary") not in ("primary", "danger"):
        yield f"a button has no style {node['style']!r}"
    if node.get("type") == "image" and not node.get("alt_text"):
        yield "an image needs alt_text"


def _texts(node: Json) -> Iterator[str]:
    kind = node.get("type")
    if kind in ("plain_text", "mrkdwn"):
        if not str(node.get("text", "")).strip():
            yield "an empty text"
        if kind == "mrkdwn" and LOUD.search(node["text"]):
            yield "mrkdwn that calls everybody"
        if len(node["text"]) > 3000:
            yield "a text of more than 3000 characters"
    for name in TEXT_ONLY_PLAIN.get(str(kind), ()):
        if name in node and node[name].get("type") != "plain_text":
            yield f"{name} of a {kind} is plain_text"
    for field in node.get("fields", []) if kind == "section" else []:
        if len(field["text"]) > 2000:
            yield "a field of more than 2000 characters"


def _options(node: Json) -> Iterator[str]:
    options = node.get("options")
    if not isinstance(options, list):
        return
    most = ELEMENT_LIMITS.get(str(node.get("type")), 100)
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options, 1 to {most} are allowed"
    yield from _unique([str(option.get("value")) for option in options], "option value")
    for option in options:
        if len(option["text"]["text"]) > 75 or len(str(option.get("value", ""))) > 150:
            yield "an option has at most 75 characters, its value 150"
    initial = [node["initial_option"]] if "initial_option" in node else node.get("initial_options", [])
    for option in initial:
        if option not in options:
            yield "an initial option that is none of the options"


def _rich_text(block: Json) -> Iterator[str]:
    """Sections hold spans, lists hold sections, and nothing is empty."""
    for element in block["elements"]:
        if element["type"] not in SECTIONS:
            yield f"rich_text cannot hold {element['type']!r} directly"
        elif element["type"] == "rich_text_list":
            yield from _list(element)
        else:
            yield from _spans(element)


def _list(element: Json) -> Iterator[str]:
    if element.get("style") not in ("bullet", "ordered"):
        yield "a list is bullet or ordered"
    for item in element["elements"]:
        if item["type"] != "rich_text_section":
            yield "a list holds rich_text_section only"
        else:
            yield from _spans(item)


def _spans(section: Json) -> Iterator[str]:
    for span in section["elements"]:
        needs = SPANS.get(span["type"])
        if needs is None:
            yield f"no such span: {span['type']!r}"
            continue
        for name in sorted(needs):
            if span.get(name) in (None, ""):
                yield f"a {span['type']} span needs {name}"
        if not set(span.get("style", {})) <= STYLES:
            yield f"a style of {sorted(span['style'])}"
        if span["type"] == "link" and not re.match(r"(?:https?://|mailto:|tel:|slack://)", str(span.get("url"))):
            yield f"a link to {span.get('url')!r}"
        if span["type"] == "broadcast":
            yield "a broadcast calls everybody"
