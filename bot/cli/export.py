"""`tertulia export`: everything we hold on one person, as JSON."""

import json
from functools import partial
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.cli import opening
from bot.cli.persons import meant
from bot.settings import read
from storage import privacy

app = typer.Typer(add_completion=False)


@app.command()
def export(
    member: Annotated[str, typer.Argument(help="The person's id or exact name.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="It is JSON in any case.")] = False,
) -> None:
    """Print everything we hold on one person, as JSON; nothing of others is in it."""
    del as_json
    with opening.opened(read()) as db:
        found = db.read_now(partial(_everything, who=member))
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str))


def _everything(db: Connection, who: str) -> dict[str, list[dict[str, Any]]]:
    member_id, _ = meant(db, who)
    return privacy.everything(db, member_id)
