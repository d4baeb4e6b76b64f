"""The sender on the real Telegram adapter with a full outbox: carries it and prints when each message left."""

import asyncio
import json
import os
import resource
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import uvloop
from sqlalchemy import Connection

from benchmarks.peers.given import Given
from bot import logs, wire
from bot.adapters.base import Limits, Parcel
from bot.adapters.telegram import Telegram
from bot.ui import Message
from domain.delivery import Purpose
from scheduler.pacer import Pacer
from scheduler.sender import Sender
from storage import outbox
from storage.db import Database
from storage.tables import metadata

LEASE = "benchmark"
LETTER = wire.dumps(Message("*An evening about grants*\nThursday at 19:00 in the big room. Will you come?"))
EVERY = 0.25
"""Seconds between two people who ask something while the broadcast runs."""


@dataclass(frozen=True)
class Task:
    """What to carry and how fast; `a_second` 0: as fast as it goes."""

    rows: int = int(os.environ["BENCH_ROWS"])
    a_second: int = int(os.environ["BENCH_A_SECOND"])
    in_flight: int = int(os.environ["BENCH_IN_FLIGHT"])


class Noting:
    """The adapter, with the moment of each departure noted, and how long an answer took."""

    name = "telegram"

    def __init__(self, adapter: Telegram, limits: Limits) -> None:
        self._adapter, self.limits = adapter, limits
        self.departures: list[float] = []
        self.asked: dict[str, float] = {}
        self.replies: list[float] = []

    async def send(self, parcel: Parcel) -> str:
        self.departures.append(time.monotonic())
        receipt = await self._adapter.send(parcel)
        if asked := self.asked.pop(parcel.address.chat, None):
            self.replies.append(time.monotonic() - asked)
        return receipt

    async def whoami(self) -> str:
        return await self._adapter.whoami()

    async def close(self) -> None:
        await self._adapter.close()


def now() -> datetime:
    return datetime.now(UTC)


def _fill(rows: int, db: Connection) -> None:
    for number in range(rows):
        outbox.put(db, now(), "send", LETTER, Purpose.BROADCAST, adapter="telegram", chat=str(1000 + number))


def _left(db: Connection) -> int:
    return sum(count for state, count in outbox.counts(db).items() if state in {"pending", "sending"})


async def _ask(db: Database, sender: Sender, adapter: Noting) -> None:
    """Somebody asks something every now and then; the answer is written as dispatch writes it."""
    for number in count(9_000_000):
        await asyncio.sleep(EVERY)
        adapter.asked[str(number)] = time.monotonic()
        columns: dict[str, Any] = {"lease": LEASE, "leased_until": now() + timedelta(seconds=30), "chat": str(number)}
        columns |= {"adapter": "telegram", "purpose": Purpose.ANSWER}
        item = await db.run(partial(outbox.put, now=now(), op="send", message=LETTER, **columns))
        sender.said([item] if item else [])


async def main() -> None:
    logs.set_up("error", "console", [])
    given, task = Given(), Task()
    db = Database(f"sqlite:///{given.folder}/carrying.db")
    metadata.create_all(db.engine.execution_options(writes=True))
    db.run_now(partial(_fill, task.rows))
    limits = replace(Telegram.limits, in_flight=task.in_flight, a_second=float(task.a_second or 30))
    adapter = Noting(Telegram(given.token, given.api), limits)
    pacers = {"telegram": Pacer(limits, time.monotonic)} if task.a_second else {}
    sender = Sender(db, {"telegram": adapter}, pacers, now, LEASE)
    await adapter.whoami()
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    await sender.start()
    asking = asyncio.create_task(_ask(db, sender, adapter)) if task.a_second else None
    while await db.read(_left):  # noqa: ASYNC110 – the sender has no event for an empty outbox
        await asyncio.sleep(0.05)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    cpu = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
    if asking:
        asking.cancel()
    told = {"cpu": cpu, "began": began, "departures": adapter.departures, "replies": adapter.replies}
    await sender.stop()
    await adapter.close()
    db.close()
    print(json.dumps(told))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
