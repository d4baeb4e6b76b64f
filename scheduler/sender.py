"""Carries the outbox: answers at once on a lane of their own, everything else at the platform's pace."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.adapters.base import Adapter, SendFailed, Turn
from bot.watching import Watch
from domain.errors import Unavailable
from scheduler.carrier import Carrier
from scheduler.lanes import Lane, Slot
from scheduler.looking import Looking
from scheduler.pacer import Pacer
from scheduler.tokens import Tokens
from storage import leases, tokens
from storage.db import Database
from storage.outbox import Item

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
MEMORY = timedelta(seconds=60)
"""The longest window of any pace: what left in it is remembered over a restart."""
HAND = 100
"""Rows of a channel that are claimed at once and wait here for their turn, beside those that are on their way."""
PATIENCE = 2.0
"""Seconds that a claimed row may wait for its own chat; one that must wait longer gives its place to others."""
LISTEN = 1.0
"""Seconds after which answers of other processes are looked for even when nobody rang."""
POLL = 5.0
"""Seconds after which the table is looked at even when nobody woke the sender."""


class Sender:
    """One paced sender a token.

    Args:
        db: the database.
        adapters: the channels of this process, by name.
        pacers: one a channel; a channel without one is not paced (console, tests).
        clock: the wall clock.
        lease: the name of this process.
        watch: told of each try.
        tokens: with many processes, which of the channels are this one's just now.
    """

    def __init__(
        self,
        db: Database,
        adapters: Mapping[str, Adapter],
        pacers: Mapping[str, Pacer],
        clock: Callable[[], datetime],
        lease: str,
        watch: Watch | None = None,
        tokens: Tokens | None = None,
    ) -> None:
        self._db, self._adapters, self._pacers = db, adapters, pacers
        self._clock, self._lease, self._tokens = clock, lease, tokens
        self._carrier = Carrier(db, adapters, clock, lease, self._told, watch)
        self._rows = Looking("the sender", self._look)
        self._answers = Looking("the answers' sender", self._answer)
        self._taking = asyncio.Lock()
        self._lanes: dict[Lane, deque[Item]] = {}
        self._until: dict[Lane, datetime] = {}
        self._held: set[int] = set()
        self._strays = False
        self._hand: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving: set[asyncio.Task[None] | None] = set()
        self._loops: list[asyncio.Task[None]] = []
        self._recovered = clock()
        self._slots = {name: asyncio.Semaphore(adapter.limits.in_flight) for name, adapter in adapters.items()}

    async def start(self) -> None:
        """Take over from a process that died, then begin."""
        if self._tokens:
            await self._tokens.start(self._won)
            self._loops = [asyncio.create_task(self._answers.run(), name="answers")]
        else:
            await self._remember(set(self._adapters))
            await self._recover(alone=self._db.is_sqlite)
        self._loops.append(asyncio.create_task(self._rows.run(), name="sender"))

    async def _won(self, names: set[str]) -> None:
        """These channels are ours from now on, with all that another process left half done and its pace."""
        now = self._clock()
        held = sorted(self._held)
        if left := await self._db.run(partial(leases.take_over, adapters=names, now=now, keep=held)):
            log.warning("sends were cut off by a crash", rows=left, see="tertulia outbox list --state uncertain")
        await self._remember(names)
        self.wake()

    async def _remember(self, names: set[str]) -> None:
        """What left lately still counts, whoever sent it."""
        now = self._clock()
        for name in names & self._pacers.keys():
            self._pacers[name].forget()
        for left in await self._db.read(partial(leases.departures, since=now - MEMORY, now=now)):
            if left.adapter in names and (pacer := self._pacers.get(left.adapter)):
                lane = Lane(left.adapter, left.workspace, left.chat)
                pacer.remember(lane.place, (now - left.moment).total_seconds(), left.op)

    async def stop(self) -> None:
        """Let sends in flight end, briefly; the rest is taken over after the restart."""
        waiting = [task for task in (*self._loops, *self._tasks) if task not in self._leaving]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=3)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._tokens:
            await self._tokens.stop()

    def wake(self) -> None:
        """Look at the table now."""
        self._rows.wake()
        self._answers.wake()

    def said(self, items: Iterable[Item]) -> None:
        """Send answers that a unit has just committed; those to one chat go in order."""
        if self._tokens:  # whoever holds the channel claims them
            self.wake()
            return
        for item in items:
            if item.adapter in self._adapters:
                self._enqueue(item, answer=True)

    async def idle(self) -> None:
        """Return when nothing that is due is left to send (for tests, the terminal and the demo)."""
        while self._tasks or await self._take_answers() or await self._take() or self._tasks:
            if self._tasks:
                await asyncio.wait(self._tasks)

    async def _answer(self) -> float:
        """Carry what other processes answer at once: it waits for no broadcast, here no more than in a lane."""
        while await self._take_answers():
            pass
        return LISTEN

    async def _take_answers(self) -> int:
        """Claim what others answered; alone, the sender is handed its answers by `said`."""
        names = [name for name in self._adapters if self._tokens and self._tokens.holds(name)]
        claimed = [item for item in await self._claim(names, answers=True) if item.id not in self._held]
        for item in claimed:
            self._enqueue(item, answer=True)
        return len(claimed)

    async def _look(self) -> float:
        """Take what is due; returns how long there is nothing to look for."""
        if not self._db.is_sqlite and self._clock() - self._recovered > LEASE:
            await self._recover(alone=False)
        if self._strays:
            await self._db.run(partial(leases.let_go, lease=self._lease, held=self._held))
            self._strays = False
        while await self._take():
            pass
        if not (names := self._open()):
            return POLL  # all hands are full: whoever empties one rings
        due = await self._db.read(partial(leases.next_look, now=self._clock(), adapters=names))
        return POLL if due is None else min(POLL, max(0.05, (due - self._clock()).total_seconds()))

    async def _recover(self, *, alone: bool) -> None:
        self._recovered = self._clock()
        if left := await self._db.run(partial(leases.recover, now=self._recovered, alone=alone)):
            log.warning("sends were cut off by a crash", rows=left, see="tertulia outbox list --state uncertain")

    def _open(self) -> list[str]:
        """The channels that have room in hand: a slow one holds up none of the others."""
        ours = self._adapters if self._tokens is None else filter(self._tokens.holds, self._adapters)
        return [name for name in ours if self._hand[name] < HAND + self._adapters[name].limits.in_flight]

    async def _claim(self, names: list[str], *, answers: bool | None) -> list[Item]:
        """Lease what is due on these channels, as long as they are ours in the database's eyes too."""
        if not names:
            return []
        now = self._clock()
        unit = partial(leases.claim, lease=self._lease, until=now + LEASE, now=now, limit=HAND, answers=answers)
        if self._tokens is None:
            return await self._db.run(partial(unit, adapters=names))
        try:
            return await self._db.run(lambda db: unit(db, adapters=tokens.held(db, self._lease, names)))
        except Unavailable:
            self._strays = True  # a claim whose answer is lost in COMMIT stands all the same
            raise

    async def _take(self) -> int:
        """Claim one batch for its lanes; returns how many rows were claimed."""
        async with self._taking:
            now = self._clock()
            items = await self._claim(self._open(), answers=False if self._tokens else None)
            if items:
                self._db.passing("outbox.claimed")
            fresh = [item for item in items if item.id not in self._held]
            moments = {item.id: now + wait for item in fresh if (wait := self._placed(item))}
            if moments:
                await self._db.run(partial(leases.postpone, moments=moments, lease=self._lease))
            return len(fresh)

    def _placed(self, item: Item) -> timedelta | None:
        """Put a claimed row into its lane, or say how long its chat is closed for it."""
        lane, pacer = Lane.of(item), self._pacers.get(item.adapter)
        if pacer and item.op == "send":
            wait = pacer.expected(lane.place, len(self._lanes.get(lane, ())))
            if wait > PATIENCE:
                return timedelta(seconds=wait)
        self._hand[item.adapter] += 1
        self._enqueue(item, answer=False)
        return None

    def _enqueue(self, item: Item, *, answer: bool) -> None:
        lane = Lane.of(item, answer=answer)
        self._held.add(item.id)
        self._lanes.setdefault(lane, deque()).append(item)
        if len(self._lanes[lane]) == 1:
            task = asyncio.create_task(self._drain(lane), name="lane")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self, lane: Lane) -> None:
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
                    self.wake()
                self._done(lane, items.popleft())
        except Exception:
            log.exception("a lane broke", adapter=lane.adapter)
        finally:
            del self._lanes[lane]
            for item in items:
                self._done(lane, item)

    def _done(self, lane: Lane, item: Item) -> None:
        self._held.discard(item.id)
        if not lane.answer:
            self._hand[lane.adapter] -= 1
            if self._hand[lane.adapter] in {0, HAND // 2 + self._adapters[lane.adapter].limits.in_flight}:
                self.wake()

    async def _in_turn(self, lane: Lane, item: Item) -> datetime | None:
        """Wait for the pace without taking anybody's place, then try; returns when to try again."""
        turn: Turn | None = None
        if pacer := self._pacers.get(item.adapter):
            await pacer.open(lane.place, item.op, answer=lane.answer)
            turn = partial(pacer.turn, lane.place, answer=lane.answer)
        # What may wait a minute for its method, such as an edit, takes no place from messages.
        alone = lane.answer or item.op != "send"
        async with Slot(None if alone else self._slots[item.adapter]) as slot:
            self._leaving.add(task := asyncio.current_task())
            try:
                if not await self._carrier.begin(item):
                    return None
                if turn:
                    await turn(item.op)
                if self._tokens and not self._tokens.holds(lane.adapter):
                    await self._carrier.stored(partial(leases.unmark, row_id=item.id, lease=self._lease))
                    return None
                return (await self._carrier.carry(item, turn, slot.free)).due
            finally:
                self._leaving.discard(task)

    def _told(self, item: Item, failure: SendFailed) -> None:
        """The platform said how long to wait: its chat, or the whole token."""
        if failure.wait and (pacer := self._pacers.get(item.adapter)):
            pacer.told_to_wait(failure.wait, Lane.of(item).place, everyone=failure.everyone)
