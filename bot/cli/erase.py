"""`tertulia erase`: erase one person, with a receipt that does not name them."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.cli import opening
from bot.cli.errors import NotDone
from bot.cli.persons import meant
from bot.settings import clock_of, read
from storage import privacy
from storage.privacy import Receipt

app = typer.Typer(add_completion=False)


@app.command()
def erase(
    member: Annotated[str, typer.Argument(help="The person's id or exact name.")],
    *,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask for the name.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The receipt as one JSON object.")] = False,
) -> None:
    """Erase one person and stop what waits to be sent to them; this cannot be undone."""
    settings = read()
    with opening.opened(settings) as db:
        member_id, name = db.read_now(partial(meant, text=member))
        if not sure:
            _ask(name)
        receipt = db.run_now(partial(_erased, member_id=member_id, now=clock_of(settings)()))
        opening.write_down_erasures(db, settings)
    if as_json:
        typer.echo(json.dumps(asdict(receipt), default=datetime.isoformat))
    else:
        typer.echo(f"Erased member {receipt.member_id}: {receipt.rows} rows, {receipt.at:%Y-%m-%d %H:%M} UTC.")


def _ask(name: str) -> None:
    """The name is typed by hand, so that a slip erases nobody."""
    typer.echo(f"This erases {name} for good. Type the name to go on: ", nl=False, err=True)
    typed = typer.get_text_stream("stdin").readline()
    if typed.strip() != name:
        raise NotDone("Nothing was erased: that is not the name. (In a script: --yes.)")


def _erased(db: Connection, member_id: int, now: datetime) -> Receipt:
    receipt = privacy.erase(db, member_id, now)
    if receipt is None:
        raise NotDone("Nothing was erased: that person is gone already.")
    return receipt
