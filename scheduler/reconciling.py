"""Sends in doubt on channels whose far side can be asked: what arrived is written down, what did not leaves again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.adapters.base import Adapter, SendFailed, Traceable
from bot.logs import About
from bot.watching import Watch
from domain.delivery import Outcome
from scheduler.carrier import parcel_of
from scheduler.looking import Looking
from storage import doubts
from storage.backups.settling import WHY
from storage.db import Database
from storage.outbox import Item

log = structlog.get_logger()
PAUSE = 20.0
"""Seconds between two looks at the table."""
SETTLED = 60.0
"""Seconds after a first look that found nothing before a second one decides: a request that was cut off may still be
on its way, and a platform may take a moment to show what it took in."""
LATEST = timedelta(days=1)
"""What fell into doubt longer ago is for a person to judge: few would want it today."""
BATCH = 20
"""Rows a round: each costs a call or two of a slow tier."""


@dataclass(frozen=True)
class Surroundings:
    """What the process gives: clocks, which tests make their own.

    Args:
        clock: the wall clock.
        woken: told that something is to be sent again.
        monotonic: seconds that never jump.
    """

    clock: Callable[[], datetime]
    woken: Callable[[], None]
    monotonic: Callable[[], float] = time.monotonic


class Reconciling:
    """Asks the far side about each send in doubt: at the start and a little after each new one.

    What arrived becomes "sent" with its receipt. What surely did not, by two looks a while apart, is sent once more,
    once ever. What cannot be known stays in doubt, for `tertulia outbox`.

    Args:
        db: the database.
        adapters: all channels of this process; those that are not traceable are left alone.
        around: clocks.
        watch: told of each verdict.
    """

    def __init__(self, db: Database, adapters: Mapping[str, Adapter], around: Surroundings, watch: Watch) -> None:
        self._db, self._around, self._watch = db, around, watch
        self._traceable = {name: a for name, a in adapters.items() if isinstance(a, Traceable)}
        self._missing: dict[int, float] = {}
        """Rows that a first look did not find, and when that was."""
        self._hopeless: set[int] = set()
        """Rows of which nobody can know: they are not asked for again before the next start."""
        self._closed: dict[str, float] = {}
        """Channels that told us to wait, and until when."""
        self._looking = Looking("whoever looks for sends in doubt", self._asks, PAUSE)

    def start(self) -> None:
        """Begin to look; a process without a traceable channel has nothing to do."""
        if self._traceable:
            self._looking.start()

    async def stop(self) -> None:
        """Stop looking; what is undecided is looked for after the next start."""
        await self._looking.stop()

    async def _asks(self) -> float:
        await self.look()
        return PAUSE

    async def look(self) -> int:
        """Ask about each send in doubt once; returns how many were settled."""
        since = self._around.clock() - LATEST
        query = partial(doubts.to_trace, adapters=self._traceable, since=since, limit=BATCH, but=self._hopeless)
        settled, items = 0, await self._db.read(query)
        self._missing = {item.id: at for item in items if (at := self._missing.get(item.id)) is not None}
        for item in items:
            if self._around.monotonic() >= self._closed.get(item.adapter, 0.0):
                with About(item.reference):
                    settled += await self._decided(item)
        return settled

    async def _decided(self, item: Item) -> bool:
        """Never inside a unit: the far side is asked first, and the row is locked and looked at again after."""
        try:
            receipt = await self._found(item)
        except SendFailed as failed:
            self._unknown(item, failed)
            return False
        if receipt is not None:
            self._missing.pop(item.id, None)
            kept = partial(doubts.arrived, row_id=item.id, receipt=receipt, now=self._around.clock())
            return self._said(item, "sent", done=await self._db.run(kept))
        first = self._missing.setdefault(item.id, self._around.monotonic())
        if self._around.monotonic() - first < SETTLED:
            return False
        del self._missing[item.id]
        # What a restore doubts may have been said by work that was done twice, under another number.
        leave = partial(doubts.missing, row_id=item.id, now=self._around.clock(), parked=WHY)
        again = await self._db.run(leave)
        if again:
            self._around.woken()
        else:
            self._hopeless.add(item.id)
        return self._said(item, "missing", done=again)

    async def _found(self, item: Item) -> str | None:
        try:
            parcel = parcel_of(item)
        except ValueError as error:
            raise SendFailed(Outcome.STOP, str(error)) from error
        after = await self._db.read(partial(doubts.before, item=item))
        return await self._traceable[item.adapter].find(parcel, after)

    def _unknown(self, item: Item, failed: SendFailed) -> None:
        if failed.outcome is Outcome.RETRY:
            self._closed[item.adapter] = self._around.monotonic() + (failed.wait or PAUSE)
            return
        self._hopeless.add(item.id)
        self._said(item, "unknown", done=False, reason=failed.reason)

    def _said(self, item: Item, verdict: str, *, done: bool, **more: str) -> bool:
        self._watch.traced(item.adapter, verdict)
        log.info(
            "a send in doubt was looked for", row=item.id, adapter=item.adapter, reference=item.reference,
            verdict=verdict, settled=done, **more,
        )  # fmt: skip
        return done
