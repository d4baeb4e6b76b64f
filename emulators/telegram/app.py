"""The HTTP side of the emulated Bot API: `/bot<token>/<method>`, files, and the people's `/client`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from emulators.telegram.broken import Json, spoilt
from emulators.telegram.client import client_routes
from emulators.telegram.errors import ApiError, bad, no_such_method, unauthorized
from emulators.telegram.faults import BEFORE_READING
from emulators.telegram.files import by_path
from emulators.telegram.methods import GET_UPDATES, proper_name
from emulators.telegram.model import Payload
from emulators.telegram.params import Params, Upload, decode
from emulators.telegram.telegram import Telegram

LARGEST_FIELD = 4 * 1024 * 1024


async def read_params(request: Request) -> dict[str, Any]:
    """The parameters of a call from the address, the form, the multipart body or the JSON body."""
    raw: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = await request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise bad("can't parse JSON object")
        raw |= body
    else:
        async with request.form(max_part_size=LARGEST_FIELD) as form:
            for name, value in form.multi_items():
                raw[name] = await _upload(value) if isinstance(value, UploadFile) else value
    return decode(raw)


async def _upload(part: UploadFile) -> Upload:
    return Upload(part.filename or "file", part.content_type or "application/octet-stream", await part.read())


class BotApi:
    """The bot's side over HTTP."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram

    async def method(self, request: Request) -> Response:
        """One call of the bot."""
        try:
            name = self._admitted(request)
        except ApiError as error:
            return Json(error.body(), error.code)
        fault = self.telegram.faults.pick(name)
        if fault in BEFORE_READING:
            return spoilt(fault, 0, {})
        try:
            params = await read_params(request)
            if name == GET_UPDATES:
                return Json({"ok": True, "result": await self._updates(request, params)})
        except ApiError as error:
            self.telegram.record(name, {}, error.description, fault)
            return Json(error.body(), error.code)
        status, answer = self.telegram.call(name, params, fault)
        if self.telegram.updates.webhook is not None:
            self.telegram.courier.start()  # a mounted app has no lifespan of its own
        return spoilt(fault, status, answer)

    def _admitted(self, request: Request) -> str:
        if request.path_params["token"] != self.telegram.token:
            raise unauthorized()
        name = proper_name(request.path_params["method"])
        if name is None:
            self.telegram.record(request.path_params["method"], {}, "Not Found: method not found")
            raise no_such_method()
        return name

    async def _updates(self, request: Request, given: dict[str, Any]) -> list[Payload]:
        """Long polling: wait for an update until the time is over, somebody else polls, or the client is gone."""
        self.telegram.check(GET_UPDATES, given)
        params, updates = Params(given), self.telegram.updates
        poller = updates.begin_poll()
        updates.allow(params.get("allowed_updates"))
        seconds = min(max(params.integer("timeout"), 0), 50)
        offset, limit = params.integer("offset"), params.integer("limit", 100)
        found = updates.take(offset, limit)

        def news() -> bool:
            updates.still_polling(poller)
            found.extend(updates.take(0, limit))
            return bool(found)

        gone = asyncio.create_task(_disconnected(request))
        try:
            if not found:
                await updates.signal.until(news, seconds, gone)
        finally:
            gone.cancel()
        self.telegram.record(GET_UPDATES, given, "ok")
        return found

    async def file(self, request: Request) -> Response:
        """The content of a file that `getFile` named."""
        stored = by_path(self.telegram, request.path_params["path"])
        if request.path_params["token"] != self.telegram.token or stored is None:
            return Json({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Response(stored.content, media_type=stored.mime)


async def _disconnected(request: Request) -> None:
    message = await request.receive()
    while message["type"] != "http.disconnect":
        message = await request.receive()


def telegram_app(telegram: Telegram) -> Starlette:
    """The emulated Telegram as an ASGI app that works under any prefix."""
    api = BotApi(telegram)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        telegram.courier.start()
        yield
        await telegram.courier.stop()

    return Starlette(
        routes=[
            Route("/file/bot{token}/{path:path}", api.file),
            Route("/bot{token}/{method}", api.method, methods=["GET", "POST"]),
            Mount("/client", routes=client_routes(telegram)),
        ],
        lifespan=lifespan,
    )
