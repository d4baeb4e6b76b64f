"""`tertulia import`: members, needs, events or skills from a CSV or XLSX file, all rows or none, with a report."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.adapters.base import Chat
from bot.cli import import_events, import_members, import_needs, import_skills, imported, opening, platforms, sheets
from bot.cli.composition import ensure_community
from bot.cli.errors import NotDone
from bot.cli.imported import Line, Place, Result
from bot.cli.introducing import names
from bot.cli.invites import File, Invite
from bot.cli.sheets import Columns, Row
from bot.context import Setting
from bot.settings import Settings
from bot.settings import read as settings_read
from storage import claim, imports
from storage.db import Database

app = typer.Typer(add_completion=False)
VALID = timedelta(days=90)
"""Of an invitation: long enough for a letter that lies on a desk."""


class What(StrEnum):
    """Which list it is."""

    MEMBERS = "members"
    NEEDS = "needs"
    EVENTS = "events"
    SKILLS = "skills"


@dataclass(frozen=True)
class Kind:
    """How rows of one list are read and written."""

    columns: Columns
    read: Callable[[int, Row, Place], Any]
    write: Callable[[Connection, Any, Place], Line]
    named_by: str = "id"
    """The column that a report calls a row by."""


KINDS = {
    What.MEMBERS: Kind(sheets.MEMBERS, import_members.read, import_members.write),
    What.NEEDS: Kind(sheets.NEEDS, import_needs.read, import_needs.write),
    What.EVENTS: Kind(sheets.EVENTS, import_events.read, import_events.write, named_by="title"),
}


class _Undo(Exception):
    """Nothing of the unit is kept."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__()
        self.lines = lines


@app.command()
def import_(
    what: Annotated[What, typer.Argument(help="Which list it is.")],
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8, with a header) or XLSX.")],
    invites: Annotated[
        Path | None, typer.Option(help="Write each member's code, link and QR code: a new CSV file.")
    ] = None,
    community: Annotated[str, typer.Option(help="Its id or name, where there are several.")] = "",
    language: Annotated[str, typer.Option(help="Of a file of skills, where its name does not end in it.")] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
) -> None:
    """Bring in members, needs, events or skills (ESCO) from a list: all rows or none."""
    if invites and what is not What.MEMBERS:
        raise typer.BadParameter("--invites goes with members only")
    if language and what is not What.SKILLS:
        raise typer.BadParameter("--language goes with skills only")
    settings = settings_read()
    if what is What.SKILLS:
        _skills(settings, file, language, community, dry_run=dry_run, as_json=as_json)
        return
    with opening.opened(settings) as db:
        setting = opening.setting(settings)
        db.run_now(partial(ensure_community, setting=setting))
        rows = list(sheets.rows(file, KINDS[what].columns))
        bot = _bot_name(settings, setting, db) if invites and not dry_run else ""
        out = File(invites) if invites and not dry_run else None
        try:
            lines, invited = _carried_out(
                db, setting, KINDS[what], rows, community, dry_run=dry_run, inviting=bool(out)
            )
        except BaseException:
            if out:
                out.forget()
            raise
    if out and invited:
        out.write(invited, bot)
        if not bot:
            typer.echo("Telegram does not tell the bot's name: the invitations have codes and no links.", err=True)
    elif out:
        out.forget()
    _report(lines, what, str(invites) if invited else "", dry_run=dry_run, as_json=as_json)


def _skills(
    settings: Settings, file: Path, said: str, community: str, *, dry_run: bool, as_json: bool
) -> None:  # fmt: skip
    """Skills go into a community's lexicon, a language at a time."""
    language, setting = import_skills.language_of(file, said), opening.setting(settings)
    with opening.opened(settings) as db:
        db.run_now(partial(ensure_community, setting=setting))
        found = import_skills.bring(db, file, language, community, setting.clock(), dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(asdict(found) | {"dry_run": dry_run}, ensure_ascii=False))
    else:
        typer.echo("\n".join(import_skills.report(found, dry_run=dry_run)))
    if found.refused:
        raise NotDone(f"Nothing was imported: {len(found.refused)} of {found.rows} rows must be changed first.")


def _carried_out(
    db: Database, setting: Setting, kind: Kind, rows: list[tuple[int, Row]], community: str,
    *, dry_run: bool, inviting: bool,
) -> tuple[list[Line], list[Invite]]:  # fmt: skip
    def unit(connection: Connection) -> tuple[list[Line], list[Invite]]:
        home, now = imported.chosen(connection, community), setting.clock()
        place = Place(home, imports.known(connection, home.id, "member"), now)
        lines = _written(connection, kind, rows, place)
        if dry_run or any(line.result is Result.REFUSED for line in lines):
            raise _Undo(lines)
        return lines, _invited(connection, lines, now) if inviting else []

    try:
        return db.run_now(unit)
    except _Undo as undone:
        return undone.lines, []


def _written(db: Connection, kind: Kind, rows: list[tuple[int, Row]], place: Place) -> list[Line]:
    """Every row in turn; a row that cannot be is in the report and stops no other's check."""
    lines, seen = [], set[str]()
    for number, row in rows:
        try:
            if kind.named_by == "id":
                sheets.check_id(row, seen)
            lines.append(kind.write(db, kind.read(number, row, place), place))
        except ValueError as error:
            lines.append(
                Line(number, row.get("id", ""), row.get("name", "") or row.get("title", ""), Result.REFUSED, str(error))
            )
    return lines


def _invited(db: Connection, lines: list[Line], now: datetime) -> list[Invite]:
    """A fresh code for everybody in the list whom nobody has claimed yet."""
    waiting = [line for line in lines if line.number and not imports.has_account(db, line.number)]
    found = [Invite(line.number or 0, line.name, secrets.token_urlsafe(16)) for line in waiting]
    for invite in found:
        claim.invite(db, invite.member_id, invite.code, now + VALID)
    return found


def _bot_name(settings: Settings, setting: Setting, db: Database) -> str:
    """The bot's name on Telegram, asked for there; links are made of it."""

    async def ask(chats: dict[str, Chat]) -> str:
        asked = {name: chat for name, chat in chats.items() if name == "telegram"}
        await platforms.asked(asked)
        known = names(asked)
        for chat in chats.values():
            await chat.close()
        return known.get("telegram", "")

    chats = platforms.configured(settings, setting, opening.key(settings), db)
    return asyncio.run(ask(chats)) if chats else ""


def _report(lines: list[Line], what: What, invites: str, *, dry_run: bool, as_json: bool) -> None:
    refused = sum(line.result is Result.REFUSED for line in lines)
    new = 0 if refused else sum(line.result is Result.NEW for line in lines)
    done = not refused and not dry_run
    if as_json:
        shown = [asdict(line if done else replace(line, number=None)) for line in lines]
        body = {"rows": shown, "imported": new if done else 0, "refused": refused, "dry_run": dry_run}
        typer.echo(json.dumps(body | {"invites": invites}, ensure_ascii=False, indent=1))
    else:
        for line in lines:
            typer.echo(
                f"line {line.line}: {line.result} · {line.name or line.id}{f' · {line.says}' if line.says else ''}"
            )
        verb = "would be imported" if dry_run else "imported"
        typer.echo(f"{new} {what} {verb}." + (f" Invitations: {invites}" if invites else ""))
    if refused:
        raise NotDone(f"Nothing was imported: {refused} of {len(lines)} rows must be changed first, see the report.")
