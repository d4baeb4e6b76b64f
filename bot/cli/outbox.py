"""`tertulia outbox`: sends that need a person, and what the person says about them."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot import wire
from bot.cli import opening
from bot.cli.errors import NotDone
from bot.markup import plain
from bot.settings import clock_of, read
from bot.ui import Home, Message, Post
from domain.delivery import State
from storage import doubts
from storage.doubts import Row, Verdict

app = typer.Typer(add_completion=False)
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def outbox() -> None:
    """Sends that need a person."""


@app.command("list")
def list_(
    state: Annotated[State, typer.Option(help="Which sends.")] = State.UNCERTAIN,
    limit: Annotated[int, typer.Option(min=1, help="The most that are shown.")] = 100,
    *,
    as_json: JsonOption = False,
) -> None:
    """List sends in one state, oldest first; by default those that nobody can say arrived."""
    with opening.opened(read()) as db:
        found = db.read_now(partial(doubts.in_state, state=state, limit=limit))
    if as_json:
        typer.echo(json.dumps([_told(row) for row in found], ensure_ascii=False, indent=1, default=datetime.isoformat))
        return
    for row in found:
        whom = f"{row.name or row.chat} on {row.adapter}" if row.adapter else str(row.name)
        typer.echo(f"{row.id:6} {row.created:%Y-%m-%d %H:%M} {row.purpose:12} to {whom}: {_words(row)}")
    if not found:
        typer.echo(f"No send is {state}.")


@app.command()
def resolve(
    row_id: Annotated[int, typer.Argument(metavar="ID", help="The send's number in `list`.")],
    *,
    sent: Annotated[bool, typer.Option("--sent", help="It arrived.")] = False,
    resend: Annotated[bool, typer.Option("--resend", help="It did not: send it again.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="It does not matter any more.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Settle a send in doubt: it arrived, or shall be sent again, or dropped."""
    chosen = [verdict for verdict, yes in zip(Verdict, (sent, resend, drop), strict=True) if yes]
    if len(chosen) != 1:
        raise typer.BadParameter("say one of --sent, --resend and --drop")
    settings = read()
    with opening.opened(settings) as db:
        state = db.run_now(partial(_resolved, row_id=row_id, verdict=chosen[0], now=clock_of(settings)()))
    typer.echo(json.dumps({"id": row_id, "state": state}) if as_json else f"Send {row_id} is {state} now.")


def _resolved(db: Connection, row_id: int, verdict: Verdict, now: datetime) -> State:
    row = doubts.locked(db, row_id)
    if row is None:
        raise NotDone(f"There is no send {row_id}: see `tertulia outbox list`.")
    if row.state != State.UNCERTAIN:
        raise NotDone(f"Send {row_id} is {row.state}, not uncertain: there is nothing to resolve.")
    if verdict is Verdict.RESEND and not row.message:
        raise NotDone(f"The words of send {row_id} are not kept any more: choose --sent or --drop.")
    if verdict is Verdict.RESEND and row.not_after and row.not_after < now:
        raise NotDone(f"Send {row_id} was of use until {row.not_after:%Y-%m-%d %H:%M} UTC only: choose --drop.")
    return doubts.settle(db, row_id, verdict, now)


def _told(row: Row) -> dict[str, Any]:
    return asdict(row) | {"message": _words(row)}


def _words(row: Row) -> str:
    """The first line of what was to be said."""
    if not row.message:
        return "(its words are not kept any more)"
    letter = wire.loads(row.message)
    if isinstance(letter, Home):
        return "their Home page"
    if isinstance(letter, Post):
        return letter.text.strip().partition("\n")[0]
    text = letter.text if isinstance(letter, Message) else letter.title
    return plain(text).strip().partition("\n")[0]
