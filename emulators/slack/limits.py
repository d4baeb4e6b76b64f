"""Block Kit's documented limits, so that the emulator refuses what Slack would refuse."""

from collections.abc import Iterator
from typing import Any

from emulators.slack.state import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TEXT_HARD_LIMIT = 40_000  # longer texts are cut by Slack; msg_too_long comes from blocks and edits
UPDATE_LIMIT = 4_000
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
    if not isinstance(block, dict) or "type" not in block:
        yield f"missing required field: type [json-pointer:{at}]"
    elif block["type"] not in BLOCKS_WHERE[where]:
        yield f"unsupported type: {block['type']} [json-pointer:{at}/type]"
    else:
        yield from _node(block, at)


def _node(node: Json, at: str) -> Iterator[str]:
    """A block or an element and whatever sits inside it."""
    kind = str(node.get("type", ""))
    if kind in NEEDS and not any(node.get(name) for name in NEEDS[kind]):
        yield f"missing required field: {NEEDS[kind][0]} [json-pointer:{at}]"
    for name, most in TEXTS.get(kind, {}).items():
        yield from _text(node.get(name), most, f"{at}/{name}", required=name == "label")
    for name, most in STRINGS.items():
        if isinstance(node.get(name), str) and len(node[name]) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}/{name}]"
    for (owner, name), (least, most) in COUNTS.items():
        if owner == kind and name in node and not least <= len(node[name]) <= most:
            yield f"must have between {least} and {most} items [json-pointer:{at}/{name}]"
    yield from _inside(node, at, kind)


def _inside(node: Json, at: str, kind: str) -> Iterator[str]:
    if kind == "rich_text":
        return  # its spans have no limits but their shape, which the strict checker knows
    for name in ("element", "accessory"):
        if isinstance(node.get(name), dict):
            yield from _node(node[name], f"{at}/{name}")
    for number, element in enumerate(node.get("elements", [])):
        yield from _node(element, f"{at}/elements/{number}")
    for number, text in enumerate(node.get("fields", [])):
        yield from _text(text, 2000, f"{at}/fields/{number}", required=True)
    for number, option in enumerate(node.get("options", [])):
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
    elif not text.get("text"):
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    elif len(text["text"]) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}/text]"


def _doubled(blocks: list[Any]) -> list[str]:
    """block_ids are unique in a message or view, action_ids within a block."""
    faults, seen = [], set()
    for number, block in enumerate(block for block in blocks if isinstance(block, dict)):
        if block.get("block_id") in seen:
            faults.append(f"block_id already exists: {block['block_id']} [json-pointer:/blocks/{number}/block_id]")
        seen |= {block["block_id"]} if block.get("block_id") else set()
        elements = block.get("elements", []) if block.get("type") == "actions" else []
        ids = [element["action_id"] for element in elements if element.get("action_id")]
        if len(ids) != len(set(ids)):
            faults.append(f"action_id already exists [json-pointer:/blocks/{number}/elements]")
    return faults
