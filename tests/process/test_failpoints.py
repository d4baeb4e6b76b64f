"""The process ends at each failpoint, is started again without it, and ends in exactly the state foretold.

`make test` takes each point at least once and the delicate ones on both databases; `make torture` sets
`TERTULIA_WHOLE=1` and takes every point on every database and place.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text, update

from bot import wire
from bot.ui import Message
from domain.delivery import Purpose, State
from storage import migrate, outbox
from storage.db import Database
from tests.databases import fresh
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.process.command import Running, until
from tests.process.conftest import Start
from tests.process.far import Far, reached, slack, telegram
from tests.process.points import Case, Fate, Place, Scene, few, whole

KILLED = 137
NEWS, HELLO = "News of the house", "Hello Ann"
MORNING = datetime(2026, 11, 18, 10, tzinfo=UTC)
"""Of a working day, and so is it three weeks later: nobody is told anything at night."""
OPEN = "SELECT id, state, lease FROM outbox WHERE state IN ('pending', 'sending')"
LATER = timedelta(minutes=6)
"""After this, what a dead process held on PostgreSQL is anybody's: leases take one minute, work takes five."""
CASES = whole() if os.environ.get("TERTULIA_WHOLE") else few()


@dataclass
class Stage:
    """A bot that is going to die, Ann, and a clock that stands still until it is moved."""

    bot: Running
    ann: Far
    clock: Path
    url: str

    @property
    def platform(self) -> TelegramPlatform | SlackPlatform:
        found = self.ann._platform
        assert isinstance(found, TelegramPlatform | SlackPlatform)
        return found

    def move(self, by: timedelta) -> None:
        now = datetime.fromisoformat(self.clock.read_text("utf-8")) + by
        self.clock.write_text(now.isoformat(), "utf-8")

    def now(self) -> datetime:
        return datetime.fromisoformat(self.clock.read_text("utf-8"))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        engine = create_engine(self.url)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(query))]
        finally:
            engine.dispose()

    def write(self, unit: Callable[[Connection], object]) -> None:
        """Change the database while no bot runs."""
        db = Database(self.url)
        try:
            migrate.up(db.engine)
            db.run_now(unit)
        finally:
            db.close()

    def arrived(self, words: str) -> int:
        """How often the far side took in a message that says this, edits left out."""
        return sum(count for (_, said), count in self.platform.emulator.delivered.items() if words in said)

    async def says(self, what: str) -> None:
        """Said at the platform, whether the bot takes it now or later."""
        person = self.platform.id_of("Ann")
        if isinstance(self.platform, TelegramPlatform):
            self.platform.emulator.says(int(person), what)
        else:
            await self.platform.emulator.says(str(person), what.lstrip("/"))

    async def taps(self, label: str) -> None:
        person = self.platform.id_of("Ann")
        if isinstance(self.platform, SlackPlatform):
            await self.platform.taps("Ann", label)
            return
        shown = next(s for s in reversed(self.platform.emulator.sees(int(person))) if label in s.labels)
        self.platform.emulator.taps(int(person), shown.chat_id, shown.message_id, label)

    async def dies(self) -> None:
        assert await self.bot.ended() == KILLED, self.bot.said()

    async def lives_on(self) -> None:
        """Started again without the point; where several could share the database, once the dead one's leases ended."""
        del self.bot.settings["FAILPOINT"]
        if not self.url.startswith("sqlite"):
            self.move(LATER)
        await self.bot.start()
        if isinstance(self.platform, SlackPlatform):
            emulator = self.platform.emulator
            before = emulator.now
            emulator.now = lambda: before() + 61  # Slack tries an event again after a minute
            await emulator.tick()

    async def done(self) -> None:
        """Everything that people did has been taken in, and nothing is left to send."""
        if isinstance(self.platform, TelegramPlatform):
            updates = self.platform.emulator.updates
            await until(lambda: updates.first() is None, "an update is not taken")
        await until(lambda: self.rows(OPEN) == [], lambda: f"these stay open: {self.rows(OPEN)}")


@asynccontextmanager
async def staged(case: Case, running: Start, folder: Path, url: str) -> AsyncIterator[Stage]:
    far = slack() if case.place is Place.SLACK else telegram(polling=case.place is Place.POLLING)
    clock = folder / "clock"
    clock.write_text(MORNING.isoformat(), "utf-8")
    async with far as (platform, settings):
        more = {"TEST": "1", "CLOCK_FILE": str(clock), "DATABASE_URL": url, "FAILPOINT": case.point}
        bot = running(**settings, **more)
        reached(platform, bot)
        yield Stage(bot, Far("Ann", platform), clock, url)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_after_an_end_at_this_point(
    case: Case, running: Start, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = fresh(case.database, tmp_path, request)
    async with staged(case, running, tmp_path, url) as stage:
        try:
            assert await SCENES[case.scene](stage) in case.fates
        except BaseException:
            print(f"again: TERTULIA_WHOLE=1 .venv/bin/python -m pytest '{request.node.nodeid}'")
            print(stage.bot.said()[-3000:])
            raise


async def word(stage: Stage) -> Fate:
    if isinstance(stage.platform, SlackPlatform):
        await stage.bot.start()
        await stage.says("/start")
    else:
        await stage.says("/start")
        await stage.bot.begin()
    await stage.dies()
    await stage.lives_on()
    await until(lambda: stage.rows("SELECT count(*) FROM member") == [(1,)], "Ann never came in")
    await stage.done()
    assert stage.rows("SELECT count(*) FROM account") == [(1,)]
    return Fate(stage.arrived(HELLO), only(stage.rows("SELECT DISTINCT state FROM outbox")))


async def news(stage: Stage) -> Fate:
    stage.write(partial(written, stage))
    await stage.bot.begin()
    await stage.dies()
    await stage.lives_on()
    await stage.done()
    return Fate(stage.arrived(NEWS), only(stage.rows("SELECT state FROM outbox")))


async def takeover(stage: Stage) -> Fate:
    """Nothing of what the start had already decided may stand alone."""
    stage.write(partial(left_sending, stage))
    await stage.bot.begin()
    await stage.dies()
    assert stage.rows("SELECT state FROM outbox") == [("sending",)]
    await stage.lives_on()
    await stage.done()
    return Fate(stage.arrived(NEWS), only(stage.rows("SELECT state FROM outbox")))


async def first_start(stage: Stage) -> Fate:
    await stage.bot.begin()
    await stage.dies()
    await stage.lives_on()
    await stage.says("/start")
    await until(lambda: stage.arrived(HELLO) > 0, "Ann hears nothing")
    await stage.done()
    return Fate(stage.arrived(HELLO), only(stage.rows("SELECT DISTINCT state FROM outbox")))


async def forgetting(stage: Stage) -> Fate:
    """Half a person is never left; a tap on Slack has to be made again, for Slack delivers it once."""
    await stage.bot.start()
    await stage.says("/start")
    await stage.ann.comes_to_see(HELLO)
    await stage.says("/forget")
    await stage.ann.comes_to_see("Shall I forget you?")
    await stage.taps("Forget me")
    await stage.dies()
    assert stage.rows("SELECT count(*) FROM member") == [(1,)]
    assert stage.rows("SELECT count(*) FROM erasure") == [(0,)]
    await stage.lives_on()
    if isinstance(stage.platform, SlackPlatform):
        await stage.taps("Forget me")
    await stage.ann.comes_to_see("You are forgotten")
    await stage.done()
    assert stage.rows("SELECT count(*) FROM member") == [(0,)]
    assert stage.rows("SELECT count(*) FROM erasure") != [(0,)]
    states = stage.rows("SELECT DISTINCT state FROM outbox")
    return Fate(stage.ann.has("You are forgotten"), only(states))


async def work(stage: Stage) -> Fate:
    """A need ends by itself and its owner is told: the work is done again and tells nothing twice."""
    point = stage.bot.settings.pop("FAILPOINT")
    await stage.bot.start()
    await stage.says("/start")
    await stage.ann.comes_to_see(HELLO)
    ends = (stage.now() + timedelta(days=20)).date()
    await stage.says(f"/need a translator into Greek until {ends.isoformat()}")
    await stage.ann.comes_to_see("translator into Greek", "[Yes")
    await stage.ann.taps("Yes")
    await until(lambda: stage.rows("SELECT state FROM need") == [("open",)], "the need does not open")
    await stage.done()
    await stage.bot.stop()
    stage.move(timedelta(days=22))
    stage.bot.settings["FAILPOINT"] = point
    await stage.bot.begin()
    await stage.dies()
    await stage.lives_on()
    await until(lambda: stage.rows("SELECT state FROM need") == [("expired",)], "the need never ends")
    await until(lambda: stage.arrived("Over: a translator") > 0, lambda: f"nobody says so:\n{stage.ann.screen()}")
    await stage.done()
    return Fate(stage.arrived("Over: a translator"), only(stage.rows("SELECT DISTINCT state FROM outbox")))


SCENES = {
    Scene.WORD: word,
    Scene.NEWS: news,
    Scene.TAKEOVER: takeover,
    Scene.FIRST_START: first_start,
    Scene.FORGETTING: forgetting,
    Scene.WORK: work,
}


def written(stage: Stage, db: Connection) -> None:
    """News for Ann, who has a chat with the bot and has never been taken in by it."""
    person = stage.platform.id_of("Ann")
    if isinstance(stage.platform, TelegramPlatform):
        stage.platform.emulator.chats[int(person)].started = True
    letter = wire.dumps(Message(f"{NEWS}."))
    where = {"adapter": stage.platform.name, "chat": str(person), "once": "news"}
    assert outbox.put(db, stage.now(), "send", letter, Purpose.BROADCAST, **where)


def left_sending(stage: Stage, db: Connection) -> None:
    written(stage, db)
    dead = {"state": str(State.SENDING), "lease": "dead", "leased_until": stage.now() - timedelta(minutes=2)}
    db.execute(update(outbox.outbox).values(dead))


def only(rows: list[tuple[object, ...]]) -> str:
    """The one value there is, or all of them."""
    return ", ".join(str(row[0]) for row in rows)
