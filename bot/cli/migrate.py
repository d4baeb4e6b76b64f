"""`tertulia migrate`: the database's schema, up or down."""

from enum import StrEnum
from typing import Annotated

import typer

from bot.cli import opening
from bot.settings import read
from scheduler.engine import schema as engine
from storage import migrate as schema
from storage import revisions

app = typer.Typer(add_completion=False)


class Way(StrEnum):
    """Where to."""

    UP = "up"
    DOWN = "down"


@app.command()
def migrate(
    way: Annotated[Way, typer.Argument(help="Up to this release, or down.")] = Way.UP,
    to: Annotated[str, typer.Option("--to", help="A revision; the newest, or none, when left out.")] = "",
) -> None:
    """Bring the database up or down; `run` and `demo` go up by themselves."""
    db = opening.database(read(), migrated=False)
    if way is Way.UP:
        schema.up(db.engine, to or "head")
        if not db.is_sqlite:
            engine.up(db.engine)
    else:
        if not db.is_sqlite and not to:
            engine.down(db.engine)
        schema.down(db.engine, to or "base")
    typer.echo(f"The database stands at {db.read_now(revisions.revision) or 'nothing'}.")
    db.close()
