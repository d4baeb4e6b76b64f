"""The people's side over HTTP: a small JSON API with which a page in the browser plays any person."""

import asyncio
import base64
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from emulators.telegram.broken import Json
from emulators.telegram.errors import NotVisible
from emulators.telegram.model import Payload
from emulators.telegram.telegram import Telegram

LONG_POLL = 20.0
SHOWN_MESSAGES = 200
INLINE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class _MissingError(ValueError):
    """The page sent a body that lacks something."""


def _field(body: Payload, name: str, kind: type) -> Any:
    value = body.get(name)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _MissingError(f"{name} must be given as {kind.__name__}.")
    return value


def _bytes(body: Payload) -> bytes:
    try:
        return base64.b64decode(_field(body, "content", str), validate=True)
    except ValueError:
        raise _MissingError("content must be given in base64.") from None


class Client:
    """What a page may ask and do; the emulator holds no secrets, so nobody has to log in."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram

    async def people(self, _: Request) -> Response:
        """Everybody who has an account."""
        return Json(
            [
                asdict(user) | {"started": chat.started, "blocked": chat.blocked}
                for user in self.telegram.users.values()
                for chat in [self.telegram.chats[user.id]]
            ],
        )

    async def chat(self, request: Request) -> Response:
        """A person's screen; with `since` it waits until the screen differs from that version."""
        user_id = request.path_params["user_id"]
        if user_id not in self.telegram.users:
            return _refusal("There is no such person.", 404)
        since = request.query_params.get("since", "")
        if since.isdecimal():
            await self._changed(request, user_id, int(since))
        return Json(self._screen(user_id))

    async def _changed(self, request: Request, user_id: int, since: int) -> None:
        gone = asyncio.create_task(_hung_up(request))
        try:
            changed = self.telegram.updates.signal.until
            await changed(lambda: self.telegram.version_for(user_id) != since, LONG_POLL, gone)
        finally:
            gone.cancel()

    def _screen(self, user_id: int) -> Payload:
        telegram = self.telegram
        return {
            "version": telegram.version_for(user_id),
            "bot": {"name": telegram.bot_name, "username": telegram.username},
            "chat_id": user_id,
            "blocked": telegram.chats[user_id].blocked,
            "messages": [asdict(shown) for shown in telegram.sees(user_id)[-SHOWN_MESSAGES:]],
            "toasts": [asdict(toast) for toast in telegram.toasts(user_id)[-20:]],
            "keyboard": telegram.keyboard(user_id),
            "commands": telegram.menu(user_id),
            "groups": [
                {
                    "chat_id": chat_id,
                    "title": telegram.chats[chat_id].title,
                    "messages": [asdict(shown) for shown in telegram.group_sees(chat_id)[-SHOWN_MESSAGES:]],
                }
                for chat_id in telegram.groups_of(user_id)
            ],
        }

    async def act(self, request: Request) -> Response:
        """One thing a person does: say, tap, file, location, block, unblock."""
        try:
            body = await request.json()
            if not isinstance(body, dict):
                raise _MissingError("A JSON object is needed.")
            return Json({"ok": True, "result": self._do(request.path_params["what"], body)})
        except NotVisible as problem:
            return _refusal(str(problem), 409)
        except ValueError as problem:  # broken JSON and an empty message are ValueErrors too
            return _refusal(str(problem), 400)

    def _do(self, what: str, body: Payload) -> int | str | None:
        user_id = _field(body, "user_id", int)
        match what:
            case "say":
                chat_id = None if body.get("chat_id") is None else _field(body, "chat_id", int)
                return self.telegram.says(user_id, _field(body, "text", str), chat_id).id
            case "tap":
                place, message = _field(body, "chat_id", int), _field(body, "message_id", int)
                return self.telegram.taps(user_id, place, message, _field(body, "data", str))
            case "file":
                name, mime, words = (_field(body, name, str) for name in ("name", "mime", "text"))
                content = _bytes(body)
                if mime == "image/jpeg":  # the app sends a photo as one
                    return self.telegram.sends_photo(user_id, content, words).id
                return self.telegram.sends_document(user_id, name, content, mime, words).id
            case "location":
                lat, lon = _field(body, "lat", float), _field(body, "lon", float)
                return self.telegram.shares_location(user_id, lat, lon).id
            case "block" | "unblock" if user_id in self.telegram.users:
                stop = what == "block" and body.get("blocked", True)
                (self.telegram.blocks if stop else self.telegram.unblocks)(user_id)
                return None
        raise NotVisible("A person cannot do that here.")

    async def file(self, request: Request) -> Response:
        """A file's content; only pictures are shown in the page, anything else is saved."""
        stored = self.telegram.files.get(request.path_params["file_id"])
        if stored is None:
            return _refusal("There is no such file.", 404)
        safe = stored.mime in INLINE_TYPES
        name = "".join(c for c in stored.name if c.isascii() and (c.isalnum() or c in "._-")) or "file"
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f'{"inline" if safe else "attachment"}; filename="{name}"',
        }
        return Response(stored.content, media_type=stored.mime if safe else "application/octet-stream", headers=headers)


def _refusal(sentence: str, status: int) -> Response:
    return Json({"ok": False, "error": sentence}, status)


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def client_routes(telegram: Telegram) -> list[Route]:
    """The addresses of the people's side."""
    client = Client(telegram)
    return [
        Route("/people", client.people),
        Route("/chats/{user_id:int}", client.chat),
        Route("/file/{file_id}", client.file),
        Route("/{what}", client.act, methods=["POST"]),
    ]
