"""Whatever an app sends as blocks or as a view is refused with a sentence or shown, and never breaks the emulator."""

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from emulators.slack import Slack
from emulators.slack.errors import Refused
from emulators.slack.filled import complaints
from emulators.slack.limits import block_faults
from emulators.slack.shapes import view_json
from emulators.slack.typed import as_blocks, as_text
from emulators.slack.view_rules import faults, shown
from emulators.slack.words import buttons, plain, unmarked
from tests.emulators.slack_bot import asks, button, modal, words

KINDS = [
    "section",
    "actions",
    "input",
    "rich_text",
    "header",
    "image",
    "button",
    "static_select",
    "plain_text",
    "modal",
]
NAMES = ["type", "text", "elements", "element", "accessory", "fields", "options", "block_id", "action_id", "title"]
OPTION = {"text": {"type": "plain_text", "text": "Skill"}, "value": "skill"}
FORM = modal(
    words("What do you need?"),
    {"type": "section", "text": {"type": "mrkdwn", "text": "*why*"}, "accessory": button("Why", "why")},
    {"type": "actions", "elements": [button("More", "more"), {"type": "static_select", "options": [OPTION]}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]},
    asks("what", {"type": "plain_text_input", "max_length": 40}),
    asks("kind", {"type": "checkboxes", "options": [OPTION]}, optional=True),
)
LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=5) | st.sampled_from(KINDS)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)


@given(ANYTHING)
def test_any_blocks_are_judged(blocks: Any) -> None:
    for where in ("message", "modal", "home"):
        assert all(isinstance(fault, str) for fault in block_faults(blocks, where))


@given(ANYTHING, st.sampled_from(["modal", "home"]))
def test_any_view_is_judged(blocks: Any, kind: str) -> None:
    view = {"type": kind, "title": blocks, "blocks": blocks, "private_metadata": blocks}
    assert all(isinstance(fault, str) for fault in faults(view, kind))


@given(st.data())
def test_blocks_that_were_accepted_can_be_shown_and_filled(data: st.DataObject) -> None:
    """A good view with one place spoilt: either refused, or everything else works with it."""
    view = spoilt(data, copy.deepcopy(FORM))
    slack = Slack()
    ann = slack.user(slack.person("U1", "Ann"))
    try:
        opened = shown(slack, view, ann)
    except Refused:
        return
    assert isinstance(plain(opened.view["blocks"]), str)
    assert isinstance(complaints(opened.view, opened.values), dict)
    buttons(opened.view["blocks"])
    json.dumps(view_json(slack.world, opened))


def spoilt(data: st.DataObject, node: Any) -> Any:
    """Walk down by chance and put anything where the walk ends."""
    if isinstance(node, dict) and node and data.draw(st.integers(0, 9)):
        name = data.draw(st.sampled_from(sorted(node)))
        return {**node, name: spoilt(data, node[name])}
    if isinstance(node, list) and node and data.draw(st.integers(0, 9)):
        place = data.draw(st.integers(0, len(node) - 1))
        return [*node[:place], spoilt(data, node[place]), *node[place + 1 :]]
    return data.draw(ANYTHING)


@given(st.text())
def test_what_is_typed_is_read_letter_for_letter(typed: str) -> None:
    blocks = as_blocks(typed, "b1")
    assert plain(blocks).rstrip("\n") == typed.rstrip("\n")
    assert buttons(blocks) == ()
    assert "<!" not in as_text(typed)


def test_mrkdwn_is_read_without_its_signs() -> None:
    assert unmarked("*bold* and <https://e.com|a link> &amp; _more_ snake_case_name") == (
        "bold and a link & more snake_case_name"
    )
