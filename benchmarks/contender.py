"""One bot as a process of its own: started, talked to as a platform would, and its CPU and memory read from outside."""

import asyncio
import hashlib
import hmac
import json
import os
import re
import socket
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks.outside import Caller, Outside

ROOT = Path(__file__).resolve().parent.parent
TOKEN, SECRET = "12345:a-token-of-the-benchmark", "a-secret-of-the-benchmark"
PATIENCE = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Kind:
    """A bot that takes part.

    Args:
        name: as the table shows it.
        module: what runs it.
        platform: telegram or slack.
        stores: whether it reads and writes rows before it answers.
    """

    name: str
    module: str
    platform: str
    stores: bool = True


@dataclass
class Contender:
    """A running one.

    Args:
        kind: which.
        folder: where its database and its log lie.
        outside: the far side that its answers come to.
        api: the far side's address.
    """

    kind: Kind
    folder: Path
    outside: Outside
    api: str
    started: float = 0.0
    """Seconds from the start of the process to its first answer."""
    port: int = 0
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def start(self) -> None:
        """Start it; returns once a first message was answered."""
        self.port = _free_port()
        began = time.monotonic()
        with (self.folder / "log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self.kind.module, cwd=self.folder, env=self._environment(), stdout=log, stderr=log
            )
        async with asyncio.timeout(PATIENCE):
            while await self._first() is None:
                if self._process.returncode is not None:
                    raise RuntimeError(f"{self.kind.name} ended: {(self.folder / 'log').read_text('utf-8')}")
                await asyncio.sleep(0.01)
        self.started = time.monotonic() - began

    def _environment(self) -> dict[str, str]:
        peers = {
            "API": self.api, "PORT": str(self.port), "TOKEN": TOKEN, "SECRET": SECRET,
            "FOLDER": str(self.folder), "STORES": "1" if self.kind.stores else "",
        }  # fmt: skip
        ours = {
            "DATABASE_URL": f"sqlite:///{self.folder}/tertulia.db", "PORT": str(self.port), "LOG_LEVEL": "error",
            "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": self.api, "TELEGRAM_WEBHOOK_SECRET": SECRET, "ADMISSION": "open",
            "SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_API": f"{self.api}/api/", "SLACK_SIGNING_SECRET": SECRET,
        }  # fmt: skip
        named = {f"BENCH_{name}": value for name, value in peers.items()}
        named |= {f"TERTULIA_{name}": value for name, value in ours.items()}
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"} | named

    async def _first(self) -> float | None:
        try:
            caller = await Caller.to(self.port)
        except OSError:
            return None
        try:
            return await self.turn(caller, 1, patience=0.5)
        finally:
            caller.close()

    async def callers(self, many: int) -> list[Caller]:
        """Connections to it, as a platform keeps them open."""
        return [await Caller.to(self.port) for _ in range(many)]

    async def turn(self, caller: Caller, user: int, patience: float = PATIENCE) -> float | None:
        """One message of that user; seconds until its answer is there, None where it was refused or none came."""
        answered = self.outside.waiting[user] = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        try:
            async with asyncio.timeout(patience):
                status = await caller.post(*self._delivery(user))
                return await answered - began if status == 200 else None
        except TimeoutError:
            return None
        finally:
            self.outside.waiting.pop(user, None)

    def _delivery(self, user: int) -> tuple[str, dict[str, str], bytes]:
        number = next(self._numbers)
        if self.kind.platform == "telegram":
            return "/telegram", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, _update(number, user)
        body, stamp = _event(number, user), str(int(time.time()))
        signed = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return "/slack", {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed}"}, body

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._process.pid

    def cpu(self) -> float:
        """Seconds of CPU that it used so far, all threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self) -> float:
        """Megabytes that it holds in memory."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text("utf-8"))
        return int(found[1]) / 1000 if found else 0.0

    async def stop(self) -> None:
        """End it."""
        if self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 10)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _update(number: int, user: int) -> bytes:
    # Everybody has a name of their own: what is said to one is not what was just said to another.
    person = {"id": user, "is_bot": False, "first_name": f"Ann {user}", "last_name": "Bell", "language_code": "en"}
    message = {
        "message_id": number, "date": 1790000000, "text": "/start", "from": person,
        "chat": {"id": user, "type": "private", "first_name": f"Ann {user}", "last_name": "Bell"},
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }  # fmt: skip
    return json.dumps({"update_id": number, "message": message}).encode()


def _event(number: int, user: int) -> bytes:
    inner = {
        "type": "message", "channel_type": "im", "channel": f"D{user:08}", "user": f"U{user:08}", "text": "start",
        "ts": f"1790000000.{number:06}", "event_ts": f"1790000000.{number:06}", "client_msg_id": f"m{number}",
    }  # fmt: skip
    envelope = {
        "type": "event_callback", "token": "-", "team_id": "T00000001", "api_app_id": "A00000001",
        "event_id": f"Ev{number:08}", "event_time": 1790000000, "event": inner,
        "authorizations": [{"team_id": "T00000001", "user_id": "U00000000", "is_bot": True}],
    }  # fmt: skip
    return json.dumps(envelope).encode()
