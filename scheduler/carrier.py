"""One try of one row of the outbox: marks it, sends it, and writes down what became of it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot import wire
from bot.adapters.base import Adapter, Address, Parcel, SendFailed, Shelf, Turn
from bot.logs import About
from bot.watching import Watch
from domain.delivery import Next, Outcome, State, after
from domain.errors import Unavailable
from scheduler.shelf import Shelves
from scheduler.together import Together
from storage import addresses, leases, outbox
from storage.db import Database, passing
from storage.outbox import Item

T = TypeVar("T")
log = structlog.get_logger()
LIMITED = "rate_limited"
GONE = {"blocked", "cannot_start", "chat_not_found", "deactivated", "kicked"}
"""Reasons that close an address until its person writes again."""
Waits = Callable[[Item, SendFailed], None]
"""Told of a failure that says how long to wait."""


class Carrier:
    """Carries rows that are claimed; when and in which order is the sender's matter.

    Args:
        db: the database.
        adapters: the channels of this process, by name.
        clock: the wall clock.
        lease: the name of this process.
        waits: told of each failure, so that the pace obeys the platform.
        watch: told of each try.
    """

    def __init__(
        self,
        db: Database,
        adapters: Mapping[str, Adapter],
        clock: Callable[[], datetime],
        lease: str,
        waits: Waits,
        watch: Watch | None = None,
    ) -> None:
        self._db, self._adapters = db, adapters
        self._clock, self._lease, self._waits = clock, lease, waits
        self._watch = watch or Watch()
        self._marks = Together(self.stored)
        self._shelves = Shelves(db)

    async def begin(self, item: Item) -> bool:
        """Mark a row whose send must not be repeated; False where it is no longer ours to send."""
        if not item.purpose.once:
            return True
        ours = await self._marks.write(self._begun, item.id)
        self._db.passing("outbox.marked_sending")
        return ours

    async def carry(self, item: Item, turn: Turn | None = None, landed: Callable[[], None] = lambda: None) -> Next:
        """Send, and write down what became of it.

        Args:
            item: what is begun.
            turn: returns when one more message may leave for its chat, where a letter takes several.
            landed: told when it has arrived and its mark stands in line. Marks are kept in the order in which they
                were asked for, so whoever begins now is not marked before this one is known to be sent.
        """
        # A lane is begun by one message and carries others too: what is bound here is this row's own.
        with About(item.reference):
            following = await self._carried(item, turn, landed)
        self._watch.sent(item.adapter, str(following.state))
        return following

    async def _carried(self, item: Item, turn: Turn | None, landed: Callable[[], None]) -> Next:
        try:
            parcel = parcel_of(item, turn, self._shelves.of(item.adapter, item.workspace))
        except ValueError as error:
            return await self._failed(item, SendFailed(Outcome.STOP, str(error)))
        self._watch.leaves(item.adapter, (self._clock() - item.due).total_seconds())
        try:
            receipt = await self._adapters[item.adapter].send(parcel)
        except SendFailed as failure:
            return await self._failed(item, failure)
        except Exception as error:
            # An adapter that breaks its contract may have sent it: nobody can say.
            log.exception("an adapter broke", adapter=item.adapter, row=item.id)
            return await self._failed(item, SendFailed(Outcome.UNCERTAIN, type(error).__name__))
        self._db.passing("outbox.before_sent")
        landed()
        await self._marks.write(_sent, (item.id, receipt, self._clock()))
        log.debug("sent", row=item.id, adapter=item.adapter, reference=item.reference)
        self._db.passing("outbox.after_sent")
        return Next(State.SENT)

    def _begun(self, db: Connection, ids: list[int]) -> list[bool]:
        ours = leases.mark_sending(db, ids, self._lease, self._clock())
        return [number in ours for number in ids]

    async def stored(self, unit: Callable[[Connection], T]) -> T:
        """What is known of a send must be stored: the database's trouble is waited out."""
        for pause in chain((0.2, 1.0), repeat(3.0)):
            try:
                return await self._db.run(unit)
            except Unavailable as trouble:
                log.warning("a send waits for the database", reason=str(trouble))
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _failed(self, item: Item, failure: SendFailed) -> Next:
        now = self._clock()
        self._waits(item, failure)
        if failure.reason == LIMITED:
            self._watch.limited(item.adapter)
        following = after(failure.outcome, item.purpose, item.attempts + 1, now, failure.wait)
        log.info(
            "not sent", row=item.id, adapter=item.adapter, reference=item.reference,
            reason=failure.reason, state=str(following.state),
        )  # fmt: skip
        await self.stored(partial(_note, item, failure, following, now))
        return following


def _sent(db: Connection, rows: list[tuple[int, str, datetime]]) -> list[None]:
    outbox.mark_sent(db, rows)
    passing(db, "outbox.group_commit")
    return [None] * len(rows)


def _note(item: Item, failure: SendFailed, following: Next, now: datetime, db: Connection) -> None:
    if failure.moved_to:
        addresses.move(db, item.adapter, item.workspace, item.chat, failure.moved_to)
    if failure.reason in GONE:
        addresses.close(db, item.adapter, item.workspace, item.chat)
    outbox.mark(
        db, item.id, following.state, now,
        error=failure.reason[:200], attempts=item.attempts + 1, due=following.due or now,
    )  # fmt: skip


def parcel_of(item: Item, turn: Turn | None = None, shelf: Shelf | None = None) -> Parcel:
    """What the adapter is given for a row.

    Raises:
        ValueError: the row was written by a newer release.
    """
    address = Address(item.adapter, item.chat, item.workspace)
    letter, fallback = wire.loads(item.message), wire.fallback(item.message)
    key = str(item.id)
    return Parcel(item.op, address, letter, key, item.target, item.trigger, fallback, item.reference, turn, shelf)
