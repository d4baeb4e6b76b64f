"""Wakes the senders of all processes within milliseconds: PostgreSQL's NOTIFY, heard on a connection of its own."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Connection

from domain.errors import Unavailable
from storage.db import Database

log = structlog.get_logger()
CHANNEL = "tertulia_outbox"
PAUSE = 0.3
"""Seconds between looks whether the process ends, and before a lost connection is made again."""


class Bell:
    """Rung after a commit that leaves something to send; a ring that gets lost costs a second, no row.

    Args:
        db: PostgreSQL.
        heard: called in the loop whenever any process rang.
    """

    def __init__(self, db: Database, heard: Callable[[], None]) -> None:
        self._db, self._heard = db, heard
        self._asked, self._ended = asyncio.Event(), threading.Event()
        self._ringing: asyncio.Task[None] | None = None
        self._listening: asyncio.Future[None] | None = None

    def start(self, *, listens: bool) -> None:
        """Begin; a process that never sends only rings."""
        loop = asyncio.get_running_loop()
        self._ringing = asyncio.create_task(self._ring(), name="bell")
        if listens:
            self._listening = loop.create_future()
            threading.Thread(target=self._listen, args=(loop, self._listening), name="bell", daemon=True).start()

    def ring(self) -> None:
        """Tell every process, soon; what is said together is one ring."""
        self._asked.set()

    async def stop(self) -> None:
        """End."""
        self._ended.set()
        if self._ringing:
            self._ringing.cancel()
            await asyncio.gather(self._ringing, return_exceptions=True)
        if self._listening:
            await self._listening

    async def _ring(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self._db.run(_notify)
            except Unavailable as trouble:
                log.info("a ring was lost", reason=str(trouble))

    def _listen(self, loop: asyncio.AbstractEventLoop, over: "asyncio.Future[None]") -> None:
        """On a thread: the driver's own way to wait for notifications."""
        while not self._ended.is_set():
            try:
                with self._db.engine.connect() as connection:
                    self._hear(connection, loop)
            except Exception as trouble:  # noqa: BLE001 – whatever ended the connection, another one is made
                if not self._ended.is_set():
                    log.warning("the bell is not heard now", reason=type(trouble).__name__)
                self._ended.wait(PAUSE)
        loop.call_soon_threadsafe(over.set_result, None)

    def _hear(self, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        raw: Any = connection.connection.driver_connection
        connection.detach()  # it must not go back among the others: it listens
        raw.autocommit = True
        raw.execute(f"LISTEN {CHANNEL}")
        loop.call_soon_threadsafe(self._heard)  # what was rung while nobody listened
        while not self._ended.is_set():
            for _ in raw.notifies(timeout=PAUSE, stop_after=1):
                loop.call_soon_threadsafe(self._heard)


def _notify(db: Connection) -> None:
    db.exec_driver_sql(f"NOTIFY {CHANNEL}")
