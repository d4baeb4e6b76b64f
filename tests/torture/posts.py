"""`python -m tests.torture.posts [--posts N] [--kills N] [--seed N]`: a queue of posts against X's cap, faults, kills.

Every fifth new post meets a fault, the bot is cut off in the middle of its sends again and again, and the days pass
that the cap asks for. What stands on X is counted there, never by the bot.
"""

import asyncio
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch

from sqlalchemy import Connection, func, select

from bot.adapters.x import X
from domain.delivery import State as Sent
from emulators.x import Fault
from scheduler.reconciling import Reconciling, Surroundings
from storage import outbox
from storage import post_variants as variants
from storage.db import Database
from tests.contract.x_side import XSide, settings, x_side
from tests.databases import made
from tests.scheduler.newsroom import Newsroom

RATES = {
    Fault.RESET_BEFORE: 0.03, Fault.SERVER_ERROR: 0.03, Fault.TOO_MANY: 0.02, Fault.RESET_AFTER: 0.04,
    Fault.UNAVAILABLE_AFTER: 0.03, Fault.RUBBISH_AFTER: 0.03, Fault.HALF_BODY: 0.02,
}  # fmt: skip
"""A fifth of all new posts; those that hang cost real seconds and are the contract suite's."""
PAUSE = timedelta(minutes=20)
PATIENCE = 12
"""Pauses in which no doubt was settled: the rest is for a person."""


@dataclass
class Ledger:
    """What came of it.

    Args:
        posts: how many were planned.
        doubled: texts that stand on X more than once.
        lost: posts that the bot calls sent and that X does not have.
        silent: posts that X has not and that are neither failed nor in doubt for the editors.
        tries: the most that one row was tried.
    """

    posts: int
    states: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    kills: int = 0
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    tries: int = 0
    most_a_day: int = 0


class Press:
    """An editor's office whose bot dies and comes back."""

    def __init__(self, side: XSide, folder: Path, chance: Random) -> None:
        self.side, self.url, self.chance = side, f"sqlite:///{folder / 'posts.db'}", chance
        self.now = datetime.fromtimestamp(side.now, UTC)
        made(self.url).close()
        self.killed = 0

    async def begin(self) -> None:
        """A new process on the same database."""
        adapter = X(settings(self.side.adapter._api, self.side.account.keys), lambda: self.side.now)
        self.room = Newsroom(Database(self.url), now=self.now, channels={"x": adapter})
        await self.room.bot.start(engine=False)
        around = Surroundings(lambda: self.now, self.room.bot.outgoing.wake, lambda: self.side.now)
        self.reconciling = Reconciling(self.room.db, {"x": adapter}, around, self.room.bot.watch)

    async def kill(self) -> None:
        """All that was under way is cut off where it stands; nothing of it is written down any more."""
        sender = self.room.bot.sender
        cut = [*sender._tasks, *sender._loops]
        for task in cut:
            task.cancel()
        await asyncio.gather(*cut, return_exceptions=True)
        with suppress(Exception):
            await self.room.bot.stop()
        self.killed += 1

    async def dies_at(self, posts: int) -> bool:
        """Work until so many posts stand on X, and die then; False where nothing is due any more before."""
        work = asyncio.create_task(self.room.bot.settle())
        while not work.done() and len(self.side.account.posts) < posts:  # noqa: ASYNC110 – X tells nobody
            await asyncio.sleep(0.001)
        if work.done():
            await work
            return False
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await self.kill()
        await self.begin()
        return True

    async def passes(self, pause: timedelta = PAUSE) -> None:
        """Time goes on; doubts are looked into."""
        self.now += pause
        self.side.now = self.now.timestamp()
        self.room.now = self.now
        await self.reconciling.look()


async def posted(folder: Path, posts: int, kills: int, seed: int) -> Ledger:
    """Queue the posts, let days pass, and count."""
    chance, cap = Random(seed), max(10, posts // 3)
    async with x_side(cap) as side:
        with patch("time.time", lambda: side.now):  # the signing library has no other clock
            side.world.faults.__init__(seed, RATES)  # type: ignore[misc]  # drawn by this seed
            press = Press(side, folder, chance)
            await press.begin()
            await press.room.says("/start")
            press.room.mara = await press.room.db.run(press.room._promoted)
            ids = {f"Post {n}: nine people met." for n in range(posts)}
            planned = {await press.room.plan(text, "x"): text for text in sorted(ids)}
            left, quiet = 0, 0
            deaths = sorted(chance.sample(range(1, posts), kills), reverse=True)
            for _ in range(60 * 24 * 3):
                while await press.dies_at(deaths[-1] if deaths else posts + 1):
                    deaths.pop()
                waits, doubts = press.room.db.read_now(partial(_open, ids=list(planned)))
                quiet = quiet + 1 if (waits, doubts) == (0, left) else 0
                if quiet > PATIENCE or waits + doubts == 0:
                    break
                left = doubts
                await press.passes()
            ledger = _counted(press, planned)
            await press.room.bot.stop()
            return ledger


def _open(on: Connection, ids: list[int]) -> tuple[int, int]:
    """How many have still to leave, and how many are in doubt."""
    states = Counter(variant.state for one in ids for variant in variants.variants(on, one))
    return states[Sent.PENDING] + states[Sent.SENDING], states[Sent.UNCERTAIN]


def _counted(press: Press, planned: dict[int, str]) -> Ledger:
    stands = Counter(post.written for post in press.side.account.posts)
    ledger = Ledger(len(planned), kills=press.killed, faults=press.side.world.faults.happened.total())
    for post_id, text in planned.items():
        state = press.room.variant(post_id, "x").state
        ledger.states[state] += 1
        ledger.doubled += [text] * (stands[text] > 1)
        ledger.lost += [text] * (state == Sent.SENT and not stands[text])
        ledger.silent += [text] * (not stands[text] and state not in {Sent.FAILED, Sent.UNCERTAIN})
    most = select(func.max(outbox.outbox.c.attempts))
    ledger.tries = press.room.db.read_now(lambda on: int(on.execute(most).scalar() or 0))
    days = Counter(int(post.at // 86400) for post in press.side.account.posts)
    ledger.most_a_day = max(days.values(), default=0)
    return ledger


def main() -> None:
    """The command."""
    parser = ArgumentParser(prog="python -m tests.torture.posts", description=__doc__)
    for name, default in (("posts", 300), ("kills", 20), ("seed", 20261121)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        ledger = asyncio.run(posted(Path(folder), asked.posts, asked.kills, asked.seed))
    print(ledger, f"{time.perf_counter() - began:.0f} s")
    raise SystemExit(1 if ledger.doubled or ledger.lost or ledger.silent else 0)


if __name__ == "__main__":
    main()
