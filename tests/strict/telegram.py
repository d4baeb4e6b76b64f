"""Checks every call of the bot against descriptions of the Bot API that are not our own."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import aiogram.methods
from aiogram.types import BufferedInputFile
from pydantic import BaseModel, ValidationError

from emulators.telegram import Upload
from tests.strict.telegram_html import MarkupError, visible_text
from tests.strict.telegram_spec import against_specification

ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    },
)
LONGEST = {"text": 4096, "caption": 1024}
PLAIN_LIMITS = {
    ("answerCallbackQuery", "text"): 200,
    ("setMyName", "name"): 64,
    ("setMyDescription", "description"): 512,
    ("setMyShortDescription", "short_description"): 120,
    ("setWebhook", "secret_token"): 256,
}
MARKED_UP = {"text": "entities", "caption": "caption_entities"}


class RefusedError(ValueError):
    """A call that the platform would not take, or not as it is meant."""


def check(method: str, params: dict[str, Any]) -> str | None:
    """One sentence on what is wrong with a call, or None. `params` are decoded: numbers, objects, `Upload`s."""
    try:
        _check_model(method, params)
        _check_texts(method, params)
        _check_keyboard(params.get("reply_markup"))
        _check_commands(method, params)
    except RefusedError as problem:
        return str(problem)
    return against_specification(method, _described(params))


def _check_model(method: str, params: Mapping[str, Any]) -> None:
    """Build aiogram's generated model; it lets unknown fields pass, so those are looked for in the whole tree."""
    model = getattr(aiogram.methods, method[:1].upper() + method[1:], None)
    if model is None:
        raise RefusedError(f"{method} is no method of the Bot API")
    given = {
        name: BufferedInputFile(value.content, value.name) if isinstance(value, Upload) else value
        for name, value in _described(params).items()
    }
    try:
        built = model.model_validate(given)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RefusedError(f"{place}: {first['msg']}") from None
    for name in _unknown(built):
        raise RefusedError(f"{method} knows no {name}")


def _described(params: Mapping[str, Any]) -> dict[str, Any]:
    """Without the uploads that a media object points at: their names are the caller's."""
    attached = _attached(params)
    return {name: value for name, value in params.items() if name not in attached}


def _attached(params: Mapping[str, Any]) -> set[str]:
    """The names of uploads that a media object points at; each must have come with the call."""
    source = str((params.get("media") or {}).get("media", ""))
    if not source.startswith("attach://"):
        return set()
    name = source.removeprefix("attach://")
    if not isinstance(params.get(name), Upload):
        raise RefusedError(f"no file {name} came with the call")
    return {name}


def _unknown(value: Any) -> Iterator[str]:
    """Names of fields that no model in the tree declares."""
    if isinstance(value, BaseModel):
        yield from (f"{type(value).__name__}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _unknown(item)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _check_texts(method: str, params: Mapping[str, Any]) -> None:
    for (name, field), limit in PLAIN_LIMITS.items():
        if name == method and len(params.get(field) or "") > limit:
            raise RefusedError(f"{field} is longer than {limit}")
    if method == "editMessageText" and "text" not in params:
        raise RefusedError("an edit of a text needs the text")  # the model allows other content, this bot has none
    if method == "editMessageMedia":
        params = params["media"]
    if method.startswith(("send", "editMessage")):
        for field in MARKED_UP:
            if field in params:
                _check_marked_up(field, params)


def _check_marked_up(field: str, params: Mapping[str, Any]) -> None:
    """Length counts in UTF-16 units after the markup is read."""
    text, mode, marks = params[field], params.get("parse_mode"), params.get(MARKED_UP[field])
    if mode not in {None, "HTML"}:
        raise RefusedError(f"parse_mode {mode} is not what this bot speaks")
    if mode and marks:
        raise RefusedError(f"parse_mode and {MARKED_UP[field]} exclude each other")
    try:
        shown = visible_text(text) if mode else text
        length = _units(shown)
    except MarkupError as problem:
        raise RefusedError(f"{field} does not parse: {problem}") from None
    except UnicodeEncodeError:
        raise RefusedError(f"{field} holds a lone surrogate") from None
    if field == "text" and not shown.strip():
        raise RefusedError("text is empty")
    if length > LONGEST[field]:
        raise RefusedError(f"{field} is longer than {LONGEST[field]} units")
    for mark in marks or ():
        _check_mark(mark, length)


def _check_mark(mark: Mapping[str, Any], length: int) -> None:
    if mark["offset"] < 0 or mark["length"] < 1 or mark["offset"] + mark["length"] > length:
        raise RefusedError("an entity lies outside the text")
    if mark["type"] == "text_link" and not mark.get("url"):
        raise RefusedError("a text_link without a url")


def _check_keyboard(markup: Any) -> None:
    rows = (markup or {}).get("inline_keyboard")
    if rows is None:
        return
    if sum(len(row) for row in rows) > 100:
        raise RefusedError("more than 100 buttons")
    for row in rows:
        if not 1 <= len(row) <= 8:
            raise RefusedError("a row of buttons has 1 to 8 of them")
        for button in row:
            _check_button(button)


def _check_button(button: Mapping[str, Any]) -> None:
    if not button["text"].strip():
        raise RefusedError("a button without a label")
    actions = sorted(ACTIONS & set(button))
    if len(actions) != 1:
        raise RefusedError(f"a button has exactly one action, not {', '.join(actions) or 'none'}")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode("utf-8", "surrogatepass")) <= 64:
        raise RefusedError("callback_data has 1 to 64 bytes")
    if "url" in button and not re.match(r"(https?://[^\s/]*[.:][^\s]*|tg://\S+)$", button["url"]):
        raise RefusedError("a button's url has to be an address")


def _check_commands(method: str, params: Mapping[str, Any]) -> None:
    if method != "setMyCommands":
        return
    if len(params["commands"]) > 100:
        raise RefusedError("more than 100 commands")
    for command in params["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise RefusedError(f"/{command['command']} is no possible command")
        if not 1 <= len(command["description"]) <= 256:
            raise RefusedError("a command's description has 1 to 256 characters")
