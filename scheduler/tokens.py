"""Which tokens this process may use just now: of many processes one sends with a token, the others stand by."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from functools import partial

import structlog

from domain.errors import Unavailable
from storage import tokens
from storage.db import Database

log = structlog.get_logger()
HOLD = timedelta(seconds=3)
"""So long after its holder fell silent a token is free for another process."""
BEAT = 0.75
"""Seconds between two looks: whoever holds a token renews it, whoever stands by tries to take it."""
Won = Callable[[set[str]], Awaitable[None]]
"""Told of tokens that are ours from now on, before anything is sent with them."""


class Tokens:
    """The tokens of this process's channels.

    What counts is measured twice: the database's clock says who may take over, and our own monotonic clock, read
    before we asked, says until when we may believe that nobody did. A process that was stopped and comes back knows by
    the second that it must not send, and finds by the first that its rows are another's.

    Args:
        db: the database.
        lease: the name of this process.
        names: the channels, each with its token.
        monotonic: seconds that never jump.
    """

    def __init__(self, db: Database, lease: str, names: Iterable[str], monotonic: Callable[[], float]) -> None:
        self.lease = lease
        self._db, self._names, self._monotonic = db, sorted(names), monotonic
        self._until: dict[str, float] = {}
        self._won: Won = _nobody
        self._task: asyncio.Task[None] | None = None

    async def start(self, won: Won) -> None:
        """Take what is free, and go on trying."""
        self._won = won
        await self._look()
        self._task = asyncio.create_task(self._beat(), name="tokens")

    async def stop(self) -> None:
        """Give everything up: another process takes it over at its next look."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._until.clear()
        try:
            await self._db.run(partial(tokens.give_up, holder=self.lease))
        except Unavailable:
            log.warning("the tokens fall free by themselves", seconds=HOLD.total_seconds())

    def holds(self, name: str) -> bool:
        """Whether nobody else can be sending with this token at this moment."""
        return self._monotonic() < self._until.get(name, 0.0)

    def holds_all(self) -> bool:
        """Whether this process sends everything."""
        return all(map(self.holds, self._names))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._look()
            except Unavailable as trouble:
                log.warning("who sends is not known now", reason=str(trouble))
            except Exception:
                log.exception("the tokens stumbled")

    async def _look(self) -> None:
        asked = self._monotonic()
        ours = await self._db.run(partial(tokens.renew, holder=self.lease, names=self._names, hold=HOLD))
        if new := {name for name in ours if not self.holds(name)}:
            await self._won(new)
            log.info("this process sends from now on", channels=sorted(new))
        self._until = dict.fromkeys(ours, asked + HOLD.total_seconds())


async def _nobody(names: set[str]) -> None:
    """Before the start nobody is told."""
