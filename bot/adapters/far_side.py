"""Calls to one host over connections that stay open; whatever fails, it is known whether a byte had left.

A general client costs more than all else about a send: sessions, cookies, redirects, proxies, bodies of every kind.
What leaves here is one small body to one address, and what must never be wrong is whether it may be sent again.
"""

import asyncio
import ssl
from collections.abc import Mapping
from socket import SOCK_STREAM
from time import monotonic
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import aiohappyeyeballs
import httptools

from domain.failpoints import Passing

MOST = 100
"""Calls at once; one more waits for its place as it would for a connection."""
IDLE = 15.0
"""Seconds after which a quiet connection is left alone: the far side may be hanging up just now."""
SLOW_LINE = 250_000
"""Bytes a second that even a poor line takes: a large file has more time."""


class NotSentError(Exception):
    """No byte left: no name, no connection in time, no certificate, no free place."""


class InDoubtError(Exception):
    """A byte left and no whole answer came back."""


class Reply(NamedTuple):
    """A whole answer; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Request(NamedTuple):
    """What is posted, and how many seconds its answer may take."""

    path: str
    body: bytes
    headers: Mapping[str, str]
    patience: float

    def written(self, host: str) -> bytes:
        """As it leaves.

        Raises:
            ValueError: a header or the path would not stay on its line.
        """
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if not all(map(str.isprintable, lines)):
            raise ValueError("not a line")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class FarSide:
    """Everything that is posted to one host.

    Args:
        address: such as https://api.telegram.org; a path in it is put before each call's own.
        connect: seconds until a connection stands; this makes one that never came about known as such.
        passing: told of each failpoint inside a request that asks for it.
    """

    def __init__(self, address: str, connect: float = 10.0, passing: Passing | None = None) -> None:
        parts = urlsplit(address)
        self._secure, self._name = parts.scheme == "https", parts.hostname or ""
        self._port = parts.port or (443 if self._secure else 80)
        self._host, self._base = parts.netloc.rpartition("@")[2], parts.path.rstrip("/")
        self._connect, self._passing = connect, passing
        self._tls: ssl.SSLContext | None = None
        self._places = asyncio.Semaphore(MOST)
        self._open: set[_Connection] = set()
        self._idle: list[_Connection] = []

    async def post(self, request: Request, *, points: bool = False) -> Reply:
        """The answer, whatever its status.

        Args:
            request: `path` begins with a slash.
            points: whether this request passes the failpoints of a send.

        Raises:
            NotSentError: it may be sent again.
            InDoubtError: nobody knows.
        """
        begun = False
        try:
            written = request.written(self._host)[len("POST ") :]
            connection = await self._taken()
            try:
                begun = True
                patience = request.patience + len(written) / SLOW_LINE
                return await connection.exchanged(
                    b"POST " + self._base.encode() + written, patience, self._passing if points else None
                )
            finally:
                self._back(connection)
        except Exception as error:  # noqa: BLE001 – whatever it was, only "had a byte left?" counts
            # Its kind only: what lies below may quote the address, and the address may hold a token.
            words = "took too long" if isinstance(error, TimeoutError) else type(error).__name__
            raise (InDoubtError if begun else NotSentError)(words) from None

    async def close(self) -> None:
        """Hang up; a later call opens new connections."""
        for connection in list(self._open):
            connection.hang_up()

    async def _taken(self) -> "_Connection":
        """A connection that is still good, else a new one."""
        if not self._places.locked():
            await self._places.acquire()
        else:
            async with asyncio.timeout(self._connect):
                await self._places.acquire()
        try:
            while self._idle:
                connection = self._idle.pop()
                if connection.good and monotonic() - connection.idle_since < IDLE:
                    return connection
                connection.hang_up()
            async with asyncio.timeout(self._connect):
                return await self._opened()
        except BaseException:
            self._places.release()
            raise

    def _back(self, connection: "_Connection") -> None:
        self._places.release()
        if connection.good:
            connection.idle_since = monotonic()
            self._idle.append(connection)
        else:
            connection.hang_up()

    async def _opened(self) -> "_Connection":
        """The first of the host's addresses that answers, tried side by side: one of two networks may be deaf."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._name, self._port, type=SOCK_STREAM)
        taken = await aiohappyeyeballs.start_connection(found, happy_eyeballs_delay=0.25, loop=loop)
        more: dict[str, Any] = {"ssl": self._context(), "server_hostname": self._name} if self._secure else {}
        try:
            _, connection = await loop.create_connection(lambda: _Connection(self._open), sock=taken, **more)
        except BaseException:
            taken.close()
            raise
        return connection

    def _context(self) -> ssl.SSLContext:
        """Made once, for it reads all certificates of the machine."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


class _Connection(asyncio.Protocol):
    """One exchange after the other, never two at once; httptools calls the `on_…` methods."""

    def __init__(self, among: "set[_Connection]") -> None:
        self._among = among
        self._loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[Reply] | None = None
        self._passing: Passing | None = None
        self.good, self.idle_since = True, 0.0
        """Whether another exchange may begin here."""

    async def exchanged(self, request: bytes, patience: float, passing: Passing | None) -> Reply:
        """Write the request; gives the answer to it."""
        self.good, self._passing = False, passing
        answer: asyncio.Future[Reply] = self._loop.create_future()
        self._answer = answer
        self._begin()
        timer = self._loop.call_later(patience, self._fail, TimeoutError())
        try:
            if passing:
                await self._in_halves(request, passing)
            else:
                self._transport.write(request)
            return await answer  # which may be here before the second half has left
        finally:
            timer.cancel()

    async def _in_halves(self, request: bytes, passing: Passing) -> None:
        """Two writes with a point after each, at which a test may end the process."""
        half = len(request) // 2
        for part, point in ((request[:half], "outbox.half_written"), (request[half:], "outbox.request_written")):
            self._transport.write(part)
            await asyncio.sleep(0)  # uvloop writes at the end of its turn
            passing(point)

    def hang_up(self) -> None:
        """End it; who waits for an answer is in doubt."""
        self.good = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._parser: Any = httptools.HttpResponseParser(self)
        self._among.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._among.discard(self)
        self._fail(exc or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        if self._answer is None:  # what comes unasked, such as a late 408, answers nothing of ours
            self.hang_up()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(error)

    def _begin(self) -> None:
        self._headers: dict[str, str] = {}
        self._body = b""

    def on_message_begin(self) -> None:
        self.good = False  # true again only at the end of what was asked for

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if self._passing:
            self._passing("outbox.headers_read")

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # an announcement; the answer follows
            self._begin()
            return
        answer, self._answer = self._answer, None
        if answer and not answer.done():
            self.good = self._parser.should_keep_alive() and not self._transport.is_closing()
            answer.set_result(Reply(status, self._headers, self._body))

    def _fail(self, error: Exception) -> None:
        answer, self._answer, self.good = self._answer, None, False
        if answer and not answer.done():
            answer.set_exception(error)
