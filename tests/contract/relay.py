"""Stands between an adapter and a real server: passes everything on, and cuts an answer off where a test says so."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from emulators.serve import CONNECTION, serving

HOP = {
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "content-encoding",
    "accept-encoding",
    "date",
    "server",
}


class Cut(StrEnum):
    """What becomes of one call; "after": the server has done it."""

    RESET_BEFORE = "reset before"
    BUSY_BEFORE = "503 before"
    RESET_AFTER = "reset after"
    BUSY_AFTER = "503 after"
    RUBBISH_AFTER = "200 with rubbish after"

    @property
    def done(self) -> bool:
        """Whether the server has heard of it."""
        return self.value.endswith("after")


class Relay:
    """Passes calls on to a server; those of `path` may be cut."""

    def __init__(self, server: str, path: str) -> None:
        self._server, self._path = server, path
        self.cuts: deque[Cut] = deque()

    async def __call__(self, request: Request) -> Response:
        """One call."""
        cut = self.cuts.popleft() if self.cuts and request.url.path == self._path and request.method == "POST" else None
        answer = await self._passed(request) if cut is None or cut.done else Response()
        if cut in {Cut.RESET_BEFORE, Cut.RESET_AFTER}:
            request.scope["extensions"][CONNECTION].reset()
        if cut in {Cut.BUSY_BEFORE, Cut.BUSY_AFTER}:
            return PlainTextResponse("busy", 503)
        return Response(b"<html>fine</html>", 200) if cut is Cut.RUBBISH_AFTER else answer

    async def _passed(self, request: Request) -> Response:
        headers = {name: value for name, value in request.headers.items() if name not in HOP}
        url = f"{self._server}{request.url.path}" + (f"?{request.url.query}" if request.url.query else "")
        async with (
            aiohttp.ClientSession(auto_decompress=True) as session,
            session.request(request.method, url, headers=headers, data=await request.body()) as answer,
        ):
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP}
            return Response(await answer.read(), answer.status, kept)


@asynccontextmanager
async def relaying(server: str, path: str) -> AsyncIterator[tuple[Relay, str]]:
    """A relay to that server, and its address."""
    relay = Relay(server, path)
    every = ["GET", "POST", "PUT", "DELETE", "PATCH"]
    async with serving(Starlette(routes=[Route("/{rest:path}", relay.__call__, methods=every)])) as address:
        yield relay, address
