"""The ledger's door: a bare HTTP server that can also reset, hang, cut its answer and speak nonsense."""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from emulators.telegram.faults import BEFORE_READING, Fault
from tests.torture.ledger import Answer, Ledger

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"
RESET = struct.pack("ii", 1, 0)
"""A socket closed with this answers with a reset instead of an orderly end."""
NONSENSE = b'{"ok":true,"result":{"message_id":'


class _Line(asyncio.Protocol):
    """One connection: requests one after the other."""

    def __init__(self, ledger: Ledger, lines: set["_Line"]) -> None:
        self._ledger, self._lines = ledger, lines
        self._heard, self._method = b"", ""
        self._fault: Fault | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._lines.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._lines.discard(self)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, rest = self._heard.partition(END)
        if not found:
            return
        if not self._method:
            self._method = head.split(b" ", 2)[1].rsplit(b"/", 1)[-1].decode()
            self._fault = self._ledger.faults.pick(self._method)
        if self._fault in BEFORE_READING:
            self._unread(self._fault)
            return
        length = LENGTH.search(head)
        size = int(length[1]) if length else 0
        if len(rest) >= size:
            self._answer(rest[:size])

    def hang_up(self) -> None:
        self._transport.abort()

    def _unread(self, fault: Fault | None) -> None:
        if fault is Fault.RESET_BEFORE:
            self._reset()

    def _answer(self, body: bytes) -> None:
        answer = self._ledger.take(self._method, body, self._fault)
        self._heard, self._method, self._fault = b"", "", None
        if answer.wait:
            asyncio.get_running_loop().call_later(answer.wait, self._say, answer)
        else:
            self._say(answer)

    def _say(self, answer: Answer) -> None:
        if self._transport.is_closing():
            return
        match answer.fault:
            case Fault.RESET_AFTER:
                self._reset()
            case Fault.HANG_AFTER:
                return
            case Fault.HALF_BODY:
                self._transport.write(_written(200, answer.body)[: -len(answer.body) // 2])
                self._transport.close()
            case Fault.UNAVAILABLE_AFTER:
                self._transport.write(_written(503, b"Service Unavailable"))
            case Fault.BROKEN_JSON:
                self._transport.write(_written(200, NONSENSE))
            case _:
                self._transport.write(_written(answer.status, answer.body))

    def _reset(self) -> None:
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._transport.abort()


def _written(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@asynccontextmanager
async def recording(ledger: Ledger) -> AsyncIterator[str]:
    """Serve the ledger on a free port of 127.0.0.1 and give its address."""
    lines: set[_Line] = set()
    server = await asyncio.get_running_loop().create_server(lambda: _Line(ledger, lines), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for line in list(lines):
            line.hang_up()
        await server.wait_closed()
