"""The engine of many machines: what is due goes through procrastinate's queue to whichever worker is free.

`due` stays the account of what is wanted and when, by the bot's own clock. A piece whose moment has come becomes a
job in the transaction that takes it; work for this very moment becomes one in the unit that asks for it. A worker that
gets the job looks at `due` first, so that what was unplanned or moved meanwhile is left alone.
"""

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, text

from bot.logs import About
from bot.watching import Watch
from domain.errors import Unavailable
from scheduler.engine.queue import Queue
from scheduler.looking import Looking
from scheduler.works import Office, Work, Works
from storage import ticks

if TYPE_CHECKING:
    from procrastinate import App

log = structlog.get_logger()
STILL = 30.0
"""Seconds without a look after which the engine is taken to have stopped."""
TICK = 1.0
"""Seconds between looks at the clock; a unit that planned work in this process makes it look at once."""
BATCH = 50
"""Pieces that a worker does at the same time."""
TAKEN = 200
"""Pieces put into the queue in one transaction."""
BEAT, SILENT = 1.0, 5.0
"""A worker shows every second that it lives; after so many seconds of silence its jobs are somebody else's."""
GRACE = 2.0
"""Seconds that work may still take when the process is asked to end; then it is given back."""

_STALLED = text(
    "DELETE FROM procrastinate_jobs WHERE id IN ("
    " SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id"
    " WHERE job.status = 'doing' AND (worker.id IS NULL"
    " OR worker.last_heartbeat < clock_timestamp() - make_interval(secs => :silent))"
    " FOR UPDATE OF job SKIP LOCKED"
    ") RETURNING task_name, args ->> 'key'"
)
"""A job is replaced, never handed on: a worker that was only slow cannot end the new one by its number."""
_OPEN = text("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name = ANY(:mine)")


class Engine:
    """Does what is due, beside as many of its kind as there are.

    Args:
        office: what each piece of work has in hand.
        works: all of them.
        clock: this process wins slots of periodic work.
        worker: this process does work.
        orderly: one piece after the other, so that the same seed has the same history (simulations).
        watch: told of each piece of work.
    """

    def __init__(
        self,
        office: Office,
        works: Works,
        *,
        clock: bool = True,
        worker: bool = True,
        orderly: bool = False,
        watch: Watch | None = None,
    ) -> None:
        self._office, self._works, self._slots, self._worker = office, works, clock, worker
        self._together = 1 if orderly else BATCH
        self._queue, self._watch = Queue(), watch or Watch()
        self._looking = Looking("the engine", self._clock)
        self._won: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._rescued = self._looked = monotonic()
        self._done = 0

    @property
    def ticking(self) -> bool:
        """Whether the clock was looked at lately; a process that has no part in it is as it should be."""
        idle = not (self._slots or self._worker)
        return idle or (any(not task.done() for task in self._tasks) and monotonic() - self._looked < STILL)

    def start(self) -> None:
        """Begin to tick and to work, where this process does either."""
        if self._slots or self._worker:
            self._tasks.append(asyncio.create_task(self._looking.run(), name="engine"))
        if self._worker:
            self._tasks.append(asyncio.create_task(self._working(), name="worker"))

    async def stop(self) -> None:
        """End in good order: work that does not end soon is given back for another process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def wake(self) -> None:
        """Look at the clock now."""
        self._looking.wake()

    async def look(self) -> int:
        """Do all that is due at this moment, to the end; returns how many pieces this process did."""
        before = self._done
        while await self._tick() or await self._office.read(partial(_open, mine=sorted(self._known()))):
            if self._tasks or not self._worker:
                await asyncio.sleep(0.01)
            else:
                await self._work(wait=False)
        return self._done - before

    async def _clock(self) -> float:
        """Begin what has become due, and take back what a dead process left."""
        await self._rescue()
        while await self._tick():
            pass
        self._looked = monotonic()
        return TICK

    async def _tick(self) -> int:
        """Put what has become due into the queue; returns how many pieces."""
        now = self._office.setting.clock()
        for each in self._works.periodic if self._slots else ():
            slot = each.slot(now)
            if self._won.get(each.name) != slot:
                if await self._office.db.run(partial(_win, name=each.name, slot=slot, now=now)):
                    self._watch.won(each.name)
                self._won[each.name] = slot
        at = await self._office.read(ticks.next_at)
        return await self._office.db.run(partial(self._take, now)) if at and at <= now else 0

    def _take(self, now: datetime, db: Connection) -> int:
        taken = [(piece.work, piece.key) for piece in ticks.take(db, now, TAKEN, ticks.HOLD)]
        known = self._known()
        for work, key in taken:
            if work not in known:
                # A newer release's, during its start; it comes back and is there for a process that knows it.
                log.error("nobody does this work", work=work, key=key)
        self._queue.put(db, [piece for piece in taken if piece[0] in known])
        return len(taken)

    async def _rescue(self) -> None:
        """Take back what a dead process was doing. Every process does it and no lock guards it: it cannot be stuck."""
        if monotonic() - self._rescued >= BEAT:
            self._rescued = monotonic()
            if found := await self._office.db.run(partial(_given_back, now=self._office.setting.clock())):
                log.warning("work was cut off by a crash", pieces=found)

    async def _working(self) -> None:
        """A worker for as long as this process lives: the database's trouble ends one, and another begins."""
        while True:
            try:
                await self._work(wait=True)
                log.warning("the worker ended and begins again")
            except Exception as trouble:  # noqa: BLE001 – whatever it was, work must go on
                log.warning("the worker waits for the database", reason=type(trouble).__name__)
            await asyncio.sleep(TICK)

    async def _work(self, *, wait: bool) -> None:
        app = self._app()
        async with app.open_async():
            await app.run_worker_async(
                queues=sorted(self._known()), wait=wait, concurrency=self._together, install_signal_handlers=False,
                delete_jobs="always", fetch_job_polling_interval=TICK, shutdown_graceful_timeout=GRACE,
                update_heartbeat_interval=BEAT, stalled_worker_timeout=SILENT, listen_notify=wait,
            )  # fmt: skip

    def _app(self) -> "App":
        from procrastinate import App, PsycopgConnector

        url = self._office.db.url.set(drivername="postgresql").render_as_string(hide_password=False)
        app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=4))
        for name, work in self._known().items():
            app.task(name=name)(self._task(name, work))
        return app

    def _known(self) -> dict[str, Work]:
        return self._works.by_name | {each.name: each.work for each in self._works.periodic}

    def _task(self, name: str, work: Work) -> Any:
        async def task(key: str) -> None:
            await self._do(name, work, key)

        return task

    async def _do(self, name: str, work: Work, key: str) -> None:
        """One piece that breaks is logged, comes back later, and stops nothing else."""
        db, clock = self._office.db, self._office.setting.clock
        try:
            piece = await db.run(partial(ticks.begin, work=name, key=key, now=clock()))
            if piece is None:
                return
            self._done += 1
            # What broke comes back when its claim runs out; a period is made up for by the next.
            if await self._worked(name, work, key) or name not in self._works.by_name:
                db.passing("clock.half_way")
                await db.run(partial(ticks.finish, done=piece))
        except asyncio.CancelledError:
            await db.run(partial(ticks.give_back, work=name, key=key, now=clock()))
            raise
        except Unavailable as trouble:
            log.warning("work waits for the database", work=name, key=key, reason=str(trouble))

    async def _worked(self, name: str, work: Work, key: str) -> bool:
        """Whether it went well."""
        reference, began, broke = secrets.token_hex(4), monotonic(), False
        with About(reference):
            try:
                await work(replace(self._office, reference=reference), key)
            except Exception:
                broke = True
                log.exception("work broke", work=name, key=key)
        self._watch.worked(name, monotonic() - began, broke=broke)
        return not broke


def _open(db: Connection, mine: list[str]) -> bool:
    return bool(db.execute(_OPEN, {"mine": mine}).scalar())


def _win(db: Connection, name: str, slot: str, now: datetime) -> bool:
    """Of all clocks one puts the slot's work into the queue, in the transaction that wins it."""
    won = ticks.win(db, name, slot, now)
    if won:
        ticks.supersede(db, name, slot)
        ticks.at_once(db, name, slot, now)
    return won


def _given_back(db: Connection, now: datetime) -> int:
    found = db.execute(_STALLED, {"silent": SILENT}).all()
    for work, key in found:
        ticks.give_back(db, work, key, now)
    return len(found)
