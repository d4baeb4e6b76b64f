"""The shelf of the sender: pictures that lie beside their letters, and how each platform calls them."""

import asyncio
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import Connection

from bot.adapters.base import SendFailed
from domain.delivery import Outcome
from domain.errors import Unavailable
from storage import picture_files as files
from storage.db import Database

T = TypeVar("T")
log = structlog.get_logger()
Bringing = MutableMapping[tuple[str, str, str], asyncio.Lock]


class Shelves:
    """One for each channel and workspace; whoever brings a picture there does so alone.

    Args:
        db: the database.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._bringing: Bringing = WeakValueDictionary()

    def of(self, adapter: str, workspace: str) -> "Shelf":
        """Of that channel: a name of one platform, or of one workspace, means nothing in another."""
        return Shelf(self._db, adapter, workspace, self._bringing)


class Shelf:
    """What one platform is shown.

    Args:
        db: the database.
        adapter: the channel.
        workspace: where the channel's token counts.
        bringing: what is on its way, shared by all shelves.
    """

    def __init__(self, db: Database, adapter: str, workspace: str, bringing: Bringing) -> None:
        self._db, self._adapter, self._workspace, self._bringing = db, adapter, workspace, bringing

    async def reference(self, kept: str) -> str:
        """What the platform calls it."""
        name_of = partial(files.name_of, adapter=self._adapter, workspace=self._workspace, kept=kept)
        return await self._looked_up(name_of)

    async def content(self, kept: str) -> bytes:
        """Its bytes."""
        return await self._looked_up(partial(files.content, kept=kept))

    async def _looked_up(self, query: Callable[[Connection], T]) -> T:
        """Nothing has left before this: the database's trouble is one to try again after."""
        try:
            return await self._db.read(query)
        except Unavailable as trouble:
            raise SendFailed(Outcome.RETRY, "the picture cannot be read now") from trouble

    async def remember(self, kept: str, reference: str) -> None:
        """Write down what the platform calls it, for the time after a restart too.

        The message has left: where this cannot be written, the picture is brought once more, and nothing else is lost.
        """
        unit = partial(files.set_name, adapter=self._adapter, workspace=self._workspace, kept=kept, name=reference)
        try:
            await self._db.run(unit)
        except Unavailable as trouble:
            log.warning("the name of a picture was not kept", adapter=self._adapter, reason=str(trouble))

    @asynccontextmanager
    async def alone(self, kept: str) -> AsyncIterator[bool]:
        """Whoever comes second waits until the first has brought it, or has failed."""
        lock = self._bringing.setdefault((self._adapter, self._workspace, kept), asyncio.Lock())
        waited = lock.locked()
        async with lock:
            yield waited
