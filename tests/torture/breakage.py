"""The database breaks under load in each way there is; what was acknowledged stays, and it heals by itself."""

import asyncio
import resource
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from domain.delivery import State
from tests.process.command import Running
from tests.torture.people import Crowd
from tests.torture.stage import Stage, Verdict

HEALED = 10.0
"""Seconds within which sends go on and the bot says that it is ready."""
STUCK = 40.0
"""A row that nobody carries waits for its lease to end: a minute. Whoever is only slow is slow with all of them."""
END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
Breaking = Callable[[Stage, Running], Awaitable[None]]


@dataclass
class Outcome:
    """What was seen from outside while the database was broken and afterwards.

    Args:
        name: of the trouble.
        unready: whether `/readyz` said no meanwhile.
        healed: seconds from the end of the trouble until sends arrived again and it was ready.
        lag: seconds by which a message came after its neighbours.
        refused: words of people that were refused meanwhile.
        forgotten: words that were acknowledged and are not stored.
    """

    name: str
    unready: bool
    healed: float
    lag: float
    refused: int
    forgotten: int
    verdict: Verdict

    def faults(self, *, says_no: bool = True) -> list[str]:
        """What does not hold, in sentences."""
        wrong = [] if self.verdict.holds() else [f"the promise does not hold: {self.verdict}"]
        if self.verdict.states != {State.SENT: self.verdict.planned}:
            wrong.append(f"not everything was sent: {self.verdict.states}")
        if self.forgotten:
            wrong.append(f"{self.forgotten} acknowledged words are gone")
        if says_no and not self.unready:
            wrong.append("/readyz said yes all the time")
        if self.lag > STUCK:
            wrong.append(f"a row was stuck for {self.lag:.0f} s")
        if self.healed > HEALED:
            wrong.append(f"it took {self.healed:.1f} s to heal")
        return wrong


async def broken(stage: Stage, name: str, sends: int, trouble: Breaking) -> Outcome:
    """Break the database in the middle of a load, and look at what holds."""
    stage.plan(sends)
    bot = stage.bot()
    async with _running(bot) as crowd:
        await stage.arrived(sends // 5)
        watch = asyncio.create_task(_says(bot, 503))
        await trouble(stage, bot)
        ended, count = time.monotonic(), len(stage.ledger.arrivals)
        unready = watch.done()
        watch.cancel()
        await _says(bot, 200)
        if stage.open():
            await stage.arrived(count + 1)
        healed = time.monotonic() - ended
        await stage.finished([bot])
    said = await _stored(stage, crowd)
    return Outcome(name, unready, healed, stage.ledger.lag(), crowd.refused, said, stage.verdict())


@asynccontextmanager
async def _running(bot: Running) -> AsyncIterator[Crowd]:
    """The bot with people who talk to it; at the end it stops in good order."""
    await bot.start()
    crowd = Crowd(bot)
    talking = asyncio.create_task(crowd.talk())
    try:
        yield crowd
        talking.cancel()
        with suppress(asyncio.CancelledError):
            await talking
        code, _ = await bot.stop()
        assert code == 0, bot.said()[-3000:]
    finally:
        talking.cancel()
        await bot.close()


async def _says(bot: Running, status: int) -> None:
    """Wait until the bot says this about its readiness."""
    while True:
        if await bot.get("/readyz") == status:
            return
        await asyncio.sleep(0.1)


async def _stored(stage: Stage, crowd: Crowd) -> int:
    """How many acknowledged people are unknown."""
    engine = create_engine(stage.url)
    with engine.connect() as connection:
        known = {int(row[0]) for row in connection.execute(text('SELECT "user" FROM account'))}
    engine.dispose()
    return len(crowd.acknowledged - known)


def full_disk(seconds: float) -> Breaking:
    """No file of the bot's may grow: what a full disk does, without filling one. Its log goes on, it is shorter."""

    async def trouble(stage: Stage, bot: Running) -> None:
        del stage
        assert bot._process
        unlimited = resource.RLIM_INFINITY
        resource.prlimit(bot._process.pid, resource.RLIMIT_FSIZE, (0, unlimited))
        await asyncio.sleep(seconds)
        resource.prlimit(bot._process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))

    return trouble


def locked_file(seconds: float) -> Breaking:
    """Another process keeps the write lock."""

    async def trouble(stage: Stage, bot: Running) -> None:
        del bot
        with _lock(Path(str(make_url(stage.url).database))):
            await asyncio.sleep(seconds)

    return trouble


@contextmanager
def _lock(file: Path) -> Iterator[None]:
    other = sqlite3.connect(file, isolation_level=None, timeout=60)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def dropped_connections(times: int, pause: float) -> Breaking:
    """PostgreSQL ends every connection of the bot's, again and again."""

    async def trouble(stage: Stage, bot: Running) -> None:
        del bot
        engine = create_engine(stage.url, isolation_level="AUTOCOMMIT")
        for _ in range(times):
            with suppress(Exception), engine.connect() as connection:
                connection.execute(text(END_OTHERS))
            await asyncio.sleep(pause)
        engine.dispose()

    return trouble


def restarted_server(server: Any, seconds: float) -> Breaking:
    """PostgreSQL is stopped and comes back after a while."""

    async def trouble(stage: Stage, bot: Running) -> None:
        del stage, bot
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.ensure_postgres_running)

    return trouble


def lost_commits(cutter: Any, share: float, seconds: float) -> Breaking:
    """A share of all commits loses its connection, before PostgreSQL hears of it or before the bot hears back."""

    async def trouble(stage: Stage, bot: Running) -> None:
        del stage, bot
        cutter.share = share
        await asyncio.sleep(seconds)
        cutter.share = 0.0

    return trouble
