"""Carries the outbox: answers at once on a lane of their own, everything else at the platform's pace."""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.adapters.base import Adapter, SendFailed
from domain.errors import Unavailable
from scheduler.carrier import Carrier
from scheduler.pacer import Pacer
from storage import leases
from storage.db import Database
from storage.outbox import Item

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
MEMORY = timedelta(seconds=60)
"""The longest window of any pace: what left in it is remembered over a restart."""
HAND = 100
"""Rows of a channel that are claimed at once and wait here for their turn."""
PATIENCE = 2.0
"""Seconds that a claimed row may wait for its own chat; one that must wait longer gives its place to others."""
POLL = 5.0
"""Seconds after which the table is looked at even when nobody woke the sender."""


@dataclass(frozen=True)
class _Lane:
    """One chat's rows leave one after the other; answers have a lane of their own, which overtakes."""

    adapter: str
    workspace: str
    chat: str
    answer: bool

    @property
    def place(self) -> str:
        """The chat as the pacer knows it."""
        return f"{self.workspace}/{self.chat}"

    @property
    def group(self) -> bool:
        return self.chat.startswith("-")


class Sender:
    """One paced sender a token.

    Args:
        db: the database.
        adapters: the channels of this process, by name.
        pacers: one a channel; a channel without one is not paced (console, tests).
        clock: the wall clock.
        lease: the name of this process.
    """

    def __init__(
        self,
        db: Database,
        adapters: Mapping[str, Adapter],
        pacers: Mapping[str, Pacer],
        clock: Callable[[], datetime],
        lease: str,
    ) -> None:
        self._db, self._adapters, self._pacers = db, adapters, pacers
        self._clock, self._lease = clock, lease
        self._carrier = Carrier(db, adapters, clock, lease, self._told)
        self._wake = asyncio.Event()
        self._taking = asyncio.Lock()
        self._lanes: dict[_Lane, deque[Item]] = {}
        self._until: dict[_Lane, datetime] = {}
        self._held: set[int] = set()
        self._hand: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving: set[asyncio.Task[None] | None] = set()
        self._loop: asyncio.Task[None] | None = None
        self._recovered = clock()
        self._slots = {name: asyncio.Semaphore(adapter.limits.in_flight) for name, adapter in adapters.items()}

    async def start(self) -> None:
        """Take over from a process that died, then begin."""
        now = self._clock()
        for left in await self._db.read(partial(leases.departures, since=now - MEMORY)):
            if pacer := self._pacers.get(left.adapter):
                lane = _Lane(left.adapter, left.workspace, left.chat, answer=False)
                pacer.remember(lane.place, (now - left.done).total_seconds(), group=lane.group)
        await self._recover(alone=self._db.is_sqlite)
        self._loop = asyncio.create_task(self._work(), name="sender")

    async def stop(self) -> None:
        """Let sends in flight end, briefly; the rest is taken over after the restart."""
        waiting = [task for task in (self._loop, *self._tasks) if task and task not in self._leaving]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=3)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self) -> None:
        """Look at the table now."""
        self._wake.set()

    def said(self, items: Iterable[Item]) -> None:
        """Send answers that a unit has just committed; those to one chat go in order."""
        for item in items:
            if item.adapter in self._adapters:
                self._enqueue(item, answer=True)
        self.wake()

    async def idle(self) -> None:
        """Return when nothing that is due is left to send (for tests, the terminal and the demo)."""
        while self._tasks or await self._take() or self._tasks:
            if self._tasks:
                await asyncio.wait(self._tasks)

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            pause = await self._look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):  # `wait_for` can swallow the cancellation of a stop
                    await self._wake.wait()

    async def _look(self) -> float:
        """Take what is due; returns how long there is nothing to look for."""
        try:
            if not self._db.is_sqlite and self._clock() - self._recovered > LEASE:
                await self._recover(alone=False)
            while await self._take():
                pass
            due = await self._db.read(partial(leases.next_look, now=self._clock(), adapters=self._open()))
        except Unavailable as trouble:
            log.warning("the sender waits for the database", reason=str(trouble))
            return 1.0
        except Exception:
            log.exception("the sender stumbled")
            return 1.0
        return POLL if due is None else min(POLL, max(0.05, (due - self._clock()).total_seconds()))

    async def _recover(self, *, alone: bool) -> None:
        self._recovered = self._clock()
        if left := await self._db.run(partial(leases.recover, now=self._recovered, alone=alone)):
            log.warning("sends were cut off by a crash", rows=left, see="tertulia outbox list --state uncertain")

    def _open(self) -> list[str]:
        """The channels that have room in hand: a slow one holds up none of the others."""
        return [name for name in self._adapters if self._hand[name] < HAND]

    async def _take(self) -> int:
        """Claim one batch for its lanes; returns how many rows were claimed."""
        async with self._taking:
            now = self._clock()
            claim = partial(leases.claim, lease=self._lease, until=now + LEASE, now=now, limit=HAND)
            items = await self._db.run(partial(claim, adapters=self._open())) if self._open() else []
            if items:
                self._db.passing("outbox.claimed")
            fresh = [item for item in items if item.id not in self._held]
            moments = {item.id: now + wait for item in fresh if (wait := self._placed(item))}
            if moments:
                await self._db.run(partial(leases.postpone, moments=moments, lease=self._lease))
            return len(fresh)

    def _placed(self, item: Item) -> timedelta | None:
        """Put a claimed row into its lane, or say how long its chat is closed for it."""
        lane, pacer = _lane(item, answer=False), self._pacers.get(item.adapter)
        if pacer and item.op == "send":
            wait = pacer.expected(lane.place, len(self._lanes.get(lane, ())), group=lane.group)
            if wait > PATIENCE:
                return timedelta(seconds=wait)
        self._hand[item.adapter] += 1
        self._enqueue(item, answer=False)
        return None

    def _enqueue(self, item: Item, *, answer: bool) -> None:
        lane = _lane(item, answer=answer)
        self._held.add(item.id)
        self._lanes.setdefault(lane, deque()).append(item)
        if len(self._lanes[lane]) == 1:
            task = asyncio.create_task(self._drain(lane), name="lane")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self, lane: _Lane) -> None:
        """Send one chat's rows in order; where one must be tried again, those behind it wait with it."""
        items = self._lanes[lane]
        try:
            while items:
                now, until = self._clock(), self._until.pop(lane, None)
                if until and now < until:
                    self._until[lane] = until
                    await self._carrier.stored(
                        partial(leases.postpone, moments={items[0].id: until}, lease=self._lease)
                    )
                elif due := await self._in_turn(lane, items[0]):
                    self._until[lane] = due
                self._done(lane, items.popleft())
        except Exception:
            log.exception("a lane broke", adapter=lane.adapter)
        finally:
            del self._lanes[lane]
            for item in items:
                self._done(lane, item)

    def _done(self, lane: _Lane, item: Item) -> None:
        self._held.discard(item.id)
        if not lane.answer:
            self._hand[lane.adapter] -= 1
            if self._hand[lane.adapter] in {0, HAND // 2}:
                self.wake()

    async def _in_turn(self, lane: _Lane, item: Item) -> datetime | None:
        """Wait for the pace without taking anybody's place, then try; returns when to try again."""
        pacer = self._pacers.get(item.adapter) if item.op == "send" else None
        if pacer:
            await pacer.open(lane.place, group=lane.group, answer=lane.answer)
        async with contextlib.nullcontext() if lane.answer else self._slots[item.adapter]:
            self._leaving.add(task := asyncio.current_task())
            try:
                if not await self._carrier.begin(item):
                    return None
                if pacer:
                    await pacer.turn(lane.place, group=lane.group, answer=lane.answer)
                return (await self._carrier.carry(item)).due
            finally:
                self._leaving.discard(task)

    def _told(self, item: Item, failure: SendFailed) -> None:
        """The platform said how long to wait: its chat, or the whole token."""
        if failure.wait and (pacer := self._pacers.get(item.adapter)):
            pacer.told_to_wait(failure.wait, None if failure.everyone else _lane(item, answer=False).place)


def _lane(item: Item, *, answer: bool) -> _Lane:
    return _Lane(item.adapter, item.workspace, item.chat, answer)
