"""Says how far a simulation is: a bar on a terminal, a plain line a week elsewhere; always on stderr."""

import sys
from datetime import datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from bot.cli.simulation.plan import BEGINS, Plan

SHOWN = 3
"""Errors that are quoted; how many there were is said in any case."""


class Progress:
    """Shows the simulated time pass.

    Args:
        plan: says how much of it there is.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan, self._week = plan, 0
        self._bar: Bar | None = None
        if sys.stderr.isatty():
            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("the first morning", total=(plan.ends - BEGINS).total_seconds())

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def moved(self, now: datetime) -> None:
        """Time has gone on."""
        passed = now - BEGINS
        if self._bar:
            self._bar.update(self._task, completed=passed.total_seconds(), description=f"{now:%a %d %b %H:%M}")
        elif passed.days // 7 > self._week:
            self._week = passed.days // 7
            print(f"week {self._week} of {self._plan.weeks} is over", file=sys.stderr)

    def warn(self, errors: list[str]) -> None:
        """What the bot logged as broken is worth a look, whatever the counts say."""
        if errors:
            print(f"The bot logged {len(errors)} errors:", *errors[:SHOWN], sep="\n", file=sys.stderr)
