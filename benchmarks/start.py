"""Starting: from the process to its first answer, and the memory that it holds then, with both chats and the web."""

import asyncio
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from emulators.serve import serving
from emulators.slack import Slack, slack_app
from emulators.telegram import Telegram, telegram_app

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "12345:a-token-of-the-benchmark"  # noqa: S105 – invented
ROUNDS, PATIENCE, ANN = 5, 60.0, 1001


@dataclass(frozen=True)
class Start:
    """One start: seconds to the first answer and to the end after a signal, megabytes after the answer."""

    answered: float
    stopped: float
    resident: float


@asynccontextmanager
async def _platforms() -> AsyncIterator[tuple[Telegram, dict[str, str]]]:
    """Both platforms, and the settings that point a bot at them."""
    telegram, slack = Telegram(TOKEN), Slack()
    telegram.person(ANN, "Ann")
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(serving(telegram_app(telegram)))
        slack.base_url = await stack.enter_async_context(serving(slack_app(slack)))
        yield (
            telegram,
            {
                "TELEGRAM_TOKEN": TOKEN,
                "TELEGRAM_API": api,
                "SLACK_BOT_TOKEN": "xoxb-test",
                "SLACK_SIGNING_SECRET": "secret",
                "SLACK_API": f"{slack.base_url}/api/",
                "ADMISSION": "open",
                "LOG_LEVEL": "error",
            },
        )


def _environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        ours = {"DATABASE_URL": f"sqlite:///{folder}/tertulia.db", "PORT": str(free.getsockname()[1])}
    named = {f"TERTULIA_{name}": value for name, value in (settings | ours).items()}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | named


async def _once(folder: Path, telegram: Telegram, settings: dict[str, str]) -> Start:
    """One start on a database that is up to date, as after a restart; Ann has said hello while nobody was there."""
    before = _answers(telegram)
    telegram.says(ANN, "/start")
    environment = _environment(folder, settings)
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _until(lambda: _answers(telegram) > before)
        answered = time.perf_counter() - began
        resident = _resident(process.pid)
        asked = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), PATIENCE)
        return Start(answered, time.perf_counter() - asked, resident)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _answers(telegram: Telegram) -> int:
    return sum(shown.from_bot for shown in telegram.sees(ANN))


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 – the other side is another process
            await asyncio.sleep(0.005)


def _resident(pid: int) -> float:
    """Megabytes in memory."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


async def _rounds(folder: Path, many: int) -> list[Start]:
    async with _platforms() as (telegram, settings):
        await _once(folder, telegram, settings)  # makes the database and the compiled files
        return [await _once(folder, telegram, settings) for _ in range(many)]


def run(*, quick: bool = False) -> list[Figure]:
    """Measure starts of the real command on emulated platforms."""
    with TemporaryDirectory() as folder:
        starts = asyncio.run(_rounds(Path(folder), 2 if quick else ROUNDS))
    return [
        Figure.of("process start to first answer", "s", [start.answered for start in starts], "goal: 1.5"),
        Figure.of("memory after it", "MB", [start.resident for start in starts], "goal: 130"),
        Figure.of("signal to the end", "s", [start.stopped for start in starts], "goal: 5"),
    ]
