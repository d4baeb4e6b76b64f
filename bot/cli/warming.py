"""Reads what the first search and the first comparison would wait for, once people are there."""

import asyncio
from threading import Thread

from matching import languages, lexicon_reading

AFTER = 1.0
"""Seconds after the start, or after the first answer: that one does not wait for the reading."""


async def warm(spoken: asyncio.Event) -> None:
    """Read the lexicon in a thread as soon as there is anybody to search: most of a second on a small machine, 12 MB.

    Slack waits three seconds for an answer; without this the first to search on a busy machine may hear "try again".
    Whoever stops the bot meanwhile does not wait for it: on a machine with no time to spare it took twenty seconds.
    """
    await spoken.wait()
    await asyncio.sleep(AFTER)
    Thread(target=read, name="warming", daemon=True).start()


def read() -> None:
    """Read it now; what was read before costs nothing."""
    lexicon_reading.shipped()
    languages.fillers()
