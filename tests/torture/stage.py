"""A planned load, the bots that carry it, and the verdict that the far side gives: lost, doubled, in doubt."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, create_engine, select

from bot import wire
from bot.ui import Message
from domain.delivery import Purpose, State
from storage import migrate, outbox
from storage.db import Database
from tests.process.command import Running
from tests.torture.ledger import Ledger, text_of

TOKEN = "12345:a-token-of-the-ledger"
OPEN = (State.PENDING, State.SENDING)
STALLED = 180.0
"""Seconds without progress after which a run gives up: a dead worker's lease takes sixty, others look once in sixty."""
CHUNK = 2000


@dataclass(frozen=True)
class Verdict:
    """What the ledger and the table say together, in the words of the delivery promises."""

    planned: int
    states: Counter[str]
    lost: list[int]
    doubled: dict[int, int]
    unmarked: list[int]
    """Keys that arrived although their row says that they were never tried."""

    @property
    def uncertain(self) -> int:
        return self.states[State.UNCERTAIN]

    def holds(self) -> bool:
        """Nothing lost, doubled or sent without its mark, and every row in exactly one state."""
        return not (self.lost or self.doubled or self.unmarked) and self.states.total() == self.planned


@dataclass
class Stage:
    """One database under one far side.

    Args:
        url: of a database that does not exist yet or is empty.
        folder: where the bots work.
        ledger: the far side.
        api: its address.
        settings: more of them for each bot.
        through: how the bots reach the database, where that is another way than ours.
    """

    url: str
    folder: Path
    ledger: Ledger
    api: str
    settings: dict[str, str] = field(default_factory=dict)
    through: str = ""
    planned: int = 0

    def __post_init__(self) -> None:
        self._engine = create_engine(self.url)

    def close(self) -> None:
        self._engine.dispose()

    def bot(self, name: str = "bot", role: str = "all") -> Running:
        """A bot that is not started yet; updates would come by webhook, and none comes."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        ours = {
            "DATABASE_URL": self.through or self.url, "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": self.api,
            "TELEGRAM_WEBHOOK_SECRET": "a-secret-of-the-ledger", "OWNER_CODE": "owner", "SECRET_KEY": "k" * 32,
        }  # fmt: skip
        return Running(folder, ours | self.settings, ("--role", role))

    def plan(self, count: int, purpose: Purpose = Purpose.BROADCAST) -> None:
        """Write that many sends into the outbox, each to a chat of its own."""
        db = Database(self.url)
        try:
            migrate.up(db.engine)
            for first in range(self.planned, self.planned + count, CHUNK):
                keys = range(first, min(first + CHUNK, self.planned + count))
                db.run_now(partial(_written, keys, purpose, datetime.now(UTC)))
        finally:
            db.close()
        self.planned += count

    def states(self) -> Counter[str]:
        """Rows by state, as another process sees them."""
        with self._engine.connect() as connection:
            return Counter(outbox.counts(connection))

    def open(self) -> int:
        states = self.states()
        return sum(states[state] for state in OPEN)

    async def arrived(self, count: int) -> None:
        """Wait until so many sends have arrived, or nothing is left to send."""
        seen = self.ledger.arrivals

        def done() -> bool:
            silent = bool(seen) and time.monotonic() - seen[-1] > 2  # counting rows is dear, and they are rarely over
            return len(seen) >= count or (silent and not self.open())

        await progress(done, lambda: len(seen))

    async def finished(self, bots: Sequence[Running] = ()) -> None:
        """Wait until no row is open."""
        said = "\n".join(bot.said()[-2000:] for bot in bots)
        await progress(lambda: self.open() == 0, self.open, pause=0.1, told=said)

    def verdict(self) -> Verdict:
        """Compare each row with what the far side saw of it."""
        table = outbox.outbox
        with self._engine.connect() as connection:
            rows = connection.execute(select(table.c.once, table.c.state)).all()
        of = {int(once.partition(":")[2]): state for once, state in rows if once and once.startswith("torture:")}
        seen = self.ledger.delivered
        lost = [key for key in range(self.planned) if of.get(key, State.SENT) == State.SENT and not seen[key]]
        never = {State.PENDING, State.CANCELLED, State.EXPIRED, State.SKIPPED}
        unmarked = [key for key in seen if of.get(key) in never]
        return Verdict(self.planned, Counter(of.values()), lost, self.ledger.doubled(), unmarked)


def _written(keys: range, purpose: Purpose, now: datetime, db: Connection) -> None:
    for key in keys:
        letter = wire.dumps(Message(text_of(key)))
        where = {"adapter": "telegram", "chat": str(1_000_000 + key), "once": f"torture:{key}"}
        outbox.put(db, now, "send", letter, purpose, **where)


async def progress(
    done: Callable[[], bool], measure: Callable[[], object], *, pause: float = 0.01, told: str = ""
) -> None:
    """Wait until it is done; give up when the measure stands still for too long."""
    last, since = measure(), time.monotonic()
    while not done():
        await asyncio.sleep(pause)
        if (now := measure()) != last:
            last, since = now, time.monotonic()
        assert time.monotonic() - since < STALLED, f"it stands still at {last}\n{told}"
