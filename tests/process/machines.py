"""Several real processes of one bot on one PostgreSQL: started in any role, killed, stalled, started again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot import wire
from bot.ui import Message
from domain.delivery import Purpose
from tests.process.command import Running, until

SECRETS = {"SECRET_KEY": "the-same-key-on-every-machine-0123", "OWNER_CODE": "the-same-code"}
OPEN = """
    SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND due <= %s)
        + (SELECT count(*) FROM due WHERE at <= %s)
        + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
"""


class Machines:
    """One bot in several processes.

    Args:
        folder: each process works in a folder of its own under it, as on a machine of its own.
        url: of their PostgreSQL database.
        settings: as in the environment, without the prefix.
        processes: each one's name and its roles.
    """

    def __init__(self, folder: Path, url: str, settings: dict[str, str], processes: dict[str, Iterable[str]]) -> None:
        self._dsn = url.replace("postgresql+psycopg", "postgresql")
        self.all: dict[str, Running] = {}
        for name, roles in processes.items():
            (folder / name).mkdir()
            words = tuple(word for role in roles for word in ("--role", role))
            self.all[name] = Running(folder / name, SECRETS | {"DATABASE_URL": url} | settings, words)
        reached = next((process.url for name, process in self.all.items() if "web" in name), "http://127.0.0.1:8000")
        for name, process in self.all.items():
            process.settings["PUBLIC_URL"] = process.url if "web" in name else reached

    def __getitem__(self, name: str) -> Running:
        return self.all[name]

    async def start(self, *names: str) -> None:
        """Start them, at the same time; all of them where none is named."""
        await asyncio.gather(*(self.all[name].start() for name in names or self.all))

    def sending(self, channel: str = "telegram") -> str:
        """The name of the process that sends on that channel."""
        rows = self.rows("SELECT holder FROM token WHERE name = %s", channel)
        pids = {str(process.pid): name for name, process in self.all.items()}
        return pids.get(str(rows[0][0]).split("/")[-2], "") if rows else ""

    def signal(self, name: str, which: signal.Signals) -> None:
        """Stop a process as a machine that hangs, or let it go on."""
        os.kill(self.all[name].pid, which)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """A look into their database from outside."""
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def broadcast(self, chats: Iterable[int], *texts: str) -> int:
        """Put news for every chat into the outbox, each of which may leave once only; returns how many rows."""
        now = datetime.now(UTC)
        rows = [(str(chat), wire.dumps(Message(f"{text} for {chat}")), now, now) for text in texts for chat in chats]
        columns = "adapter, workspace, chat, op, target, card, trigger, message, purpose, priority, state, due, created"
        given = "'telegram', '', %s, 'send', '', '', '', %s, 'broadcast', 20, 'pending', %s, %s"
        query = f"INSERT INTO outbox ({columns}, attempts, reference) VALUES ({given}, 0, '')"  # noqa: S608 – constants
        with psycopg.connect(self._dsn) as connection:
            connection.cursor().executemany(query, rows)
        assert Purpose.BROADCAST.once
        return len(rows)

    async def quiet(self, now: str = "") -> None:
        """Wait until all that is due is done, sent and written down; `now` is what the bots' clock says."""
        at = datetime.fromisoformat(now) if now else datetime.now(UTC)
        soon = at + timedelta(seconds=1)
        await until(lambda: self.rows(OPEN, soon, soon) == [(0,)], lambda: f"something stays open: {self.states()}")

    def states(self) -> dict[str, int]:
        """Rows of the outbox by state."""
        return dict(self.rows("SELECT state, count(*) FROM outbox GROUP BY state"))

    def said(self) -> str:
        """What all of them logged."""
        return "\n".join(f"--- {name}\n{process.said()}" for name, process in self.all.items())

    async def close(self) -> None:
        """Leave nothing running."""
        for process in self.all.values():
            await process.close()


@asynccontextmanager
async def machines(
    folder: Path, url: str, settings: dict[str, str], **processes: Iterable[str]
) -> AsyncIterator[Machines]:
    """Several processes, not started yet; whatever still runs at the end is killed."""
    here = Machines(folder, url, settings, processes)
    try:
        yield here
    finally:
        await here.close()
