"""`tertulia check`: the doctor; each line says what is fine, or what to do."""

import asyncio
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import Annotated

import typer

from bot.cli import networks, opening, platforms
from bot.cli.serving import bound
from bot.settings import Settings, clock_of, read
from domain.delivery import State
from domain.errors import Misconfigured, TertuliaError, Unavailable
from storage import outbox, revisions, secret_key
from storage.backups.folder import state
from storage.db import Database

app = typer.Typer(add_completion=False)
SAFE_SQLITE = (3, 51, 3)
"""Older ones can lose a WAL reset when several connections write; this bot writes with one connection a process."""


@dataclass(frozen=True)
class Line:
    """One finding; `fine` False means that `run` would not work."""

    what: str
    fine: bool
    says: str


@app.command()
def check(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False) -> None:
    """Look at everything that `run` needs; exit code 0 only when it would work."""
    lines = asyncio.run(_examined())
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
    else:
        for line in lines:
            typer.echo(f"{'✓' if line.fine else '✗'} {line.what:14} {line.says}")
    raise typer.Exit(0 if all(line.fine for line in lines) else 1)


async def _examined() -> list[Line]:
    try:
        settings = read()
        opening.set_up_logs(
            settings.model_copy(update={"log_level": "error"}), [*platforms.secrets(), *networks.secrets()]
        )
        now = clock_of(settings)()
    except Misconfigured as wrong:
        return [Line("configuration", False, str(wrong))]
    lines = [Line("configuration", True, _listed(settings))]
    try:
        db = opening.database(settings, migrated=False)
    except TertuliaError as wrong:
        return [*lines, Line("database", False, str(wrong))]
    try:
        lines += [
            *_database(db),
            *_key(settings, db),
            *_address(settings),
            *await _platforms(settings, db),
            *await _networks(),
            *_rest(settings, now),
        ]
    finally:
        db.close()
    return lines


def _listed(settings: Settings) -> str:
    """What is set, by name; the values of secrets never."""
    names = sorted(f"TERTULIA_{name.upper()}" for name in settings.model_fields_set)
    return ", ".join(names) or "nothing is set; every default holds"


def _database(db: Database) -> Iterator[Line]:
    try:
        at = db.run_now(revisions.revision)  # takes the write lock: `run` will need it
    except Unavailable as wrong:
        yield Line("database", False, opening.database_trouble(wrong))
        return
    kind = "SQLite" if db.is_sqlite else "PostgreSQL"
    yield Line("database", True, f"{kind} at {db.url.render_as_string(hide_password=True)}")
    current = at == revisions.newest()
    yield Line("migrations", True, "current" if current else "behind; `tertulia run` brings it up by itself")
    if current:
        yield _sends(db)
    if db.is_sqlite and sqlite3.sqlite_version_info < SAFE_SQLITE:
        note = "older than 3.51.3: keep to one `run` process a database, which is the default"
        yield Line("sqlite", True, f"{sqlite3.sqlite_version}, {note}")


def _key(settings: Settings, db: Database) -> Iterator[Line]:
    """Every machine on one database needs the same; nothing is written here."""
    try:
        if db.read_now(revisions.is_current):
            known = db.read_now(partial(secret_key.is_known, secret=opening.key(settings)))
            other = known is False and not db.is_sqlite
            yield Line("secret key", not other, opening.OTHER_KEY if other else "the one of this database")
    except (Misconfigured, Unavailable) as wrong:
        yield Line("secret key", False, str(wrong))


def _sends(db: Database) -> Line:
    """What waits stops no start; what is in doubt waits for a person."""
    counts = db.read_now(outbox.open_counts)
    doubt = counts[State.UNCERTAIN]
    advice = f", {doubt} in doubt: see `tertulia outbox list`" if doubt else ", none in doubt"
    return Line("sends", True, f"{counts[State.PENDING] + counts[State.SENDING]} waiting{advice}")


def _address(settings: Settings) -> Iterator[Line]:
    """Where the web listens, unless somebody else does; a bot that runs already is as it should be."""
    if settings.host not in {"127.0.0.1", "localhost"} and settings.public_url.startswith("http://"):
        yield Line("address", False, "TERTULIA_PUBLIC_URL must begin with https:// when others reach this host.")
        return
    try:
        bound(settings.host, settings.port).close()
    except Misconfigured as wrong:
        ours = _answers_as_we_do(settings)
        yield Line("address", ours, "Tertulia listens there already" if ours else str(wrong))
    else:
        yield Line("address", True, f"{settings.host}:{settings.port} is free, links begin with {settings.public_url}")


def _answers_as_we_do(settings: Settings) -> bool:
    try:
        connection = HTTPConnection(settings.host, settings.port, timeout=2)
        connection.request("GET", "/healthz")
        return connection.getresponse().read(16) == b"ok"
    except (OSError, HTTPException):
        return False


async def _platforms(settings: Settings, db: Database) -> list[Line]:
    try:
        found = platforms.configured(settings, opening.setting(settings), opening.key(settings), db)
    except Misconfigured as wrong:
        return [Line("platforms", False, str(wrong))]
    if not found:
        return [
            Line("platforms", False, "none is set: put TERTULIA_TELEGRAM_TOKEN or TERTULIA_SLACK_BOT_TOKEN into .env")
        ]
    try:
        return [Line(*row) for row in await platforms.asked(found)]
    finally:
        for chat in found.values():
            await chat.close()


async def _networks() -> list[Line]:
    """Where posts go; a community without any rehearses on a channel that publishes nothing."""
    try:
        found = networks.configured()
    except Misconfigured as wrong:
        return [Line("posts", False, str(wrong))]
    try:
        lines = [Line(*row) for row in await networks.asked(found)]
    finally:
        for channel in found.values():
            await channel.close()
    return lines or [Line("posts", True, "no account is set: posts are rehearsed and published nowhere")]


def _rest(settings: Settings, now: datetime) -> Iterator[Line]:
    yield Line("clock", True, f"{now:%Y-%m-%d %H:%M} UTC, communities in {settings.timezone}")
    yield _backups(settings, now)


def _backups(settings: Settings, now: datetime) -> Line:
    """Old ones stop no start: the next `run` makes a new one at once."""
    shelf = opening.shelf(settings)
    if shelf is None:
        return Line("backups", True, "off; set TERTULIA_BACKUP_DIR to a folder, on another disk if you can")
    try:
        shelf.ready()
        found = state(shelf, now)
    except OSError as wrong:
        return Line("backups", False, f"{shelf.folder} cannot be used ({wrong.strerror}): change TERTULIA_BACKUP_DIR.")
    if not os.access(shelf.folder, os.W_OK):
        return Line("backups", False, f"{shelf.folder} cannot be written by this user: change its owner or mode.")
    if found.age is None:
        return Line("backups", True, f"none yet in {shelf.folder}; `tertulia run` makes the first one at its start")
    age = f"the newest in {shelf.folder} is {found.age / 3600:,.0f} h old"
    return Line("backups", True, f'OLD: {age}; look for "backup" in the log of `run`' if found.old else age)
