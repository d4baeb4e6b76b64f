"""The engine of one machine: due rows and periods, woken by a ticking APScheduler that stores nothing."""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta
from functools import partial
from time import monotonic

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from bot.logs import About
from bot.watching import Watch
from domain.errors import Unavailable
from scheduler.works import Office, Work, Works
from storage import ticks
from storage.ticks import Due

log = structlog.get_logger()
HOLD = timedelta(minutes=5)
"""After this long a claimed piece of work is taken to be lost with its process, and done again."""
BATCH = 150
"""Pieces at once; more are taken as soon as half of the places are free, so that they share a commit."""
SLICE = 25
"""Pieces begun without letting others run."""
SHORTEST = 0.02
"""Seconds between looks at a clock that does not move."""
TICK = 1.0
"""Seconds between looks at the table; a unit that planned work wakes the engine at once."""
STILL = 30.0
"""Seconds without a look after which the engine is taken to have stopped."""


class Engine:
    """Does what is due, several pieces at once.

    Args:
        office: what each piece of work has in hand.
        works: all of them.
        orderly: one piece after the other, so that the same seed has the same history (simulations).
        watch: told of each piece of work.
    """

    def __init__(self, office: Office, works: Works, *, orderly: bool = False, watch: Watch | None = None) -> None:
        self._office, self._works, self._orderly = office, works, orderly
        self._watch, self._looked = watch or Watch(), monotonic()
        self._wake = asyncio.Event()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._won: dict[str, str] = {}
        self._task: asyncio.Task[None] | None = None
        self._doing: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._latest: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.add_job(self.wake, "interval", seconds=TICK, coalesce=True, misfire_grace_time=None)
        self._scheduler.start()
        self._task = asyncio.create_task(self._loop(), name="engine")
        self.wake()

    async def stop(self) -> None:
        """Stop ticking; work that is interrupted is done again after the start, or after `HOLD` by another machine."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        ending = [task for task in (self._task, *self._doing.values()) if task]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    def wake(self) -> None:
        """Look at the table now."""
        self._wake.set()

    @property
    def ticking(self) -> bool:
        """Whether the table was looked at lately."""
        return self._task is not None and not self._task.done() and monotonic() - self._looked < STILL

    async def _loop(self) -> None:
        alone = self._office.db.is_sqlite
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                if alone:
                    await self._office.db.run(partial(ticks.release, now=self._office.setting.clock()))
                    alone = False
                while await self._begin():
                    pass
                self._looked = monotonic()
                await self._wake_in_time()
            except Unavailable as trouble:
                log.warning("the engine waits for the database", reason=str(trouble))
            except Exception:
                log.exception("the engine stumbled")

    async def _wake_in_time(self) -> None:
        """What is due before the next tick is begun at its moment."""
        at = await self._office.read(ticks.next_at)
        wait = (at - self._office.setting.clock()).total_seconds() if at else TICK
        if 0 < wait < TICK:
            asyncio.get_running_loop().call_later(max(SHORTEST, wait), self.wake)

    async def look(self) -> int:
        """Do all that is due at this moment, and what is being done already, to the end; returns how many pieces."""
        done = 0
        while tasks := (await self._begin() or list(self._doing.values())):
            await asyncio.gather(*tasks)
            done += len(tasks)
        return done

    async def _begin(self) -> "list[asyncio.Task[None]]":
        """Begin what is due; one piece that takes long holds up none of the others."""
        begun = [self._spawn(found, work) for found, work in await self._won_slots()]
        room = BATCH - len(self._doing)
        now = self._office.setting.clock()
        if room >= BATCH // 2 and await self._office.read(partial(_any_due, now.timestamp())):
            pieces = await self._office.db.run(partial(ticks.take, now=now, limit=room, hold=HOLD))
            for number, piece in enumerate(pieces, 1):
                begun.append(self._spawn(piece, self._works.by_name.get(piece.work)))
                if number % SLICE == 0:
                    await asyncio.sleep(0)
        return begun

    async def _won_slots(self) -> list[tuple[Due, Work]]:
        now = self._office.setting.clock()
        won = []
        for periodic in self._works.periodic:
            slot = periodic.slot(now)
            if self._won.get(periodic.name) == slot:
                continue
            if await self._office.db.run(partial(ticks.win, work=periodic.name, period=slot, now=now)):
                won.append((Due(periodic.name, slot, 0, None), periodic.work))
                self._watch.won(periodic.name)
            self._won[periodic.name] = slot
        return won

    def _spawn(self, piece: Due, work: Work | None) -> "asyncio.Task[None]":
        """One after the other where the same piece was asked for again while it runs."""
        key = (piece.work, piece.key)
        before = self._latest if self._orderly else self._doing.get(key)
        task = asyncio.create_task(self._do(piece, work, before), name=f"{piece.work} {piece.key}")
        self._doing[key] = self._latest = task
        task.add_done_callback(partial(self._ended, key))
        return task

    def _ended(self, key: tuple[str, str], task: "asyncio.Task[None]") -> None:
        if self._doing.get(key) is task:
            del self._doing[key]
        self.wake()

    async def _do(self, piece: Due, work: Work | None, before: "asyncio.Task[None] | None") -> None:
        """One piece that breaks is logged, comes back later, and stops nothing else."""
        if before:
            await asyncio.wait([before])
        if work is None:
            log.error("nobody does this work", work=piece.work, key=piece.key)
        reference, began, broke = secrets.token_hex(4), monotonic(), False
        with About(reference):
            try:
                if work:
                    await work(replace(self._office, reference=reference), piece.key)
                    self._office.db.passing("clock.half_way")
                if piece.held_until:
                    await self._office.db.run(partial(ticks.finish, done=piece))
            except Exception:
                broke = True
                log.exception("work broke", work=piece.work, key=piece.key)
        if work:
            self._watch.worked(piece.work, monotonic() - began, broke=broke)


def _any_due(now: float, db: Connection) -> bool:
    at = ticks.next_at(db)
    return at is not None and at.timestamp() <= now
