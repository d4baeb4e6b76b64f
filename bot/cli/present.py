"""This process at work on its database: whoever wants to be alone with it, such as a restore, is told."""

import asyncio

from storage.backups.presence import Occupied, Presence
from storage.db import Database

TRIES, PAUSE = 20, 0.1
"""A look whether anybody works here takes an instant; a restore takes longer."""
RENEWED = 20.0
"""Seconds between looks whether PostgreSQL still knows of us."""


class Present:
    """Present from `begin` to `end`, or to the end of the process."""

    def __init__(self, db: Database) -> None:
        self._presence, self._stays = Presence(db), not db.is_sqlite
        self._renewing: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Be present.

        Raises:
            Occupied: somebody is alone with the database.
        """
        for _ in range(TRIES):
            if await asyncio.to_thread(self._presence.take):
                break
            await asyncio.sleep(PAUSE)
        else:
            raise Occupied("A restore is at work on this database: start the bot when it is done.")
        if self._stays:
            self._renewing = asyncio.create_task(self._renew(), name="presence")

    async def end(self) -> None:
        """Be gone; also where it never began."""
        if self._renewing:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        self._presence.give()

    async def _renew(self) -> None:
        """A lock file stays ours; a server may restart beneath us."""
        while True:
            await asyncio.sleep(RENEWED)
            await asyncio.to_thread(self._presence.renew)
