"""`tertulia restore`: a backup into a database of either kind; nothing that left since then leaves again."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import opening
from bot.cli.errors import NotDone
from bot.cli.progress import shown
from bot.settings import Settings, clock_of, read
from scheduler import WORKS
from scheduler.restored import periods
from scheduler.works import Works
from storage.backups import archive, journal, presence, restoring
from storage.backups.archive import Archive
from storage.backups.restoring import Restored, Wanted

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `tertulia backup` made.")],
    erasures: Annotated[
        Path | None, typer.Option(help="A journal of erasures from elsewhere, such as the old machine's.")
    ] = None,
    *,
    replace: Annotated[bool, typer.Option("--replace", help="What the database holds now may go.")] = False,
    moved: Annotated[
        bool, typer.Option("--moved", help="No bot has run since the backup: what waited then still waits.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
) -> None:
    """Restore a backup; what may have been sent since it was made is not sent again."""
    settings = read()
    now = clock_of(settings)()
    with archive.opened(file) as found:
        _refuse_a_move_from_under_a_bot(found, moved=moved)
        erased = journal.together(*map(journal.read, _journals(settings, file, erasures)))
        wanted = Wanted(replace, moved, erased, periods(Works.together(WORKS), now), opening.data_folder(settings))
        with opening.opened(settings, migrated=False) as db, presence.alone(db), shown(quiet=as_json) as told:
            done = restoring.restore(db, found, now, wanted, told)
            opening.write_down_erasures(db, settings)
        _report(found, done, as_json=as_json)


def _refuse_a_move_from_under_a_bot(found: Archive, *, moved: bool) -> None:
    if moved and found.header.running:
        raise NotDone(
            f"A bot was at work while {found.path} was made, so it is not known what it sent since: stop the bot, make "
            "another backup and restore that with --moved, or leave --moved out."
        )


def _journals(settings: Settings, file: Path, more: Path | None) -> Iterable[Path]:
    """Wherever an erasure may be written down; one that was named has to be there."""
    if more and not more.is_file():
        raise NotDone(f"There is no file {more}.")
    return {*opening.journals(settings), file.absolute().parent / journal.NAME, *([more] if more else [])}


def _report(found: Archive, done: Restored, *, as_json: bool) -> None:
    made, waits = found.header.made, done.settled
    if as_json:
        body = {"file": str(found.path), "made": made, "rows": done.rows, "erased_again": done.erased}
        typer.echo(json.dumps(body | asdict(waits), default=datetime.isoformat))
        return
    typer.echo(f"{done.rows:,} rows of {made:%Y-%m-%d %H:%M} UTC are restored.")
    if done.erased:
        typer.echo(f"Erased again, as they were after the backup: {done.erased}.")
    if waits.uncertain:
        typer.echo(
            f"{waits.uncertain} sends may have left since then and are not sent again: "
            "`tertulia outbox list` shows them, `tertulia outbox resolve` settles them."
        )
    if waits.doubted:
        typer.echo("What was to be done since then is made up for at the next start, in doubt as well.")
