"""The state of a view: what stands in each input, and how a person's answer becomes Slack's shape of it."""

from collections.abc import Iterator
from typing import Any

from emulators.slack.errors import NotVisible
from emulators.slack.state import Json
from emulators.slack.words import label

# Kind of element: the name of its value in the state, and of its initial value in the view.
SINGLE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
}
MANY = {
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
}
TEXTS = {"plain_text_input", "email_text_input", "url_text_input"}
MISSING = "Please complete this required field."


def inputs(view: Json) -> Iterator[tuple[Json, Json]]:
    """Every block with the one element in it that keeps a value."""
    for block in view["blocks"]:
        if block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "section" and block.get("accessory", {}).get("type") in SINGLE | MANY:
            yield block, block["accessory"]
        elif block["type"] == "actions":
            yield from ((block, element) for element in block["elements"] if element["type"] in SINGLE | MANY)


def initial(view: Json) -> dict[str, dict[str, Json]]:
    """The state of a view nobody has touched."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in inputs(view):
        kind = element["type"]
        name, first = (SINGLE | MANY)[kind]
        value = element.get(first, [] if kind in MANY else None)
        values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": kind, name: value}
    return values


def find(view: Json, name: str) -> tuple[Json, Json]:
    """The input that is called so by its block_id, its label or its action_id."""
    for block, element in inputs(view):
        if name in (block["block_id"], label(block.get("label")), element["action_id"]):
            return block, element
    raise NotVisible(f"no field {name!r} in the open view")


def value(element: Json, given: Any) -> Json:
    """An answer in Slack's shape; options may be named by their words or by their value."""
    kind = element["type"]
    if kind not in SINGLE | MANY:
        return {}
    name, _ = (SINGLE | MANY)[kind]
    if name == "selected_options":
        chosen: Any = [option(element, one) for one in (given or [])]
    elif name == "selected_option":
        chosen = None if given is None else option(element, given)
    else:
        chosen = given
    return {"type": kind, name: chosen}


def option(element: Json, wanted: Any) -> Json:
    """One of the element's options."""
    groups = [group["options"] for group in element.get("option_groups", [])]
    for choice in [*element.get("options", []), *(one for group in groups for one in group)]:
        if wanted in (label(choice["text"]), choice.get("value")):
            return dict(choice)
    raise NotVisible(f"no option {wanted!r} to choose")


def complaints(view: Json, values: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What Slack's own client refuses to submit, by block_id, before the app hears of it."""
    found = {}
    for block, element in inputs(view):
        if block["type"] != "input":
            continue
        stated = values.get(block["block_id"], {}).get(element["action_id"], {})
        complaint = _complaint(element, stated.get((SINGLE | MANY)[element["type"]][0]), bool(block.get("optional")))
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(element: Json, given: Any, optional: bool) -> str | None:
    if given in (None, "", []):
        return None if optional else MISSING
    if element["type"] in TEXTS and len(given) < element.get("min_length", 0):
        return f"Enter at least {element['min_length']} characters."
    if element["type"] in TEXTS and len(given) > element.get("max_length", 3000):
        return f"Enter at most {element.get('max_length', 3000)} characters."
    most = element.get("max_selected_items")
    return f"Choose at most {most}." if most and isinstance(given, list) and len(given) > most else None
