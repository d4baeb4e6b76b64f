"""How far a long piece of work is: a bar on a terminal, plain lines elsewhere, nothing where JSON is asked for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from storage.backups.archive import Progress as Told
from storage.backups.making import silent

TENTHS = 10


@contextmanager
def shown(*, quiet: bool) -> Iterator[Told]:
    """Something to tell how far it is.

    Args:
        quiet: say nothing.
    """
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        with _bar() as told:
            yield told
    else:
        yield _Lines()


@contextmanager
def _bar() -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda step, done, rows: progress.update(task, description=step, completed=done, total=rows)


class _Lines:
    """A line at each tenth; work of less than a thousand rows is over before anybody reads one."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, step: str, done: int, rows: int) -> None:
        tenth = done * TENTHS // rows if rows else TENTHS
        if rows >= 1000 and tenth != self._last:
            typer.echo(f"{step}: {done:,} of {rows:,} rows")
        self._last = tenth
