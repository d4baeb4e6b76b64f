"""Follows a wall clock that is a file: a move is noticed at once, and what it made due is said to be done.

Only in tests and simulations (`TERTULIA_CLOCK_FILE`). Whoever moves the clock waits until `<file>.done` holds the same
words as the file: then nothing is due any more and nothing is left to send, so time may go on.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from domain.errors import Unavailable

LOOK = 0.004
"""Seconds between looks at the file: a simulation moves its clock thousands of times."""


def done_beside(clock: Path) -> Path:
    """Where the bot says how far it is."""
    return clock.with_name(f"{clock.name}.done")


async def follow(settle: Callable[[], Awaitable[None]], clock: Path) -> None:
    """Do what each move of the clock makes due, then say so; for as long as the bot runs.

    Args:
        settle: returns when nothing is due and nothing is left to send.
        clock: the file.
    """
    done = ""
    while True:
        now = _read(clock)
        if now == done:
            await asyncio.sleep(LOOK)
            continue
        try:
            await settle()
        except Unavailable:  # the database is busy: what is due stays due
            continue
        _say(done_beside(clock), now)
        done = now


def _read(clock: Path) -> str:
    """Empty while somebody is just writing it."""
    try:
        return clock.read_text(encoding="utf-8")
    except OSError:
        return ""


def _say(place: Path, what: str) -> None:
    """Whole or not at all."""
    draft = place.with_name(f"{place.name}.new")
    draft.write_text(what, encoding="utf-8")
    draft.replace(place)
