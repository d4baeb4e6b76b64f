"""The shape of rich_text and of what may stand in which block: Slack refuses anything else as invalid_blocks."""

from collections.abc import Iterator
from typing import Any

# What each span must carry.
SPANS = {
    "broadcast": "range",
    "channel": "channel_id",
    "color": "value",
    "date": "timestamp",
    "emoji": "name",
    "link": "url",
    "team": "team_id",
    "text": "text",
    "user": "user_id",
    "usergroup": "usergroup_id",
}
SECTIONS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
SELECTS = {
    f"{many}{kind}_select" for many in ("", "multi_") for kind in ("static", "users", "channels", "conversations")
}
PICKERS = {"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"}
TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
# The elements that may stand in a block.
MAY_HOLD = {
    "input": SELECTS | PICKERS | TYPED,
    "actions": SELECTS | PICKERS | {"button", "overflow", "workflow_button"},
    "section": SELECTS | PICKERS | {"button", "overflow", "image", "workflow_button"},
    "context": {"image", "plain_text", "mrkdwn"},
}


def rich_faults(elements: Any, at: str) -> Iterator[str]:
    """What is wrong with the elements of a rich_text block."""
    for number, element in enumerate(elements):
        place = f"{at}/elements/{number}"
        kind = _kind(element)
        inside = element.get("elements") if isinstance(element, dict) else None
        if kind not in {*SECTIONS, "rich_text_list"} or not isinstance(inside, list):
            yield f"unsupported type: {kind} [json-pointer:{place}/type]"
        elif kind == "rich_text_list":
            yield from rich_faults(inside, place)
        else:
            yield from _span_faults(inside, place)


def _span_faults(spans: list[Any], at: str) -> Iterator[str]:
    for number, span in enumerate(spans):
        kind = _kind(span)
        if kind not in SPANS:
            yield f"unsupported type: {kind} [json-pointer:{at}/elements/{number}/type]"
        elif span.get(SPANS[kind]) in (None, ""):
            yield f"missing required field: {SPANS[kind]} [json-pointer:{at}/elements/{number}]"


def misplaced(block: dict[str, Any], at: str) -> Iterator[str]:
    """Elements that this block cannot hold."""
    allowed = MAY_HOLD.get(str(block.get("type")))
    if allowed is None:
        return
    held = block.get("elements") if block["type"] in ("actions", "context") else []
    alone = [block[name] for name in ("element", "accessory") if name in block]
    for element in [*(held if isinstance(held, list) else []), *alone]:
        kind = _kind(element)
        if kind not in allowed:
            yield f"unsupported type: {kind} [json-pointer:{at}]"


def _kind(node: Any) -> str:
    """The type of whatever stands here."""
    kind = node.get("type") if isinstance(node, dict) else None
    return kind if isinstance(kind, str) else ""
