"""The real command as a process of its own: started, watched, killed and started again."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0
"""Seconds until a test gives up: only a hang takes as long, so a busy machine fails nothing."""
SAID = re.compile(r"\x1b\[[0-9;]*m")
OPEN = """
    SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND due <= moment.soon)
        + (SELECT count(*) FROM due WHERE held OR at <= moment.soon)
    FROM (SELECT strftime('%Y-%m-%d %H:%M:%f', ?, '+1 second') AS soon) AS moment
"""
"""Sends and pieces of work that are due or being done; stored moments have more digits, so a second is added."""
STATES = "SELECT state, count(*) FROM outbox GROUP BY state"


async def until(holds: Callable[[], bool | Awaitable[bool]], what: Callable[[], str] | str) -> None:
    """Wait until it holds, looking again every few hundredths of a second; `what` says what was waited for."""
    ends = time.monotonic() + PATIENCE
    while True:
        found = holds()
        if found if isinstance(found, bool) else await found:
            return
        assert time.monotonic() < ends, what if isinstance(what, str) else what()
        await asyncio.sleep(0.03)


def environment(**more: str) -> dict[str, str]:
    """What a process gets: nothing of the developer's own settings."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
        if name in os.environ
    }
    ours = {f"TERTULIA_{name}": value for name, value in more.items()}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | ours


@dataclass(frozen=True)
class Ended:
    """A command that is over."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line that says why it failed."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


async def tertulia(folder: Path, *words: str, stdin: str = "", **settings: str) -> Ended:
    """Run a command to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder, env=environment(**settings),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(stdin.encode()), PATIENCE)
    return Ended(process.returncode or 0, out.decode(), SAID.sub("", err.decode()))


@dataclass
class Running:
    """`tertulia run`, again and again on one database and one port.

    Args:
        folder: where it works; its database and its log are there.
        settings: as in the environment, without the prefix.
        words: what follows `run`.
    """

    folder: Path
    settings: dict[str, str]
    words: tuple[str, ...] = ()
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        # Bound and never listening: nobody else is given the port, and the bot may listen on it.
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind(("127.0.0.1", 0))
        self.port = int(self._held.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.database, self.log = self.folder / "tertulia.db", self.folder / "log"
        ours = {"DATABASE_URL": f"sqlite:///{self.database}", "PORT": str(self.port), "PUBLIC_URL": self.url}
        self.settings = ours | {"ADMISSION": "open", "LOG_FORMAT": "json"} | self.settings

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        starts = self.said().count("Tertulia is listening")
        await self.begin()
        await until(lambda: self._ready(starts), self.said)

    async def begin(self) -> None:
        """Start it without waiting: it may be meant to end before it is ready."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", *self.words, cwd=self.folder, env=environment(**self.settings),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    @property
    def pid(self) -> int:
        """Of the process that was started last; 0 before that."""
        return self._process.pid if self._process else 0

    def _ready(self, starts: int) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, f"it ended by itself:\n{self.said()}"
        return self.said().count("Tertulia is listening") > starts

    def said(self) -> str:
        """Everything that it printed and logged since the first start."""
        return self.log.read_text("utf-8") if self.log.exists() else ""

    async def get(self, path: str) -> int:
        """The status of a page of its web."""
        return await asyncio.to_thread(self._get, path)

    def _get(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    async def kill(self) -> None:
        """As if the machine lost its power."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> tuple[int, float]:
        """Ask it to end, as a supervisor does; its exit code and how many seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        return code, time.monotonic() - began

    async def restart(self) -> None:
        """Killed and started again."""
        await self.kill()
        await self.start()

    async def close(self) -> None:
        """Leave nothing running."""
        if self._process and self._process.returncode is None:
            await self.kill()
        self._held.close()

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """A look into its database from outside."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=PATIENCE)
        try:
            return list(connection.execute(query, values))
        finally:
            connection.close()

    async def quiet(self, now: str = "now") -> None:
        """Wait until all that is due is done, sent and written down; `now` is what the bot's clock says."""
        await until(lambda: self.rows(OPEN, now) == [(0,)], lambda: f"sends stay open: {self.rows(STATES)}")
