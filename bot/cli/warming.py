"""Reads what the first search and the first comparison would wait for, once nobody waits for the start any more."""

import asyncio
from threading import Thread

from matching import languages, lexicon_reading

AFTER = 1.0
"""Seconds after the start: whoever writes in the first moment is answered before that."""


async def warm() -> None:
    """Read the lexicon in a thread: most of a second on a small machine.

    Slack waits three seconds for an answer; without this the first to search on a busy machine may hear "try again".
    Whoever stops the bot meanwhile does not wait for it: on a machine with no time to spare it took twenty seconds.
    """
    await asyncio.sleep(AFTER)
    Thread(target=read, name="warming", daemon=True).start()


def read() -> None:
    """Read it now; what was read before costs nothing."""
    lexicon_reading.shipped()
    languages.fillers()
