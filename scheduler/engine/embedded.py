"""The engine of one machine: due rows and periods, woken by a ticking APScheduler that stores nothing."""

import asyncio
from datetime import timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from domain.errors import Unavailable
from scheduler.works import Office, Periodic, Work, Works
from storage import ticks
from storage.ticks import Due

log = structlog.get_logger()
HOLD = timedelta(minutes=5)
"""After this long a claimed piece of work is taken to be lost with its process, and done again."""
BATCH = 50
TICK = 1.0
"""Seconds between looks at the table; a unit that planned work wakes the engine at once."""


class Engine:
    """Does what is due, several pieces at once.

    Args:
        office: what each piece of work has in hand.
        works: all of them.
    """

    def __init__(self, office: Office, works: Works) -> None:
        self._office, self._works = office, works
        self._wake = asyncio.Event()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._won: dict[str, str] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.add_job(self.wake, "interval", seconds=TICK, coalesce=True, misfire_grace_time=None)
        self._scheduler.start()
        self._task = asyncio.create_task(self._loop(), name="engine")

    async def stop(self) -> None:
        """Stop ticking; work that is interrupted is done again after `HOLD`."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Look at the table now."""
        self._wake.set()

    async def _loop(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.look()
            except Unavailable as trouble:
                log.warning("the engine waits for the database", reason=str(trouble))
            except Exception:
                log.exception("the engine stumbled")

    async def look(self) -> int:
        """Do all that is due at this moment; returns how many pieces were done."""
        done = 0
        for periodic in self._works.periodic:
            done += await self._period(periodic)
        while pieces := await self._take():
            await asyncio.gather(*(self._do(piece) for piece in pieces))
            done += len(pieces)
        return done

    async def _take(self) -> list[Due]:
        now = self._office.setting.clock()
        if not await self._office.read(partial(_any_due, now.timestamp())):
            return []
        return await self._office.db.run(partial(ticks.take, now=now, limit=BATCH, hold=HOLD))

    async def _period(self, periodic: Periodic) -> int:
        now = self._office.setting.clock()
        slot = periodic.slot(now)
        if self._won.get(periodic.name) == slot:
            return 0
        won = await self._office.db.run(partial(ticks.win, work=periodic.name, period=slot, now=now))
        self._won[periodic.name] = slot
        if not won:
            return 0
        await self._guarded(periodic.name, slot, periodic.work)
        return 1

    async def _do(self, piece: Due) -> None:
        work = self._works.by_name.get(piece.work)
        if work is None:
            log.error("nobody does this work", work=piece.work, key=piece.key)
        if work is None or await self._guarded(piece.work, piece.key, work):
            await self._office.db.run(partial(ticks.finish, done=piece))

    async def _guarded(self, name: str, key: str, work: Work) -> bool:
        """One piece that breaks is logged, comes back later, and stops nothing else."""
        try:
            await work(self._office, key)
        except Exception:
            log.exception("work broke", work=name, key=key)
            return False
        return True


def _any_due(now: float, db: Connection) -> bool:
    at = ticks.next_at(db)
    return at is not None and at.timestamp() <= now
