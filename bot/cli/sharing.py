"""What the processes of one PostgreSQL need to share the work: an engine of many, one sender a token, and a bell."""

import os
import secrets
import socket
from collections.abc import Iterable, Mapping
from functools import partial
from time import monotonic

from bot.adapters.base import Adapter, Polls
from bot.cli.roles import Roles
from bot.watching import Watch
from scheduler.bell import Bell
from scheduler.engine import embedded, many
from scheduler.sender import Sender
from scheduler.tokens import Tokens
from scheduler.works import Office, Works
from storage.db import Database
from storage.outbox import Item


def named() -> str:
    """The name of this process, under which it holds rows and tokens; an operator can find it by it."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(4)}"


def tokens_of(db: Database, lease: str, adapters: Mapping[str, Adapter]) -> Tokens | None:
    """Which channels are this process's; on SQLite all of them are, always."""
    if db.is_sqlite:
        return None
    tokens = Tokens(db, lease, adapters, monotonic)
    for name, adapter in adapters.items():
        if isinstance(adapter, Polls):
            adapter.polls_while(partial(tokens.holds, name))
    return tokens


def engine_of(
    office: Office, works: Works, roles: Roles, watch: Watch, *, orderly: bool
) -> embedded.Engine | many.Engine:
    """The engine of one machine on SQLite, of many on PostgreSQL."""
    if office.db.is_sqlite:
        return embedded.Engine(office, works, orderly=orderly, watch=watch)
    return many.Engine(office, works, clock=roles.clock, worker=roles.worker, orderly=orderly, watch=watch)


class Outgoing:
    """The way out of this process: its own sender, or whichever process has the token.

    Args:
        db: the database.
        sender: this process's; it runs only where the process is a worker.
        tokens: None on SQLite.
        roles: of this process.
    """

    def __init__(self, db: Database, sender: Sender, tokens: Tokens | None, roles: Roles) -> None:
        self._sender, self._tokens, self._runs = sender, tokens, roles.worker
        self._bell = Bell(db, sender.wake) if tokens else None

    async def start(self) -> None:
        """Begin to send, or to ring."""
        if self._runs:
            await self._sender.start()
        if self._bell:
            self._bell.start(listens=self._runs)

    async def stop(self) -> None:
        """Let sends in flight end."""
        if self._runs:
            await self._sender.stop()
        if self._bell:
            await self._bell.stop()

    def said(self, items: Iterable[Item]) -> None:
        """A unit has just committed these answers."""
        self._sender.said(items)
        self._ring()

    def wake(self) -> None:
        """There is something to send."""
        self._sender.wake()
        self._ring()

    def _ring(self) -> None:
        if self._bell and not (self._tokens and self._tokens.holds_all()):
            self._bell.ring()
