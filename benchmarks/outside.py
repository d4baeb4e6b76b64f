"""The world outside a bot: a Bot API and a Web API that answer at once or after a round trip, and who writes to it."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from zlib import crc32

import httptools

CHAT = re.compile(rb'(?:chat_id|channel)(?:" ?: ?"?[DU]?|=[DU]?|"[^\x00]*?\r\n\r\n)(\d+)')
"""The chat of a call as JSON, as a form and as the parts of a multipart body."""
ME = {"id": 12345, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True}
BOT = {"ok": True, "url": "https://bench.slack.com/", "team": "Bench", "user": "bench", "team_id": "T00000001"}
SENT = b'{"ok":true,"result":{"message_id":%d,"date":1790000000,"chat":{"id":%s,"type":"private"},"text":"."}}'
POSTED = b'{"ok":true,"channel":"D%s","ts":"1790000000.%06d","message":{"type":"message","text":"."}}'


@dataclass
class Outside:
    """The far side of both platforms.

    Args:
        round_trip: seconds between a call's arrival and its answer.
    """

    round_trip: float = 0.0
    arrivals: list[float] = field(default_factory=list)
    """When each message arrived, on the monotonic clock."""
    waiting: dict[int, "asyncio.Future[float]"] = field(default_factory=dict)
    """Who waits for the next message to a chat."""
    refuses: Callable[[int], bytes | None] = lambda _: None
    """What a message to a chat is refused with, such as a 429."""

    def answer_to(self, path: bytes, body: bytes) -> bytes:
        """The JSON that a call is answered with."""
        method = path.rpartition(b"/")[2].partition(b"?")[0].decode()
        if method in {"sendMessage", "chat.postMessage"}:
            return self._message(method, body)
        if method in {"auth.test", "users.info"}:
            name = f"Ann {crc32(body) % 1000}"  # the body names the person
            user = {"id": "U1", "real_name": name, "tz": "Europe/Madrid", "locale": "en-US", "is_bot": False}
            return json.dumps(BOT | {"user_id": "U00000000", "bot_id": "B00000001", "user": user}).encode()
        return json.dumps({"ok": True, "result": ME if method == "getMe" else True}).encode()

    def _message(self, method: str, body: bytes) -> bytes:
        found = CHAT.search(body)
        chat = found[1] if found else b"0"
        now = time.monotonic()
        self.arrivals.append(now)
        waiter = self.waiting.pop(int(chat), None)
        if waiter and not waiter.done():
            waiter.set_result(now)
        return POSTED % (chat, len(self.arrivals)) if method[0] == "c" else SENT % (len(self.arrivals), chat)


class _Side(asyncio.Protocol):
    """One connection of a bot to the far side; httptools calls the `on_…` methods."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._path, self._body = b"", b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._parser: Any = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._path, self._body = b"", b""

    def on_url(self, url: bytes) -> None:
        self._path += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        answer = self._outside.answer_to(self._path, self._body)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
        if self._outside.round_trip:
            loop = asyncio.get_running_loop()
            loop.call_later(self._outside.round_trip, self._write, head + answer)
        else:
            self._write(head + answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


@asynccontextmanager
async def listening(outside: Outside) -> AsyncIterator[str]:
    """Serve it on a free port of 127.0.0.1 and give its address."""
    server = await asyncio.get_running_loop().create_server(lambda: _Side(outside), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


class Caller(asyncio.Protocol):
    """One kept-alive connection to a bot: posts a delivery and gives the status of the answer."""

    def __init__(self) -> None:
        self._status: asyncio.Future[int] | None = None

    @classmethod
    async def to(cls, port: int) -> "Caller":
        """A connection to that port of ours.

        Raises:
            OSError: nobody listens there yet.
        """
        _, caller = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return caller

    async def post(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer; 0 where the connection ended before it came."""
        self._status = asyncio.get_running_loop().create_future()
        lines = [f"POST {path} HTTP/1.1", "Host: bot", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self._status

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._parser: Any = httptools.HttpResponseParser(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._status and not self._status.done():
            self._status.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self._status and not self._status.done():
            self._status.set_result(int(self._parser.get_status_code()))
