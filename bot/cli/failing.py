"""Ends the process at a failpoint, as a power cut would: only in tests (`TERTULIA_FAILPOINT`)."""

import itertools
import os

from domain.failpoints import Passing, nowhere, parsed

KILLED = 137
"""What a shell sees of a process ended by SIGKILL."""


def failpoint(text: str) -> Passing:
    """What stands at every point: nothing, or the end of the process at the n-th passage of one.

    Args:
        text: `name` or `name:n`; empty outside a test.
    """
    if not text:
        return nowhere
    name, last = parsed(text)
    passages = itertools.count(1)

    def passing(point: str) -> None:
        if point == name and next(passages) == last:
            os._exit(KILLED)  # no handler, no flush, no farewell: that is the point

    return passing
