"""Connections that would keep a place for ever: a head that never ends, a body that never ends, a head of megabytes."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn

from bot.cli.connections import HEAD, Connection
from bot.cli.serving import bound
from web import app, hooks
from web.hooks import Headers

POST = b"POST /hook HTTP/1.1\r\nHost: bot\r\n"
GOOD = POST + b"Content-Length: 2\r\n\r\nhi"


class Hasty(Connection):
    """The same with less patience, so that no test waits long."""

    soon = 0.2


class Ear:
    """Hears whatever is whole."""

    async def hook(self, headers: Headers, body: bytes) -> int:
        del headers
        return 200 if body else 400


@pytest.fixture
async def port() -> AsyncIterator[int]:
    listener = bound("127.0.0.1", 0)
    config = uvicorn.Config(
        app.build([hooks.Hooked("/hook", Ear(), slowest=0.2)]), http=Hasty, log_config=None, lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await serving


async def said(port: int, *pieces: bytes, until_closed: bool = True) -> bytes:
    """Send these, then nothing more, and read whatever comes until the server ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(reader.read() if until_closed else reader.readline(), 30)
    except ConnectionError:
        return b"reset"
    finally:
        writer.close()


async def test_a_whole_request_is_served_twice_on_one_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(GOOD)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_head_that_never_ends_is_hung_up_on(port: int) -> None:
    assert await said(port) == b""
    assert await said(port, POST + b"X-Slow: ") == b""


async def test_a_second_head_that_never_ends_is_too(port: int) -> None:
    assert (await said(port, GOOD + POST)).count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "pieces",
    [
        (POST + b"Content-Length: 100\r\n\r\n", b"ninety-nine short"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n"),
    ],
    ids=["of a known length", "in pieces"],
)
async def test_a_body_that_never_ends_is_answered_and_hung_up_on(port: int, pieces: tuple[bytes, ...]) -> None:
    answer = await said(port, *pieces)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in answer


async def test_what_follows_a_body_that_is_too_large_is_not_read(port: int) -> None:
    head = POST + b"Content-Length: 10000000\r\n\r\n"
    assert (await said(port, head)).startswith(b"HTTP/1.1 413")
    assert (await said(port, GOOD)).startswith(b"HTTP/1.1 200")


async def test_a_head_of_megabytes_is_refused_while_it_comes(port: int) -> None:
    answer = await said(port, POST + b"X-Large: ", *[b"x" * 10_000] * (HEAD // 10_000 + 2))
    assert not answer.startswith(b"HTTP/1.1 2"), "it ends, with a word about it where that still arrives"


async def test_the_second_half_of_an_answer_does_not_wait_for_the_first_to_be_confirmed() -> None:
    """Forty milliseconds an answer, wherever uvloop is not installed."""
    listener = bound("127.0.0.1", 0)
    heard: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def hears(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at_once = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        heard.set_result(at_once)
        writer.close()

    async with await asyncio.start_server(hears, sock=listener):
        await said(listener.getsockname()[1])
        assert await heard != 0
