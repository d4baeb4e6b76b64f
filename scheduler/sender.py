"""Carries the outbox: answers at once on a lane of their own, everything else at the platform's pace."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot import wire
from bot.adapters.base import Adapter, Address, Parcel, SendFailed
from domain.delivery import Outcome, State, after
from domain.errors import Unavailable
from scheduler.pacer import Pacer
from storage import addresses, outbox
from storage.db import Database
from storage.outbox import Item

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
POLL = 5.0
"""Seconds after which the table is looked at even when nobody woke the sender."""
GONE = {"blocked", "cannot_start", "chat_not_found", "deactivated", "kicked"}
"""Reasons that close an address until its person writes again."""


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
        self._wake = asyncio.Event()
        self._carrying = asyncio.Lock()
        self._lanes: dict[tuple[str, str, str], deque[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = {name: asyncio.Semaphore(adapter.limits.in_flight) for name, adapter in adapters.items()}

    async def start(self) -> None:
        """Take over from a process that died, then begin."""
        left = await self._db.run(partial(outbox.recover, now=self._clock(), alone=self._db.is_sqlite))
        if left:
            log.warning("sends were cut off by a crash", rows=left, see="tertulia outbox list --state uncertain")
        self._spawn(self._loop(), "sender")
        self.wake()

    async def stop(self) -> None:
        """Let sends in flight end, briefly; the rest is taken over after the restart."""
        for task in self._tasks:
            if task.get_name() == "sender":
                task.cancel()
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
            if item.adapter not in self._adapters:
                continue
            key = (item.adapter, item.workspace, item.chat)
            lane = self._lanes.setdefault(key, deque())
            lane.append(item)
            if len(lane) == 1:
                self._spawn(self._answer(key, lane), "answer")
        self.wake()

    async def idle(self) -> None:
        """Return when nothing that is due is left to send (for tests, the terminal and the demo)."""
        while True:
            answers = [task for task in self._tasks if task.get_name() == "answer"]
            if answers:
                await asyncio.wait(answers)
            elif not await self._carry():
                return

    def _spawn(self, work: "asyncio._CoroutineLike[None]", name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, key: tuple[str, str, str], lane: deque[Item]) -> None:
        try:
            while lane:
                await self._try(lane[0], answer=True)
                lane.popleft()
        finally:
            self._lanes.pop(key, None)

    async def _loop(self) -> None:
        while True:
            self._wake.clear()
            try:
                if await self._carry():
                    continue
            except Unavailable as trouble:
                log.warning("the sender waits for the database", reason=str(trouble))
            except Exception:
                log.exception("the sender stumbled")
            pause = min(POLL, await self._pause())
            try:
                await asyncio.wait_for(self._wake.wait(), pause)
            except TimeoutError:
                continue

    async def _pause(self) -> float:
        try:
            due = await self._db.read(outbox.next_due)
        except Unavailable:
            return 1.0
        return POLL if due is None else max(0.05, (due - self._clock()).total_seconds())

    async def _carry(self) -> int:
        """Claim one batch and send it, as many at once as each channel allows; one batch at a time, so that
        whoever waits for the sender to be idle waits for the loop's batch too."""
        async with self._carrying:
            now = self._clock()
            claim = partial(
                outbox.claim, lease=self._lease, until=now + LEASE, now=now, adapters=list(self._adapters), limit=50
            )
            items = await self._db.run(claim)
            await asyncio.gather(*(self._in_slot(item) for item in items))
            return len(items)

    async def _in_slot(self, item: Item) -> None:
        async with self._slots[item.adapter]:
            await self._try(item, answer=False)

    async def _try(self, item: Item, *, answer: bool) -> None:
        """One try: wait for the pace, mark where the purpose says so, send, write down what became of it."""
        pacer = self._pacers.get(item.adapter)
        if pacer and item.op == "send":
            await pacer.turn(f"{item.workspace}/{item.chat}", group=item.chat.startswith("-"), answer=answer)
        if item.purpose.once and not await self._marked(item):
            return
        try:
            receipt = await self._adapters[item.adapter].send(_parcel(item))
        except SendFailed as failure:
            await self._write(partial(self._failed, item, failure))
        except ValueError as error:
            await self._write(partial(self._failed, item, SendFailed(Outcome.STOP, str(error))))
        else:
            await self._write(
                partial(outbox.mark, row_id=item.id, state=State.SENT, now=self._clock(), receipt=receipt)
            )

    async def _marked(self, item: Item) -> bool:
        mark = partial(outbox.mark_sending, ids=[item.id], lease=self._lease, now=self._clock())
        return item.id in await self._db.run(mark)

    async def _write(self, unit: Callable[[Connection], None]) -> None:
        """What is known of a send must be stored: the database's trouble is waited out."""
        for pause in (0.2, 1.0, 3.0, 10.0):
            try:
                return await self._db.run(unit)
            except Unavailable as trouble:
                log.warning("a send's outcome waits for the database", reason=str(trouble))
                await asyncio.sleep(pause)
        return await self._db.run(unit)

    def _failed(self, item: Item, failure: SendFailed, db: Connection) -> None:
        now = self._clock()
        pacer = self._pacers.get(item.adapter)
        if failure.wait and pacer:
            pacer.told_to_wait(failure.wait, None if failure.everyone else f"{item.workspace}/{item.chat}")
        if failure.moved_to:
            addresses.move(db, item.adapter, item.workspace, item.chat, failure.moved_to)
        if failure.reason in GONE:
            addresses.close(db, item.adapter, item.workspace, item.chat)
        following = after(failure.outcome, item.purpose, item.attempts + 1, now, failure.wait)
        log.info("not sent", row=item.id, adapter=item.adapter, reason=failure.reason, state=str(following.state))
        outbox.mark(
            db, item.id, following.state, now,
            error=failure.reason[:200], attempts=item.attempts + 1, due=following.due or now,
        )  # fmt: skip


def _parcel(item: Item) -> Parcel:
    address = Address(item.adapter, item.chat, item.workspace)
    letter, fallback = wire.loads(item.message), wire.fallback(item.message)
    return Parcel(item.op, address, letter, str(item.id), item.target, item.trigger, fallback)
