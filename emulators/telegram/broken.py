"""Answers that are none: a reset connection, silence, half a body."""

import json
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from emulators.serve import CONNECTION, Connection
from emulators.telegram.faults import Fault
from emulators.telegram.model import Payload


class Json(Response):
    """JSON in ASCII, so that a lone surrogate in what a person typed can travel."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Escaped JSON."""
        return json.dumps(content).encode("ascii")


async def _gone(receive: Receive) -> None:
    """Wait until the client has hung up."""
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()


async def _half(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode("ascii"))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


class Reset(Response):
    """Drops the connection; without a hold on it, an answer that ends before its body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a TCP reset."""
        connection: Connection | None = scope.get("extensions", {}).get(CONNECTION)
        if connection is None:
            await _half(send, 200, b"  ")
            return
        connection.reset()
        await _gone(receive)


class Hang(Response):
    """Says nothing until the client gives up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Wait for the client."""
        await _gone(receive)


class HalfBody(Response):
    """Ends the connection in the middle of the promised body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half and close."""
        await _half(send, self.status_code, bytes(self.body))
        connection: Connection | None = scope.get("extensions", {}).get(CONNECTION)
        if connection is not None:
            connection.close()
            await _gone(receive)


def spoilt(fault: Fault | None, status: int, answer: Payload) -> Response:
    """The answer to a call that was carried out, as the fault lets it through."""
    match fault:
        case Fault.RESET_AFTER | Fault.RESET_BEFORE:
            return Reset()
        case Fault.HANG_AFTER | Fault.HANG_BEFORE:
            return Hang()
        case Fault.UNAVAILABLE_AFTER:
            return Response("Service Unavailable", 503)
        case Fault.BROKEN_JSON:
            return Response('{"ok":true,"result":{"message_id":', 200, media_type="application/json")
        case Fault.HALF_BODY:
            return HalfBody(json.dumps(answer), status)
    return Json(answer, status)
