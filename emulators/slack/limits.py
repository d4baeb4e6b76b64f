"""Block Kit's documented limits, so that the emulator refuses what Slack would refuse."""

from collections.abc import Iterator
from typing import Any

from emulators.slack.rich import misplaced, rich_faults
from emulators.slack.state import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_WHERE = {
    "message": {
        "actions", "alert", "context", "divider", "file", "header", "image", "input", "markdown", "rich_text",
        "section", "table", "video", "call", "context_actions", "card", "carousel", "container", "plan", "task_card",
    },
    "modal": {"actions", "alert", "context", "divider", "header", "image", "input", "rich_text", "section", "video"},
    "home": {"actions", "alert", "context", "divider", "header", "image", "input", "rich_text", "section", "video"},
}  # fmt: skip
# For each kind of block or element: which text field, how long at most.
TEXTS = {
    "section": {"text": 3000},
    "header": {"text": 150},
    "button": {"text": 75},
    "input": {"label": 2000, "hint": 2000},
    "image": {"title": 2000},
}
STRINGS = {"block_id": 255, "action_id": 255, "value": 2000, "url": 3000, "image_url": 3000, "alt_text": 2000}
COUNTS = {
    ("section", "fields"): (1, 10),
    ("actions", "elements"): (1, 25),
    ("context", "elements"): (1, 10),
    ("static_select", "options"): (1, 100),
    ("multi_static_select", "options"): (1, 100),
    ("static_select", "option_groups"): (1, 100),
    ("multi_static_select", "option_groups"): (1, 100),
    ("checkboxes", "options"): (1, 10),
    ("radio_buttons", "options"): (1, 10),
    ("overflow", "options"): (1, 5),
}
ANY_NUMBER = (0, 10_000)  # of spans in a rich_text, for one
LISTS = {"elements", "fields", "options", "option_groups"}
OPTION_TEXT, OPTION_VALUE = 75, 150
NEEDS = {
    "section": ("text", "fields"),
    "header": ("text",),
    "actions": ("elements",),
    "context": ("elements",),
    "input": ("element",),
    "button": ("text",),
    "rich_text": ("elements",),
    "image": ("image_url", "slack_file"),
    "static_select": ("options", "option_groups"),
}


def block_faults(blocks: Any, where: str) -> list[str]:
    """Every broken rule, as Slack words them: what, and at which JSON pointer."""
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    most = MESSAGE_BLOCKS if where == "message" else VIEW_BLOCKS
    faults = [f"no more than {most} items allowed [json-pointer:/blocks]"] if len(blocks) > most else []
    for number, block in enumerate(blocks):
        faults += list(_block(block, f"/blocks/{number}", where))
    return faults + _doubled(blocks)


def _block(block: Any, at: str, where: str) -> Iterator[str]:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        yield f"missing required field: type [json-pointer:{at}]"
    elif block["type"] not in BLOCKS_WHERE[where]:
        yield f"unsupported type: {block['type']} [json-pointer:{at}/type]"
    else:
        yield from misplaced(block, at)
        yield from _node(block, at)


def _node(node: Any, at: str) -> Iterator[str]:
    """A block or an element and whatever sits inside it."""
    if not isinstance(node, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    kind = str(node.get("type", ""))
    if kind in NEEDS and not any(node.get(name) for name in NEEDS[kind]):
        yield f"missing required field: {NEEDS[kind][0]} [json-pointer:{at}]"
    for name, most in TEXTS.get(kind, {}).items():
        yield from _text(node.get(name), most, f"{at}/{name}", required=name == "label")
    yield from _strings(node, at)
    broken = list(_lists(node, at, kind))
    yield from broken or _inside(node, at, kind)


def _strings(node: Json, at: str) -> Iterator[str]:
    for name, most in STRINGS.items():
        if name in node and not isinstance(node[name], str):
            yield f"must be a string [json-pointer:{at}/{name}]"
        elif name in node and len(node[name]) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}/{name}]"


def _lists(node: Json, at: str, kind: str) -> Iterator[str]:
    for name in sorted(LISTS & node.keys()):
        least, most = COUNTS.get((kind, name), ANY_NUMBER)
        if not isinstance(node[name], list):
            yield f"must be an array [json-pointer:{at}/{name}]"
        elif not least <= len(node[name]) <= most:
            yield f"must have between {least} and {most} items [json-pointer:{at}/{name}]"


def _inside(node: Json, at: str, kind: str) -> Iterator[str]:
    if kind == "rich_text":
        yield from rich_faults(node.get("elements", []), at)
        return
    for name in ("element", "accessory"):
        if name in node:
            yield from _node(node[name], f"{at}/{name}")
    for number, element in enumerate(node.get("elements", [])):
        yield from _node(element, f"{at}/elements/{number}")
    for number, text in enumerate(node.get("fields", [])):
        yield from _text(text, 2000, f"{at}/fields/{number}", required=True)
    for number, option in enumerate(node.get("options", [])):
        if not isinstance(option, dict):
            yield f"must be an object [json-pointer:{at}/options/{number}]"
            continue
        yield from _text(option.get("text"), OPTION_TEXT, f"{at}/options/{number}/text", required=True)
        if len(str(option.get("value", ""))) > OPTION_VALUE:
            yield f"must be less than {OPTION_VALUE + 1} characters [json-pointer:{at}/options/{number}/value]"


def _text(text: Any, most: int, at: str, *, required: bool) -> Iterator[str]:
    if text is None:
        if required:
            yield f"missing required field: text [json-pointer:{at}]"
        return
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"must be a text object [json-pointer:{at}]"
    elif not text.get("text") or not isinstance(text["text"], str):
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    elif len(text["text"]) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}/text]"


def _doubled(blocks: list[Any]) -> list[str]:
    """block_ids are unique in a message or view, action_ids within a block."""
    readable = [block for block in blocks if isinstance(block, dict)]
    faults = [f"block_id already exists: {name} [json-pointer:/blocks]" for name in _twice(readable, "block_id")]
    for block in readable:
        elements = block.get("elements") if block.get("type") == "actions" else None
        inside = [element for element in elements if isinstance(element, dict)] if isinstance(elements, list) else []
        faults += [f"action_id already exists: {name} [json-pointer:/blocks]" for name in _twice(inside, "action_id")]
    return faults


def _twice(nodes: list[Json], name: str) -> list[str]:
    names = [str(node[name]) for node in nodes if node.get(name)]
    return sorted({one for one in names if names.count(one) > 1})
