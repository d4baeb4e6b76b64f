"""The bot's own work: functions by name, due at a moment or once a period."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.adapters.base import Fetches
from bot.context import Desk, Setting
from storage.db import Database

T = TypeVar("T")


@dataclass(frozen=True)
class Office:
    """What a piece of work has in hand: units at the bot's desk, reads, and the setting.

    A unit is short and does no network and no matching; work that computes reads first, computes in a thread, and
    writes in a unit that checks that what it read still stands. `reference` is of the piece of work: its log lines and
    what it sends name it.
    """

    db: Database
    setting: Setting
    woken: Callable[[], None]
    reference: str = ""
    fetchers: Mapping[str, Fetches] = field(default_factory=dict)
    """The platforms whose people can send files."""

    async def run(self, unit: Callable[[Desk], T]) -> T:
        """Run a unit at the bot's desk; what it wrote leaves as soon as it is committed."""
        result = await self.db.run(partial(self._at_desk, unit))
        self.woken()
        return result

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Read without a write lock."""
        return await self.db.read(query)

    def _at_desk(self, unit: Callable[[Desk], T], db: Connection) -> T:
        return unit(Desk(db, self.setting, self.reference))


Work = Callable[[Office, str], Awaitable[None]]
"""A piece of work gets its key; it may run again after a crash, so its effect must stand once."""


@dataclass(frozen=True)
class Periodic:
    """Work done once a period by whoever wins the slot."""

    name: str
    every: timedelta
    work: Work

    def slot(self, now: datetime) -> str:
        """The period's number since the epoch: the same on every machine."""
        return str(int(now.timestamp() // self.every.total_seconds()))


class Works:
    """A feature's own work, collected by decorators."""

    def __init__(self) -> None:
        self.by_name: dict[str, Work] = {}
        self.periodic: list[Periodic] = []

    def due(self, name: str) -> Callable[[Work], Work]:
        """Work that `ctx.later(name, key, at)` asks for."""

        def register(work: Work) -> Work:
            if name in self.by_name:
                raise ValueError(f"Two pieces of work are called {name!r}")
            self.by_name[name] = work
            return work

        return register

    def every(self, period: timedelta, name: str) -> Callable[[Work], Work]:
        """Work that looks around once a period; a lost period is made up for by the next."""

        def register(work: Work) -> Work:
            self.periodic.append(Periodic(name, period, work))
            return work

        return register

    @classmethod
    def together(cls, many: Iterable["Works"]) -> "Works":
        """All features' work; two of the same name do not start."""
        whole = cls()
        for works in many:
            for name, work in works.by_name.items():
                whole.due(name)(work)
            whole.periodic.extend(works.periodic)
        return whole
