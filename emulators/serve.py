"""Runs an ASGI app on 127.0.0.1 inside the current event loop, for as long as a block lasts."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

CONNECTION = "emulators.connection"
"""Under this name in `scope["extensions"]` an app finds the `Connection` it is answering on."""


@dataclass(frozen=True)
class Connection:
    """The socket under a request: what ASGI hides and a server that misbehaves needs."""

    transport: asyncio.Transport

    def reset(self) -> None:
        """Drop the connection so that the other side sees a reset, not an orderly end."""
        sock = self.transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def close(self) -> None:
        """End the connection after what was written so far."""
        self.transport.close()


class _Server(uvicorn.Server):
    """uvicorn that leaves the process's signals alone and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn's way to say so would end the whole process
            raise RuntimeError("The app refused to start; its lifespan failed.") from None
        self.listening.set()

    def hang_up(self) -> None:
        """End every open connection, so that long polls notice and nothing waits for them."""
        for protocol in list(self.server_state.connections):
            transport = cast("Any", protocol).transport
            if transport is not None:
                transport.abort()


def _with_connection(app: ASGIApp) -> ASGIApp:
    """Hand the app the connection itself; uvicorn's `receive` is a method of the request that owns it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is not None:
            scope.setdefault("extensions", {})[CONNECTION] = Connection(transport)
        await app(scope, receive, send)

    return wrapped


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """Serve the app on a free port of 127.0.0.1 and give its address, `http://127.0.0.1:PORT`."""
    sock = socket.socket(proto=socket.IPPROTO_TCP)  # unnamed, asyncio lets each answer wait 40 ms for its second half
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        _with_connection(app),
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        interface="asgi3",
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[sock]))
    listening = asyncio.create_task(server.listening.wait())
    await asyncio.wait({running, listening}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if running.done():
            await running
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        listening.cancel()
        server.should_exit = True
        server.hang_up()
        if not running.done():
            await running
        sock.close()
