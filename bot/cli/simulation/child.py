"""The bot of a simulation: the real command as a process of its own, killed and started again on one database."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import bot
from bot.cli.errors import NotDone
from bot.cli.following import done_beside
from bot.cli.simulation.plan import Hand

PATIENCE = 180.0
"""Real seconds without becoming quiet: only a bot that is stuck takes as long."""
LOOK = 0.002
LEFT_OUT = "TERTULIA_"
TOLD = 1500
"""Characters of the log that explain why it ended."""


class Child:
    """`tertulia run`.

    Args:
        folder: where its database, its clock and its log are.
        settings: as in the environment, without the prefix.
        hand: the time that its clock is to show.
    """

    def __init__(self, folder: Path, settings: dict[str, str], hand: Hand) -> None:
        # Bound and never listening: nobody else is given the port, and the bot may listen on it.
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind(("127.0.0.1", 0))
        port = int(self._held.getsockname()[1])
        self.url, self.database = f"http://127.0.0.1:{port}", folder / "tertulia.db"
        self._folder, self._hand = folder, hand
        self._clock, self._log = folder / "clock", folder / "log"
        self._stamp = time.time_ns()
        ours = {"DATABASE_URL": f"sqlite:///{self.database}", "PORT": str(port), "PUBLIC_URL": self.url}
        self._settings = ours | {"TEST": "1", "CLOCK_FILE": str(self._clock)} | settings
        self._process: asyncio.subprocess.Process | None = None
        self.kills = 0

    async def start(self) -> None:
        """Start it; `quiet` returns once it is ready and has nothing to do."""
        self._write_clock()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self._folder, env=self._environment(),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self) -> None:
        """As if the machine lost its power, at this very moment."""
        if self._process and self._process.returncode is None:
            self.kills += 1
            os.kill(self._process.pid, signal.SIGKILL)

    async def quiet(self, taken: Callable[[], bool]) -> None:
        """Wait until it took everything in, did all that is due and sent it; after a kill it is started again.

        Args:
            taken: whether the platforms have handed over all that people did.
        """
        await self._until(taken)
        self._hand.tick()
        said, done = self._write_clock(), done_beside(self._clock)
        await self._until(lambda: done.exists() and done.read_text("utf-8") == said)

    async def _until(self, holds: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not holds():
            await self._alive()
            if time.monotonic() > ends:
                raise NotDone(f"The bot is stuck at {self._hand.now:%Y-%m-%d %H:%M}: {self._last_words()}.")
            await asyncio.sleep(LOOK)

    async def _alive(self) -> None:
        """Start it again where it was killed on purpose; an end of its own is a defect."""
        assert self._process is not None
        if self._process.returncode is None:
            return
        if self._process.returncode != -signal.SIGKILL:
            raise NotDone(f"The bot ended by itself at {self._hand.now:%Y-%m-%d %H:%M}: {self._last_words()}.")
        await self.start()

    def _write_clock(self) -> str:
        """Each version has a stamp of its own: a file system may give two quick ones the same."""
        text = self._hand.now.isoformat()
        self._stamp = max(self._stamp + 1, time.time_ns())
        draft = self._clock.with_suffix(".new")
        draft.write_text(text, encoding="utf-8")
        os.utime(draft, ns=(self._stamp, self._stamp))
        draft.replace(self._clock)
        return text

    def errors(self) -> list[str]:
        """What it logged as broken, each with the end of its traceback."""
        lines = self._log.read_text("utf-8", errors="replace").splitlines() if self._log.exists() else []
        return [f"{line[: TOLD // 5]} … {line[-TOLD // 5 :]}" for line in lines if '"level": "error"' in line]

    def _last_words(self) -> str:
        said = self._log.read_text("utf-8", errors="replace").strip()[-TOLD:]
        return " ".join(said.split()) or "it said nothing"

    async def stop(self) -> None:
        """Leave nothing running."""
        if self._process and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), 20)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._held.close()

    def _environment(self) -> dict[str, str]:
        """Nothing of the operator's own settings; sets of words in the same order each time."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
        root = str(Path(bot.__file__).resolve().parent.parent)
        ours = {f"TERTULIA_{name}": value for name, value in self._settings.items()}
        return kept | {"PYTHONPATH": root, "PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1"} | ours
