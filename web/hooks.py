"""Webhooks: what platforms post to us, handed to their adapters as raw headers and bytes."""

import asyncio
from typing import Protocol, runtime_checkable

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

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


LENGTH = b"content-length"
END = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
"""Whatever is still to come of that request is not read."""
LATE: Page = (408, END, b"That took too long.")
LARGE: Page = (413, END, b"That is too large.")


class Hooked(Route):
    """`POST path` for an adapter.

    Args:
        path: where the platform posts to.
        adapter: is given raw headers and body.
        slowest: seconds that a body may take.
    """

    def __init__(self, path: str, adapter: Hook, slowest: float = SLOWEST) -> None:
        super().__init__(path, self.taken, methods=["POST"])
        self._adapter, self._slowest = adapter, slowest
        self.app = self.taken

    async def taken(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as an ASGI application: request and response objects cost more than most answers."""
        try:
            async with asyncio.timeout(self._slowest):
                body = await _body(scope, receive)
        except ClientDisconnect:
            await _say(send, 400)
        except TimeoutError:
            await _say(send, LATE)
        else:
            await _say(send, LARGE if body is None else await self._adapter.hook(scope["headers"], body))


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is larger than anything a platform sends."""
    if _announced(scope["headers"]) > MOST:
        return None
    body, more = b"", True
    while more:
        part = await receive()
        if part["type"] == "http.disconnect":
            raise ClientDisconnect
        body += part.get("body", b"")
        more = part.get("more_body", False)
        if len(body) > MOST:
            return None
    return body


def _announced(headers: Headers) -> int:
    """The size that the head names; 0 where it names none."""
    named = next((value for name, value in headers if name == LENGTH), b"")
    return int(named[:12]) if named.isdigit() else 0


async def _say(send: Send, page: Page | int) -> None:
    status, headers, body = (page, [], b"") if isinstance(page, int) else page
    given = [header for header in headers if header[0].lower() != LENGTH]
    head = [*given, (LENGTH, b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


def response(page: Page | int) -> Response:
    """What an adapter answers, as Starlette sends it."""
    if isinstance(page, int):
        return Response(status_code=page)
    status, headers, body = page
    answer = Response(body, status)
    answer.raw_headers += [header for header in headers if header[0].lower() != LENGTH]
    return answer
