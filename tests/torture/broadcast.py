"""`python -m tests.torture.broadcast`: a broadcast to 10,000 of whom a third block the bot, with 429s and kills.

The ledger is read from outside all the time: it has to add up whenever it is looked at, and nobody gets it twice.
"""

import asyncio
import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, insert

from domain.broadcasts import Ledger as Counted
from domain.broadcasts import State
from domain.delivery import State as Stands
from emulators.telegram.errors import ApiError, forbidden
from emulators.telegram.faults import Fault, Faults
from storage import broadcast_ledger as ledgers
from storage import broadcasts, migrate, people, ticks
from storage.db import Database
from storage.people import account, member, membership
from tests.process.command import Running
from tests.torture.ledger import SENDS, Answer, Ledger
from tests.torture.places import staged
from tests.torture.stage import Stage, progress

FIRST = 1_000_000
"""The first person's number."""
LIMITED = 0.01
"""The share of sends that are answered with 429."""


@dataclass(frozen=True)
class Plan:
    """How large, and what is done to it."""

    people: int = 10_000
    kills: int = 2
    blocked: float = 0.3
    seed: int = 20261121
    pace: float = 250.0


class House(Ledger):
    """The far side: counts what each person got, refuses for those who block the bot."""

    def __init__(self, plan: Plan) -> None:
        rates = {Fault.TOO_MANY: LIMITED, Fault.TOO_MANY_SILENT: LIMITED / 2}
        super().__init__(Faults(plan.seed, rates, SENDS, retry_after=1))
        chance = Random(plan.seed)
        self.blocking = {FIRST + n for n in range(plan.people) if chance.random() < plan.blocked}
        self.got: Counter[int] = Counter()

    def _send(self, method: str, body: bytes, fault: Fault | None) -> Answer:
        chat = json.loads(body)["chat_id"]
        if fault is None and chat in self.blocking:
            self.arrivals.append(time.monotonic())
            return _refused(forbidden("bot was blocked by the user"))
        return super()._send(method, body, fault)

    def _record(self, body: bytes) -> None:
        super()._record(body)
        self.got[json.loads(body)["chat_id"]] += 1


def _refused(error: ApiError) -> Answer:
    return Answer(error.code, json.dumps(error.body()).encode())


@dataclass
class Outcome:
    """What was seen."""

    plan: Plan
    ledger: Counted
    got: Counter[int]
    looks: int = 0
    wrong: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """What does not hold, in sentences."""
        states, doubled = self.ledger.states, [chat for chat, count in self.got.items() if count > 1]
        wrong = [*self.wrong]
        if doubled:
            wrong.append(f"{len(doubled)} people got it twice: {doubled[:5]}")
        if states.get(Stands.SENT, 0) > len(self.got):
            wrong.append(f"{states} are told as sent, {len(self.got)} people got it")
        if self.ledger.audience != self.plan.people:
            wrong.append(f"it was for {self.plan.people}, the ledger has {self.ledger.audience}")
        if self.ledger.still_open:
            wrong.append(f"not over: {states}")
        if self.ledger.of(Stands.UNCERTAIN) > 5 * self.plan.kills:
            wrong.append(f"{self.ledger.of(Stands.UNCERTAIN)} in doubt after {self.plan.kills} kills")
        return wrong


def peopled(url: str, plan: Plan) -> None:
    """A community, its people on Telegram, and a broadcast that a manager has just sent off."""
    db = Database(url)
    try:
        migrate.up(db.engine)
        db.run_now(partial(_written, plan, datetime.now(UTC)))
    finally:
        db.close()


def _written(plan: Plan, now: datetime, db: Connection) -> None:
    here = people.add_community(db, "Here", "open", "en", "UTC", now - timedelta(days=9))
    ids = range(1, plan.people + 1)
    usual = {"language": "en", "zone": "UTC", "quiet_from": 0, "quiet_until": 0, "budget": 5, "digest": "weekly"}
    db.execute(insert(member), [usual | {"id": n, "name": f"P{n}", "community_id": here, "created": now} for n in ids])
    inside = {"community_id": here, "state": "in", "role": 10, "since": now}
    db.execute(insert(membership), [inside | {"member_id": n} for n in ids])
    where = {"platform": "telegram", "workspace": "", "state": "active", "used": now}
    chats = [str(FIRST + n - 1) for n in ids]
    rows = [where | {"member_id": n, "user": chat, "chat": chat} for n, chat in zip(ids, chats, strict=True)]
    db.execute(insert(account), rows)
    row = {"community_id": here, "language": "en", "text": "News of the house, key1.", "zone": "UTC"}
    new = broadcasts.add(db, now, state=str(State.SENDING), begun=now, **row)
    ticks.plan(db, "broadcasts.begin", str(new), now)


def _ledger(db: Connection) -> Counted:
    one = broadcasts.get(db, 1)
    assert one is not None
    return ledgers.ledger(db, one)


class Looking:
    """Reads the ledger from outside, again and again."""

    def __init__(self, url: str) -> None:
        self._db = Database(url)
        self.looks, self.wrong, self.last = 0, list[str](), Counted(0, 0, 0, {}, {})

    def look(self) -> Counted:
        """One look, in one transaction."""
        self.last = self._db.read_now(_ledger)
        self.looks += 1
        if not self.last.adds_up:
            self.wrong.append(f"it does not add up: {self.last}")
        return self.last

    async def on(self) -> None:
        """Look until somebody cancels it."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(0.02)

    def close(self) -> None:
        self._db.close()


async def tortured(stage: Stage, plan: Plan) -> Outcome:
    """Carry the broadcast out while the bot is killed; gives what was seen once nothing is open."""
    await asyncio.to_thread(peopled, stage.url, plan)
    assert isinstance(stage.ledger, House)
    looking, bot = Looking(stage.url), stage.bot()
    watching = asyncio.create_task(looking.on())
    try:
        await bot.start()
        await _killed(stage, plan, bot, looking)
        await progress(lambda: _over(looking.last), lambda: looking.last.still_open, pause=0.1, told=bot.said()[-2000:])
        code, _ = await bot.stop()
        assert code == 0, bot.said()[-2000:]
        return Outcome(plan, looking.look(), stage.ledger.got, looking.looks, looking.wrong)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await bot.close()
        looking.close()


def _over(found: Counted) -> bool:
    return bool(found.audience) and not found.still_open


async def _killed(stage: Stage, plan: Plan, bot: Running, looking: Looking) -> None:
    """The first kill falls while rows are still being made, if it can; the others while they leave."""
    chance = Random(plan.seed)
    moments = sorted(chance.randint(1, int(plan.people * 0.8)) for _ in range(plan.kills))
    for number, moment in enumerate(moments):
        target = 1 if number == 0 else moment
        await progress(partial(_so_many, stage, looking, target), lambda: len(stage.ledger.arrivals))
        await bot.restart()


def _so_many(stage: Stage, looking: Looking, count: int) -> bool:
    return len(stage.ledger.arrivals) >= count or _over(looking.last)


async def run(plan: Plan) -> Outcome:
    """The whole of it, on SQLite in a folder of its own."""
    with TemporaryDirectory() as folder:
        async with staged(Path(folder), ledger=House(plan), PACE=str(plan.pace)) as stage:
            return await tortured(stage, plan)


def main() -> int:
    """The command; returns its exit code."""
    parser = ArgumentParser(prog="python -m tests.torture.broadcast", description=__doc__)
    for name, default in vars(Plan()).items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    plan = Plan(**vars(parser.parse_args()))
    outcome = asyncio.run(run(plan))
    print(
        f"{plan.people:,} people, {plan.kills} kills, seed {plan.seed}; the ledger was looked at {outcome.looks} times."
    )
    print(json.dumps({"states": dict(outcome.ledger.states), "reasons": dict(outcome.ledger.reasons)}))
    for fault in outcome.faults():
        print(fault, file=sys.stderr)
    print("Something does not hold." if outcome.faults() else "It adds up each time, and nobody got it twice.")
    return 1 if outcome.faults() else 0


if __name__ == "__main__":
    sys.exit(main())
