"""What stands in the outbox: messages, forms and homes as JSON with a version, and back."""

import base64
import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from bot.ui import Button, FieldKind, File, Home, Message, Post, Question, Rows, Sheet

VERSION = 1
SHORT = 8_000
"""Characters of a letter that is kept in mind: a broadcast is the same one thousands of times."""
Letter = Message | Sheet | Home | Post
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Made once: `json.dumps` makes one for each letter."""


def dumps(letter: Letter, fallback: Message | None = None) -> str:
    """The letter as JSON; `fallback` is what goes out where a form can no longer be opened."""
    body = _message(letter) if isinstance(letter, Message) else _other(letter)
    if fallback:
        body["fallback"] = _message(fallback)
    return _encoded({"v": VERSION, **body})


def _other(letter: Sheet | Home | Post) -> dict[str, Any]:
    if isinstance(letter, Sheet):
        return {"sheet": asdict(letter)}
    if isinstance(letter, Post):
        return {"post": {**asdict(letter), "image": _file(letter.image) if letter.image else None}}
    return {"home": [_message(part) for part in letter.parts]}


def loads(text: str) -> Letter:
    """The letter; raises ValueError for a version that this release does not know."""
    return _lately(text) if len(text) < SHORT else _loaded(text)


def _loaded(text: str) -> Letter:
    body = json.loads(text)
    if body.get("v") != VERSION:
        raise ValueError(f"Outbox rows of version {body.get('v')} need a newer release")
    if "sheet" in body:
        return _sheet(body["sheet"])
    if "post" in body:
        return _load_post(body["post"])
    if "home" in body:
        return Home(tuple(_load_message(part) for part in body["home"]))
    return _load_message(body)


_lately = lru_cache(maxsize=8)(_loaded)


def fallback(text: str) -> Message | None:
    """The message that stands in for the letter where it cannot be shown."""
    body = json.loads(text).get("fallback") if '"fallback"' in text else None  # nearly no letter has one
    return _load_message(body) if body else None


def _message(message: Message) -> dict[str, Any]:
    body: dict[str, Any] = {"text": message.text}
    if message.rows:
        body["rows"] = [[_button(b) for b in buttons] for buttons in message.rows]
    if message.files:
        body["files"] = [_file(f) for f in message.files]
    if message.image:
        body["image"] = _file(message.image)
        body["alt"] = message.alt
    if not message.private:
        body["private"] = False
    return body


def _button(button: Button) -> dict[str, str]:
    body = {"label": button.label, "press": button.packed, "url": button.url or "", "style": button.style}
    return {name: value for name, value in body.items() if value}


def _file(file: File) -> dict[str, str]:
    body = {"name": file.name, "mime": file.mime, "content": base64.b64encode(file.content).decode()}
    return body | {name: value for name in ("address", "kept") if (value := getattr(file, name))}


def _load_file(body: dict[str, str]) -> File:
    aside = {name: body[name] for name in ("address", "kept") if name in body}
    return File(body["name"], base64.b64decode(body["content"]), body["mime"], **aside)


def _load_post(body: dict[str, Any]) -> Post:
    return Post(**(body | {"image": _load_file(body["image"]) if body["image"] else None}))


def _load_message(body: dict[str, Any]) -> Message:
    rows: Rows = tuple(
        tuple(Button(b["label"], b.get("press"), b.get("url"), b.get("style", "")) for b in buttons)
        for buttons in body.get("rows", ())
    )
    files = tuple(_load_file(f) for f in body.get("files", ()))
    image = _load_file(body["image"]) if "image" in body else None
    return Message(
        body["text"], rows, private=body.get("private", True), files=files, image=image, alt=body.get("alt", "")
    )


def _sheet(body: dict[str, Any]) -> Sheet:
    questions = tuple(
        Question(**(q | {"kind": FieldKind(q["kind"]), "choices": tuple((v, label) for v, label in q["choices"])}))
        for q in body["questions"]
    )
    return Sheet(body["form"], body["title"], body["submit"], questions, body["values"], body["hidden"])
