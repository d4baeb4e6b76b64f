"""Runs the bot and its web server in one loop until a signal asks it to stop."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from bot.cli.composition import Tertulia
from bot.cli.connections import Connection
from domain.errors import Misconfigured

log = structlog.get_logger()
GARBAGE = 20_000
"""New objects between two looks of the collector, some forty answers' worth: Python's own 700 are one answer's."""


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to us: its own way ends the process before the bot has stopped."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def asked_to_end(self) -> None:
        """The first signal ends it in good order, a second one without waiting for open requests."""
        self.force_exit = self.should_exit
        self.should_exit = True


def forever(main: Coroutine[object, object, None]) -> None:
    """Run the process's main coroutine on uvloop until it ends."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


def bound(host: str, port: int) -> socket.socket:
    """The listening socket, made before anything else starts.

    Raises:
        Misconfigured: the port is taken or the host is not ours.
    """
    # Named, because asyncio lets nothing wait only where it sees TCP: else an answer's second half comes 40 ms later.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise Misconfigured(
            f"{host}:{port} cannot be used ({error.strerror}): choose another TERTULIA_PORT."
        ) from error
    return listener


async def serve(app: ASGIApp, listener: socket.socket, bot: Tertulia, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; the bot starts once the server listens and stops before it ends.

    Args:
        app: the web application.
        listener: a bound socket.
        bot: started here, stopped here.
        ready: called when all of it runs.
    """
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )
    server = _Server(config)
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, server.asked_to_end)
    async with _serving(server, listener) as serving:
        try:
            await bot.start()
            gc.freeze()  # catalogues, routes, statements: they stay, so the collector need not look through them
            gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])
            ready()
            await serving
        finally:
            await bot.stop()


@contextlib.asynccontextmanager
async def _serving(server: _Server, listener: socket.socket) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 – uvicorn has no event for it
            await asyncio.sleep(0.005)
        yield task
    finally:
        server.should_exit = True
        await task
