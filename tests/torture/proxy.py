"""Stands between a bot and PostgreSQL and cuts connections in the middle of a COMMIT, on a seed."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.engine import make_url

COMMIT = b"COMMIT"
CHUNK = 65536


class Cutter:
    """Decides which commits lose their connection.

    Args:
        seed: of the choice.
        share: of the commits that are cut.
    """

    def __init__(self, seed: int, share: float) -> None:
        self._chance, self.share = random.Random(seed), share
        self.cut: Counter[str] = Counter()

    def pick(self) -> str:
        """`before`: PostgreSQL never hears of the commit. `after`: it is done, and the bot never hears of that."""
        if self._chance.random() >= self.share:
            return ""
        where = self._chance.choice(("before", "after"))
        self.cut[where] += 1
        return where


async def _carry(cutter: Cutter, socket_file: str, client: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
    """One connection until either side ends it."""
    heard, said = client
    there, to_server = await asyncio.open_unix_connection(socket_file)
    back = asyncio.create_task(_copy(there, said))
    try:
        while chunk := await heard.read(CHUNK):
            where = cutter.pick() if COMMIT in chunk else ""
            if where == "before":
                return
            if where == "after":
                back.cancel()
                with suppress(asyncio.CancelledError):
                    await back
            to_server.write(chunk)
            await to_server.drain()
            if where == "after":
                await there.read(CHUNK)  # the answer that the bot never sees
                return
    finally:
        back.cancel()
        for writer in (said, to_server):
            writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def cutting(url: str, cutter: Cutter) -> AsyncIterator[str]:
    """The address of the same database through the proxy.

    Args:
        url: of a database that listens on a socket file.
        cutter: what it suffers.
    """
    address = make_url(url)
    folder, open_now = str(address.query["host"]), set[asyncio.Task[None]]()

    async def connected(heard: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        open_now.add(task)
        with suppress(ConnectionError, asyncio.CancelledError):
            await _carry(cutter, f"{folder}/.s.PGSQL.5432", (heard, said))
        open_now.discard(task)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield address.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
    finally:
        server.close()
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
