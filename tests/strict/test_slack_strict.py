"""The strict judge of Slack calls judges rightly: good calls pass, each of many spoilt ones is refused."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.strict.slack import check
from tests.strict.slack_schema import against_schema, at_hand

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str = "Interested", action_id: str = "yes", **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": "1", **more}


def rich(*spans: Json) -> Json:
    section = {"type": "rich_text_section", "elements": list(spans)}
    return {"type": "rich_text", "block_id": "words", "elements": [section]}


def message() -> Json:
    """A card as the bot sends it."""
    text = {"type": "text", "text": "Ann needs a designer", "style": {"bold": True}}
    link = {"type": "link", "url": "https://example.com/e/1", "text": "the event"}
    return {
        "channel": "DU1",
        "text": "Ann needs a designer",
        "blocks": [
            rich(text, link),
            {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "*why*"}},
            {"type": "actions", "block_id": "row", "elements": [button(), button("Not now", "no", style="danger")]},
            {"type": "divider"},
        ],
        "metadata": {"event_type": "outbox", "event_payload": {"row": 7}},
    }


def form() -> Json:
    """A modal as the bot opens it."""
    options = [{"text": plain(name), "value": name} for name in ("skill", "partner")]
    what = {"type": "plain_text_input", "action_id": "what", "multiline": True, "max_length": 300}
    kind = {"type": "static_select", "action_id": "kind", "options": options, "initial_option": dict(options[0])}
    view = {
        "type": "modal",
        "callback_id": "need",
        "title": plain("A need"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "private_metadata": "draft 7",
        "blocks": [
            {"type": "input", "block_id": "what", "label": plain("What"), "element": what},
            {"type": "input", "block_id": "kind", "label": plain("Kind"), "optional": True, "element": kind},
            {
                "type": "input",
                "block_id": "by",
                "label": plain("By"),
                "element": {"type": "datepicker", "action_id": "by"},
            },
        ],
    }
    return {"trigger_id": "1.2.3", "view": view}


def home() -> Json:
    return {"user_id": "U1", "view": {"type": "home", "blocks": message()["blocks"]}}


GOOD: list[tuple[str, Json]] = [
    ("auth.test", {}),
    ("chat.postMessage", message()),
    ("chat.postMessage", {"channel": "C1", "text": "hello"}),
    ("chat.postEphemeral", {"channel": "C1", "user": "U1", "text": "only you"}),
    ("chat.update", {"channel": "D1", "ts": "1700000000.000001", "text": "changed", "blocks": message()["blocks"]}),
    ("conversations.history", {"channel": "D1", "include_all_metadata": "1", "limit": "10"}),
    ("response_url", {"text": "done", "replace_original": True}),
    ("response_url", {"delete_original": True}),
    ("view_response", {"response_action": "errors", "errors": {"what": "Say a little more."}}),
    ("view_response", {"response_action": "update", "view": form()["view"]}),
    ("views.open", form()),
    ("views.publish", home()),
]

Spoil = Callable[[Json], Any]


def put(path: str, value: Any) -> Spoil:
    """Spoil one place of a call: `blocks.2.elements.0.value`."""

    def spoil(params: Json) -> None:
        node: Any = params
        *way, last = path.split(".")
        for step in way:
            node = node[int(step) if step.isdecimal() else step]
        node[int(last) if last.isdecimal() else last] = value

    return spoil


def without(path: str) -> Spoil:
    def spoil(params: Json) -> None:
        node: Any = params
        *way, last = path.split(".")
        for step in way:
            node = node[int(step) if step.isdecimal() else step]
        del node[last]

    return spoil


SPOILT: dict[str, tuple[str, Spoil]] = {
    "no channel": ("post", without("channel")),
    "a parameter that does not exist": ("post", put("chanel", "C1")),
    "no fallback text": ("post", put("text", "")),
    "a text that calls everybody": ("post", put("text", "<!channel> hi")),
    "mrkdwn that calls everybody": ("post", put("blocks.1.text.text", "<!here> hi")),
    "a broadcast span": ("post", put("blocks.0", rich({"type": "broadcast", "range": "channel"}))),
    "a text beyond every limit": ("post", put("text", "x" * 40_001)),
    "51 blocks": ("post", put("blocks", [{"type": "divider"}] * 51)),
    "blocks that are an object": ("post", put("blocks", {"type": "divider"})),
    "an unknown block": ("post", put("blocks.3", {"type": "spacer"})),
    "a block without a type": ("post", put("blocks.3", {"block_id": "x"})),
    "an unknown field in a block": ("post", put("blocks.3.color", "red")),
    "an unknown field in a button": ("post", put("blocks.2.elements.0.colour", "red")),
    "an unknown field in a text": ("post", put("blocks.1.text.bold", value=True)),
    "a section of 3001": ("post", put("blocks.1.text.text", "x" * 3001)),
    "an empty text": ("post", put("blocks.1.text.text", " ")),
    "a section without text": ("post", without("blocks.1.text")),
    "11 fields": ("post", put("blocks.1.fields", [plain("x")] * 11)),
    "a label of 76": ("post", put("blocks.2.elements.0.text.text", "x" * 76)),
    "a label in mrkdwn": ("post", put("blocks.2.elements.0.text.type", "mrkdwn")),
    "a value of 2001": ("post", put("blocks.2.elements.0.value", "x" * 2001)),
    "an action_id of 256": ("post", put("blocks.2.elements.0.action_id", "x" * 256)),
    "an empty action_id": ("post", put("blocks.2.elements.0.action_id", "")),
    "a block_id of 256": ("post", put("blocks.2.block_id", "x" * 256)),
    "the same action_id twice": ("post", put("blocks.2.elements.1.action_id", "yes")),
    "the same block_id twice": ("post", put("blocks.2.block_id", "s")),
    "an unknown style": ("post", put("blocks.2.elements.1.style", "loud")),
    "26 buttons": ("post", put("blocks.2.elements", [button(action_id=str(n)) for n in range(26)])),
    "a url of 3001": ("post", put("blocks.2.elements.0.url", "https://e.com/" + "x" * 3000)),
    "an image without alt text": ("post", put("blocks.3", {"type": "image", "image_url": "https://e.com/a.png"})),
    "a header of 151": ("post", put("blocks.3", {"type": "header", "text": plain("x" * 151)})),
    "a span that does not exist": ("post", put("blocks.0", rich({"type": "blink", "text": "x"}))),
    "an empty span": ("post", put("blocks.0", rich({"type": "text", "text": ""}))),
    "a style that does not exist": ("post", put("blocks.0.elements.0.elements.0.style", {"shadow": True})),
    "a link to a script": ("post", put("blocks.0", rich({"type": "link", "url": "javascript:alert(1)"}))),
    "a span outside a section": ("post", put("blocks.0.elements.0", {"type": "text", "text": "x"})),
    "a list of spans": ("post", put("blocks.0.elements.0.type", "rich_text_list")),
    "metadata without a type": ("post", without("metadata.event_type")),
    "metadata with text as payload": ("post", put("metadata.event_payload", "7")),
    "no trigger": ("open", without("trigger_id")),
    "a title of 25": ("open", put("view.title.text", "x" * 25)),
    "a title in mrkdwn": ("open", put("view.title.type", "mrkdwn")),
    "no title": ("open", without("view.title")),
    "inputs without submit": ("open", without("view.submit")),
    "a submit of 25": ("open", put("view.submit.text", "x" * 25)),
    "private_metadata of 3001": ("open", put("view.private_metadata", "x" * 3001)),
    "a callback_id of 256": ("open", put("view.callback_id", "x" * 256)),
    "101 blocks in a modal": ("open", put("view.blocks", [{"type": "divider"}] * 101)),
    "a modal without blocks": ("open", put("view.blocks", [])),
    "an unknown field in a view": ("open", put("view.colour", "red")),
    "101 options": (
        "open",
        put("view.blocks.1.element.options", [{"text": plain("x"), "value": str(n)} for n in range(101)]),
    ),
    "an option of 76": ("open", put("view.blocks.1.element.options.0.text.text", "x" * 76)),
    "an option value of 151": ("open", put("view.blocks.1.element.options.0.value", "x" * 151)),
    "two options alike": ("open", put("view.blocks.1.element.options.1.value", "skill")),
    "an initial option that is none": ("open", put("view.blocks.1.element.initial_option.value", "other")),
    "a date that is none": ("open", put("view.blocks.2.element.initial_date", "3 July")),
    "a button as an input": ("open", put("view.blocks.0.element", button())),
    "a label in mrkdwn in a form": ("open", put("view.blocks.0.label.type", "mrkdwn")),
    "a Home with a title": ("publish", put("view.title", plain("Home"))),
    "a modal as Home": ("publish", put("view.type", "modal")),
    "no user": ("publish", without("user_id")),
}
METHODS = {"post": "chat.postMessage", "open": "views.open", "publish": "views.publish"}
MAKE: dict[str, Callable[[], Json]] = {"post": message, "open": form, "publish": home}


@pytest.mark.parametrize(("method", "params"), GOOD, ids=[f"{number} {good[0]}" for number, good in enumerate(GOOD)])
def test_a_good_call_passes(method: str, params: Json) -> None:
    assert check(method, copy.deepcopy(params)) is None


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_call_is_refused(name: str) -> None:
    kind, spoil = SPOILT[name]
    params = copy.deepcopy(MAKE[kind]())
    spoil(params)
    assert check(METHODS[kind], params), name


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("chat.postMesage", {"channel": "C1", "text": "x"}),
        ("chat.update", {"channel": "C1", "text": "x"}),
        ("chat.update", {"channel": "C1", "ts": "yesterday", "text": "x"}),
        ("chat.update", {"channel": "C1", "ts": "1.000001", "text": "x" * 4001}),
        ("chat.postMessage", {"channel": "#general", "text": "x"}),
        ("conversations.history", {"channel": "C1", "oldest": "yesterday"}),
        ("conversations.history", {"channel": "C1", "limit": "0"}),
        ("conversations.history", {"channel": "C1", "include_metadata": "true"}),
        ("view_response", {"response_action": "vanish"}),
        ("view_response", {"response_action": "errors", "errors": {}}),
        ("view_response", {"response_action": "push", "view": None}),
        ("response_url", {"text": "x", "response_type": "loud"}),
        ("command_response", {"text": "x", "blocks": "none"}),
    ],
)
def test_a_wrong_call_is_refused(method: str, params: Json) -> None:
    assert check(method, params)


def test_the_schemas_refuse_what_the_models_would_let_pass() -> None:
    if not at_hand():
        pytest.skip(reason="the JSON Schemas of Block Kit are not at hand (TERTULIA_REFERENCE)")
    assert not list(against_schema("divider", {"type": "divider"}))
    assert list(against_schema("divider", {"type": "divider", "colour": "red"}))
    assert list(against_schema("view:modal", {"type": "modal", "blocks": []}))
