"""Drives the real adapters, dispatch, database and sender with hostile input, and notes what must not be."""

import asyncio
import contextlib
import json
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.adapters.slack import Slack, SlackSettings, Surroundings
from bot.adapters.telegram import Telegram
from bot.cli.composition import Tertulia
from bot.context import Setting
from bot.i18n import Catalogues
from bot.router import Routes
from domain.roles import Role
from handlers import ROUTERS
from storage import people, profile
from storage.db import Database
from tests.fuzz import slack_inputs, telegram_inputs
from tests.fuzz.memory import Held, held
from tests.fuzz.seen import Seen, Watched
from tests.fuzz.words import Words
from tests.journeys.world import TOKEN

PEOPLE = 200
BUSY = 12
"""Of whom so many do half of all: their conversations go deep, forms are filled and cards grow old."""
TOGETHER = 40
"""Requests at once: as many as Telegram's webhook brings."""
RESTS = 10
"""Rounds after which all that is due is done."""
FIRST = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
STEP = timedelta(seconds=7)
MOST = 200
"""Findings that are kept; more say nothing new."""
ROLES = {1: Role.OWNER, 2: Role.MANAGER, 3: Role.MANAGER, 4: Role.EDITOR, 5: Role.MENTOR}
OFFERS = ("web design", "Greek translation", "ladders and tools", "a room for twelve people", "photography")
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Findings:
    """What a run found; `wrong` says each thing that must not be."""

    inputs: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    memory: list[Held] = field(default_factory=list)
    """What this process held, ten times on the way and once more at the end."""
    calls: dict[str, int] = field(default_factory=dict)

    tell: Callable[[str], None] = lambda _: None
    """Told of each finding at once: a long run may be cut off."""

    @property
    def state(self) -> str:
        """How far it is."""
        return f"{self.inputs} inputs, {self.seconds:.0f} s, {self.memory[-1]}, {len(self.wrong)} findings"

    def note(self, what: str) -> None:
        """Keep the first of many."""
        if len(self.wrong) < MOST:
            self.wrong.append(what)
            self.tell(f"WRONG: {what}")


class Errors(logging.Handler):
    """Every line of the log at error level is a finding, whoever wrote it."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(logging.ERROR)
        self._findings = findings

    def emit(self, record: logging.LogRecord) -> None:
        """From the standard library: asyncio, uvicorn, SDKs."""
        self._findings.note(self.format(record))

    def __call__(self, logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
        """From our own log."""
        if method in {"error", "critical", "exception"}:
            trace = structlog.processors.format_exc_info(logger, method, dict(event))
            self._findings.note(f"{event.get('event')} {trace.get('exception', '')[-1500:]}")
        raise structlog.DropEvent


@contextlib.contextmanager
def heard(findings: Findings) -> Iterator[None]:
    """Nothing is printed; errors are noted."""
    errors, root = Errors(findings), logging.getLogger()
    processors = structlog.get_config()["processors"]
    before = processors.copy()
    processors[:] = [errors]
    root.addHandler(errors)
    try:
        yield
    finally:
        processors[:] = before
        root.removeHandler(errors)


@contextlib.asynccontextmanager
async def far(platform: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """The emulator in a process of its own, whose memory is not the bot's."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fuzz.far", platform, str(PEOPLE), cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip(), process
    finally:
        process.stdin.close()
        await process.wait()


async def tallied(process: asyncio.subprocess.Process) -> dict[str, Any]:
    """What the far side has counted."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"tally\n")
    await process.stdin.drain()
    found: dict[str, Any] = json.loads(await process.stdout.readline())
    return found


def _chat(platform: str, url: str, setting: Setting) -> Any:
    if platform == "telegram":
        return Telegram(TOKEN, url, telegram_inputs.SECRET, "http://127.0.0.1:9")
    settings = SlackSettings(
        slack_bot_token=SecretStr("xoxb-test"),
        slack_signing_secret=SecretStr(slack_inputs.SECRET),
        slack_api=f"{url}/api/",
    )
    return Slack(settings, Surroundings(setting.catalogues, setting.clock, time.time, patience=60.0))


def peopled(db: Connection, platform: str, now: datetime) -> None:
    """Some people who are in already, with a role each; everybody else comes in with their first word."""
    here = people.add_community(db, "Here", "open", "en", "Europe/Madrid", now - timedelta(days=9))
    prefix, workspace = ("U", slack_inputs.TEAM) if platform == "slack" else ("", "")
    for number in range(1, BUSY + 1):
        member = people.add_member(db, f"Person {number}", "en", "Europe/Madrid", here, now - timedelta(days=8))
        people.add_account(db, member, platform, workspace, f"{prefix}{number}", f"{prefix}{number}", now)
    received(db, platform, now)


def received(db: Connection, platform: str, now: datetime) -> None:
    """The busy ones are in again, with role and profile, whatever has happened to them meanwhile."""
    prefix, workspace = ("U", slack_inputs.TEAM) if platform == "slack" else ("", "")
    here = people.communities(db)[0]
    people.set_community(db, here.id, admission="open")
    for number in range(1, BUSY + 1):
        if who := people.speaker(db, platform, workspace, f"{prefix}{number}"):
            people.set_membership(db, here.id, who.member.id, "in", now, ROLES.get(number, Role.MEMBER))
            people.set_member(db, who.member.id, community_id=here.id, snoozed_until=None)
            offers = (OFFERS[number % len(OFFERS)],)
            profile.change(db, who.member.id, now, published=True, languages=("en",), offers=offers)


class Rig:
    """One platform's run.

    Args:
        db: with every table, empty.
        platform: its name.
        seed: the same seed, the same inputs as long as the bot answers the same.
        tell: told how it goes, ten times on the way, and of each finding at once.
    """

    def __init__(self, db: Database, platform: str, seed: int, tell: Callable[[str], None] = lambda _: None) -> None:
        self._db, self._platform, self._now = db, platform, FIRST
        self._rng, self.findings = random.Random(seed), Findings(tell=tell)
        self._seen = Seen(self._rng)
        words = Words(self._rng, [route.word for route in Routes(ROUTERS) if route.kind == "command"])
        made = telegram_inputs.TelegramInputs if platform == "telegram" else slack_inputs.SlackInputs
        self._inputs = made(self._rng, words, self._seen, (BUSY, PEOPLE))

    async def run(self, inputs: int) -> Findings:
        """So many inputs, and all that they bring about."""
        self._db.run_now(partial(peopled, platform=self._platform, now=self._now))
        async with far(self._platform) as (url, process):
            with heard(self.findings):
                await self._driven(url, inputs)
            told = await tallied(process)
        self.findings.calls = told["calls"]
        for violation in told["violations"]:
            self.findings.note(f"a call that breaks the platform's rules: {violation}")
        return self.findings

    async def _driven(self, url: str, inputs: int) -> None:
        setting = Setting(Catalogues(), lambda: self._now, owner_code="open-sesame", rng=random.Random(7))
        chat: Any = Watched(_chat(self._platform, url, setting), self._seen)
        bot = Tertulia(self._db, setting, {self._platform: chat}, paced=False)
        await bot.start(engine=False)
        began, findings = time.monotonic(), self.findings
        rounds = max(1, inputs // TOGETHER)
        try:
            for number in range(rounds):
                await asyncio.gather(*(self._one(chat) for _ in range(TOGETHER)))
                self._now += STEP * TOGETHER
                if number % RESTS == 0 or number == rounds - 1:
                    await bot.settle()
                    await self._db.run(partial(received, platform=self._platform, now=self._now))
                if number % max(1, rounds // 10) == 0:
                    findings.memory.append(held())
                    findings.seconds = time.monotonic() - began
                    findings.tell(findings.state)
        finally:
            findings.seconds = time.monotonic() - began
            findings.memory.append(held())
            await bot.stop()

    async def _one(self, chat: Any) -> None:
        headers, body = self._inputs()
        self.findings.inputs += 1
        try:
            page = await chat.hook(headers, body)
        except Exception as error:  # noqa: BLE001 – that nothing is raised is what is being looked at
            self.findings.note(f"raised {error!r} for {body[:300]!r}")
            return
        status = page if isinstance(page, int) else page[0]
        self.findings.statuses[status] += 1
        if status >= 500:
            self.findings.note(f"{status} for {body[:300]!r}")
