"""A form as a Slack modal, and a submitted modal as the form's values (pure)."""

import json
import re
from datetime import date
from typing import Any

from bot.adapters.slack_blocks import Json, words
from bot.markup import clean, clipped, utf16
from bot.ui import FieldKind, Question, Sheet

TITLE, LABEL, METADATA = 24, 2000, 3000
INPUT = 3000
"""Characters of a text input at most."""
OPTION, OPTION_VALUE, OPTIONS, BOXES = 75, 150, 100, 10
ANSWER = "answer"
"""The action id of every input: its block id is the question's name."""
TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
NAME = re.compile(r"[\x21-\x7e]{1,100}")


class TooLarge(ValueError):
    """The form does not fit into a modal."""


def modal(sheet: Sheet) -> Json:
    """The view.

    Raises:
        TooLarge: what travels unseen with the form is longer than Slack carries.
    """
    unseen = json.dumps({"form": sheet.form, "hidden": sheet.hidden}, separators=(",", ":"))
    if len(unseen) > METADATA:
        raise TooLarge(f"The form {sheet.form} carries {len(unseen)} characters, {METADATA} fit")
    return {
        "type": "modal",
        "title": words(sheet.title, TITLE),
        "submit": words(sheet.submit, TITLE),
        "private_metadata": unseen,
        "blocks": [_input(question, sheet.values.get(question.name, "")) for question in sheet.questions],
    }


def _input(question: Question, value: str) -> Json:
    block: Json = {
        "type": "input",
        "block_id": question.name,
        "label": words(question.label, LABEL),
        "element": {**_element(question, value), "action_id": ANSWER},
    }
    if question.hint:
        block["hint"] = words(question.hint, LABEL)
    return {**block, "optional": True} if question.optional else block


def _element(question: Question, value: str) -> Json:
    if question.kind is FieldKind.DATE:
        return {"type": "datepicker", **({"initial_date": value} if _is_date(value) else {})}
    if question.kind is FieldKind.TIME:
        return {"type": "timepicker", **({"initial_time": value} if TIME.fullmatch(value) else {})}
    options = _options(question)
    chosen = [option for option in options if option["value"] in value.split(",")]
    if question.kind is FieldKind.CHOICE and 0 < len(options) <= OPTIONS:
        return {"type": "static_select", "options": options, **({"initial_option": chosen[0]} if chosen else {})}
    if question.kind is FieldKind.MANY and 0 < len(options) <= OPTIONS:
        kind = "checkboxes" if len(options) <= BOXES else "multi_static_select"
        return {"type": kind, "options": options, **({"initial_options": chosen} if chosen else {})}
    return _typed(question, value)


def _typed(question: Question, value: str) -> Json:
    """A line or a box to type in; also for more choices than a menu holds, since their words are accepted too."""
    most = max(1, min(question.limit, INPUT))
    kept = clipped(clean(value), most, utf16)
    element: Json = {"type": "plain_text_input", "multiline": question.kind is FieldKind.LONG, "max_length": most}
    return {**element, "initial_value": kept} if kept else element


def _options(question: Question) -> list[Json]:
    """An empty value is no option: an optional question can be left alone."""
    return [
        {"text": words(label, OPTION), "value": value}
        for value, label in dict(question.choices).items()
        if 0 < len(value) <= OPTION_VALUE
    ]


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def submitted(view: Json) -> tuple[str, dict[str, str], dict[str, str]]:
    """Form, values and what travelled unseen; whatever has another shape than we sent is dropped."""
    try:
        unseen = json.loads(str(view.get("private_metadata") or "{}"))
    except (ValueError, RecursionError):
        unseen = {}
    unseen = unseen if isinstance(unseen, dict) else {}
    hidden = unseen.get("hidden") if isinstance(unseen.get("hidden"), dict) else {}
    form = unseen.get("form")
    state = view.get("state")
    answers = state.get("values") if isinstance(state, dict) else None
    return (
        form if isinstance(form, str) else "",
        {name: _answer(block) for name, block in answers.items() if NAME.fullmatch(name)}
        if isinstance(answers, dict)
        else {},
        {clean(name): clean(value) for name, value in (hidden or {}).items() if isinstance(value, str)},
    )


def asked(view: Json) -> list[str]:
    """The names of the view's inputs, in order: the only places where a mistake can be shown."""
    blocks = view.get("blocks")
    inputs = [b for b in blocks if isinstance(b, dict) and b.get("type") == "input"] if isinstance(blocks, list) else []
    return [name for block in inputs if isinstance(name := block.get("block_id"), str)]


def _answer(block: Any) -> str:
    given = block.get(ANSWER) if isinstance(block, dict) else None
    if not isinstance(given, dict):
        return ""
    many = given.get("selected_options")
    if isinstance(many, list):
        return ",".join(filter(None, (_value(option) for option in many)))
    one = (
        given.get("value")
        or given.get("selected_date")
        or given.get("selected_time")
        or _value(given.get("selected_option"))
    )
    return clean(one) if isinstance(one, str) else ""


def _value(option: Any) -> str:
    value = option.get("value") if isinstance(option, dict) else None
    return clean(value) if isinstance(value, str) else ""
