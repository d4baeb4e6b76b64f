"""`tertulia backup`: everything that the database holds, into one file, while the bot works on."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import opening
from bot.cli.progress import shown
from bot.settings import clock_of, read
from storage.backups import making, presence
from storage.backups.archive import Header

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to; an earlier backup there is replaced at the end.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
) -> None:
    """Make a backup; a bot that works on the database is not disturbed."""
    settings = read()
    with opening.opened(settings, migrated=False) as db, shown(quiet=as_json) as told:
        now, running = clock_of(settings)(), presence.somebody(db)
        header = making.make(db, file, now, making.release(), running=running, told=told)
        opening.write_down_erasures(db, settings)
    if as_json:
        typer.echo(json.dumps(_told(header, file), default=datetime.isoformat))
    else:
        size = file.stat().st_size
        typer.echo(f"{file}: {header.rows:,} rows in {len(header.tables)} tables, {size / 1_000_000:,.1f} MB.")


def _told(header: Header, file: Path) -> dict[str, Any]:
    return {
        "file": str(file), "bytes": file.stat().st_size, "made": header.made, "revision": header.revision,
        "running": header.running, "rows": header.rows, "tables": {table.name: table.rows for table in header.tables},
    }  # fmt: skip
