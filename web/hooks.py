"""Webhooks: what platforms post to us, handed to their adapters as raw headers and bytes."""

import asyncio
from typing import Protocol, runtime_checkable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

MOST = 1_000_000
"""Bytes a body may have; Telegram's and Slack's largest are far below."""
SLOWEST = 10.0
"""Seconds a body may take; a platform's arrives at once, and what never ends is nobody's."""

Headers = list[tuple[bytes, bytes]]
Page = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, headers and body of an answer."""


@runtime_checkable
class Hook(Protocol):
    """An adapter's face to HTTP: judges raw headers and body, returns status, headers and body of the answer."""

    async def hook(self, headers: Headers, body: bytes) -> Page | int:
        """Answer one request with a page, or a bare status; never raises for hostile input."""
        ...


END = {"connection": "close"}
"""Whatever is still to come of that request is not read."""


def route(path: str, adapter: Hook, slowest: float = SLOWEST) -> Route:
    """`POST path` for an adapter, whose body may take so many seconds."""

    async def receive(request: Request) -> Response:
        try:
            async with asyncio.timeout(slowest):
                body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except TimeoutError:
            return Response("That took too long.", 408, END)
        if body is None:
            return Response("That is too large.", 413, END)
        return response(await adapter.hook(list(request.headers.raw), body))

    return Route(path, receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """The whole body; None as soon as it is larger than anything a platform sends."""
    if request.headers.get("content-length", "").isdecimal() and int(request.headers["content-length"][:12]) > MOST:
        return None
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST:
            return None
        parts.append(part)
    return b"".join(parts)


def response(page: Page | int) -> Response:
    """What an adapter answers, as Starlette sends it."""
    if isinstance(page, int):
        return Response(status_code=page)
    status, headers, body = page
    answer = Response(body, status)
    answer.raw_headers += [header for header in headers if header[0].lower() != b"content-length"]
    return answer
