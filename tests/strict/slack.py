"""An independent, strict judge of every call to Slack: the SDK's own models, the documented limits, the JSON Schemas.

`check(method, decoded_params)` returns the first broken rule as a sentence, or None. It also judges what is not a
Web API call, under these names: `response_url`, `command_response`, `view_response`.
"""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.strict.slack_limits import block_rules, view_rules
from tests.strict.slack_schema import against_schema

Json = dict[str, Any]

MESSAGE = {"channel", "text", "blocks", "attachments", "metadata", "thread_ts", "mrkdwn", "parse", "link_names"}
POST = MESSAGE | {"unfurl_links", "unfurl_media", "reply_broadcast", "icon_emoji", "icon_url", "username"}
PAGE = {"limit", "cursor"}
ALWAYS = {"team_id"}  # the SDK adds it to every call of a client that knows its workspace
# What each method may be given; required parameters end with "!".
PARAMETERS: dict[str, set[str]] = {
    "apps.connections.open": set(),
    "auth.test": set(),
    "bots.info": {"bot", "team_id"},
    "chat.delete": {"channel!", "ts!"},
    "chat.getPermalink": {"channel!", "message_ts!"},
    "chat.postEphemeral": (MESSAGE - {"metadata"}) | {"channel!", "user!"},
    "chat.postMessage": POST | {"channel!"},
    "chat.update": (MESSAGE - {"thread_ts", "mrkdwn"}) | {"channel!", "ts!", "file_ids", "reply_broadcast"},
    "conversations.history": {"channel!", "oldest", "latest", "inclusive", "include_all_metadata"} | PAGE,
    "conversations.info": {"channel!", "include_locale", "include_num_members"},
    "conversations.list": {"types", "exclude_archived", "team_id"} | PAGE,
    "conversations.members": {"channel!"} | PAGE,
    "conversations.open": {"channel", "users", "return_im", "prevent_creation"},
    "files.completeUploadExternal": {"files!", "channel_id", "channels", "initial_comment", "thread_ts"},
    "files.info": {"file!", "count", "page"} | PAGE,
    "files.getUploadURLExternal": {"filename!", "length!", "alt_txt", "snippet_type"},
    "oauth.v2.access": {"client_id", "client_secret", "code", "redirect_uri", "grant_type", "refresh_token"},
    "team.info": {"team", "domain"},
    "users.info": {"user!", "include_locale"},
    "users.list": {"include_locale", "team_id"} | PAGE,
    "users.lookupByEmail": {"email!"},
    "views.open": {"trigger_id!", "view!"},
    "views.publish": {"user_id!", "view!", "hash"},
    "views.push": {"trigger_id!", "view!"},
    "views.update": {"view!", "view_id", "external_id", "hash"},
    "command_response": {"text", "blocks", "response_type", "mrkdwn"},
    "response_url": {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts"},
    "view_response": {"response_action!", "errors", "view"},
}
MESSAGES = {"chat.postMessage", "chat.postEphemeral", "chat.update", "command_response", "response_url"}
LOUD = re.compile(r"<!(?:channel|here|everyone|subteam)\b", re.IGNORECASE)
IDS = {
    "channel": r"[CDGU]\w+",
    "user": r"[UW]\w+",
    "user_id": r"[UW]\w+",
    "ts": r"\d+\.\d{6}",
    "oldest": r"\d+(\.\d{1,6})?",
    "latest": r"\d+(\.\d{1,6})?",
    "cursor": r".+",
    "limit": r"[1-9]\d{0,2}",
    "thread_ts": r"\d+\.\d{6}",
}


def check(method: str, params: Json) -> str | None:
    """The first broken rule, or None."""
    try:
        return next(_broken(method, params), None)
    except (TypeError, KeyError, ValueError, AttributeError) as wrong:
        return f"{method}: a shape that the SDK cannot read: {wrong!r}"


def _broken(method: str, params: Json) -> Iterator[str]:
    if method not in PARAMETERS:
        yield f"{method} is no method of Slack that this judge knows"
        return
    yield from _parameters(method, params)
    if method in MESSAGES:
        yield from _message(method, params)
    if method.startswith("views."):
        yield from _view(params["view"], "home" if method == "views.publish" else None)
    if method == "view_response":
        yield from _view_response(params)


def _parameters(method: str, params: Json) -> Iterator[str]:
    known = {name.rstrip("!") for name in PARAMETERS[method]} | ALWAYS
    for name in sorted(set(params) - known):
        yield f"{method} has no parameter {name!r}"
    for name in sorted(PARAMETERS[method]):
        if name.endswith("!") and params.get(name.rstrip("!")) in (None, "", [], {}):
            yield f"{method} needs {name.rstrip('!')!r}"
    for name, pattern in IDS.items():
        if name in params and not re.fullmatch(pattern, str(params[name])):
            yield f"{method}: {name} {params[name]!r} does not look like one"


def _message(method: str, params: Json) -> Iterator[str]:
    """Text is there as fallback, nothing in it shouts at a channel, blocks are right one by one."""
    text, blocks = params.get("text"), params.get("blocks") or []
    if not isinstance(text, str) or not text.strip():
        if not params.get("delete_original"):
            yield "a message needs text: it is what notifications and screen readers have"
    elif len(text) > (4_000 if method == "chat.update" else 40_000):
        yield "the text is too long"
    elif LOUD.search(text):
        yield "the text calls everybody"
    if params.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        yield f"response_type {params['response_type']!r}"
    yield from _blocks(blocks, "message")
    yield from _metadata(params.get("metadata"))


def _metadata(given: Any) -> Iterator[str]:
    if given is None:
        return
    if set(given) != {"event_type", "event_payload"}:
        yield "metadata has event_type and event_payload and nothing else"
    elif not re.fullmatch(r"[\w.:-]{1,255}", given["event_type"]) or not isinstance(given["event_payload"], dict):
        yield "metadata: event_type is a word, event_payload an object"


def _blocks(blocks: Any, where: str) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "blocks are a list"
        return
    for block in blocks:
        yield from _block(block)
    yield from block_rules(blocks, where)


def _block(block: Json) -> Iterator[str]:
    """Through the SDK's model and back: what is lost on the way is a field that Slack does not know."""
    parsed = Block.parse(block)
    if parsed is None:
        yield f"no such block: {block.get('type')!r}"
        return
    try:
        known = parsed.to_dict()  # calls validate_json on the block and on everything inside it
    except SlackObjectFormationError as wrong:
        yield f"{block['type']}: {wrong}"
        return
    yield from _lost(block, known, block["type"])
    yield from against_schema(block["type"], block)


def _lost(given: Any, known: Any, at: str) -> Iterator[str]:
    """Fields of `given` that did not survive in `known`."""
    if isinstance(given, dict) and isinstance(known, dict):
        for name, value in given.items():
            if name not in known:
                yield f"{at}.{name} is unknown or empty"
            else:
                yield from _lost(value, known[name], f"{at}.{name}")
    elif isinstance(given, list) and isinstance(known, list):
        if len(given) != len(known):
            yield f"{at}: {len(given) - len(known)} of its items are unknown"
        for number, (one, other) in enumerate(zip(given, known, strict=False)):
            yield from _lost(one, other, f"{at}[{number}]")
    elif given != known:
        yield f"{at}: {given!r} was read as {known!r}"


def _view(view: Any, kind: str | None) -> Iterator[str]:
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        yield "a view is an object with the type modal or home"
        return
    if kind is not None and view["type"] != kind:
        yield f"this method takes a view of type {kind}"
    yield from _blocks(view.get("blocks"), view["type"])
    try:
        known = View(**view).to_dict()
    except SlackObjectFormationError as wrong:
        yield f"view: {wrong}"
        return
    yield from _lost({**view, "blocks": []}, {**known, "blocks": []}, "view")
    yield from against_schema(f"view:{view['type']}", {**view, "blocks": []})
    yield from view_rules(view)


def _view_response(params: Json) -> Iterator[str]:
    """The answer to a submitted modal."""
    action = params["response_action"]
    if action == "errors":
        errors = params.get("errors")
        if not isinstance(errors, dict) or not errors or not all(isinstance(said, str) for said in errors.values()):
            yield "errors names at least one block_id, each with words"
    elif action in ("update", "push"):
        yield from _view(params.get("view"), "modal")
    elif action != "clear":
        yield f"response_action {action!r}"
