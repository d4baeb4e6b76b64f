"""Workspaces that have the app: their tokens, looked up in our database, encrypted there."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from storage import installations
from storage.db import Database
from storage.installations import Installation, Seal

Clock = Callable[[], datetime]
Page = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, headers and body of an answer."""


class Installs:
    """The workspaces that have the app."""

    def __init__(self, db: Database, seal: Seal, clock: Clock) -> None:
        self._db, self._seal, self._clock = db, seal, clock

    async def token(self, workspace: str) -> str:
        """The bot token of a workspace; empty where the app is not installed."""
        found = await self._db.read(partial(installations.find, platform="slack", workspace=workspace))
        return self._seal.open(found.token) if found else ""

    async def everywhere(self) -> list[Installation]:
        """All workspaces."""
        return await self._db.read(partial(installations.everywhere, platform="slack"))

    async def forget(self, workspace: str) -> None:
        """The workspace has removed the app."""
        await self._db.run(partial(installations.forget, platform="slack", workspace=workspace))

    async def keep(self, workspace: str, token: str, **more: str) -> None:
        """A workspace has installed the app; one that had it before has a new token.

        Args:
            workspace: its id.
            token: its bot token, as it came.
            more: other columns of an installation.
        """
        new = Installation("slack", workspace, self._clock(), token=self._seal.close(token), **more)
        await self._db.run(partial(installations.keep, new=new))
