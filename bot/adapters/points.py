"""The points inside one request at which a test may end the process: half written, written, answered."""

import asyncio
from collections.abc import Callable

import aiohttp
from aiohttp.abc import AbstractStreamWriter

Passing = Callable[[str], None]


class InHalves(aiohttp.BytesPayload):
    """A body that leaves in two writes with a point after each.

    Args:
        body: all of it.
        passing: told of each point.
    """

    def __init__(self, body: bytes, passing: Passing) -> None:
        super().__init__(body)
        self._whole, self._passing = body, passing

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Write it; aiohttp's own way is one write."""
        del content_length
        half = len(self._whole) // 2
        for part, point in (
            (self._whole[:half], "outbox.half_written"),
            (self._whole[half:], "outbox.request_written"),
        ):
            await writer.write(part)
            await asyncio.sleep(0)  # uvloop writes at the end of its turn
            self._passing(point)


def watched(passing: Passing, *methods: str) -> aiohttp.ClientMiddlewareType:
    """For a session that a library drives: the points stand in calls of these methods (the path's last part)."""

    async def pass_on(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        if not request.url.name.startswith(methods) or not isinstance(request.body, aiohttp.Payload):
            return await handler(request)
        await request.update_body(InHalves(await request.body.as_bytes(), passing))
        response = await handler(request)
        passing("outbox.headers_read")
        return response

    return pass_on
