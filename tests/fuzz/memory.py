"""What a process holds, so that a bot that grows is told apart from one that fills its caches and loads libraries."""

import contextlib
import ctypes
import functools
import gc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LONG = 50_000
"""Inputs from which on memory is judged."""
MEGABYTES, OBJECTS = 10.0, 0.03
"""How much more a process may hold at the end than half-way, and by which share its objects may grow.

In the first half libraries load at their first use; what still grows after it grows for ever. A leak of a kilobyte an
input would be fifty megabytes in that time; a few come and go with how memory lies.
"""


@dataclass(frozen=True)
class Held:
    """One look.

    Args:
        resident: megabytes, as the machine counts them.
        used: megabytes that are really used: without files in memory, after what is free was given back.
        objects: those of Python that may refer to others.
    """

    resident: float
    used: float
    objects: int

    def __str__(self) -> str:
        return f"{self.resident:.1f} MB ({self.used:.1f} used, {self.objects} objects)"


def held() -> Held:
    """Look now; bounded caches are emptied and what nobody uses any more is collected first."""
    resident = _megabytes("VmRSS")
    for found in gc.get_objects():
        if isinstance(found, functools._lru_cache_wrapper) and found.cache_info().maxsize:
            found.cache_clear()
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # another C library than GNU's gives back by itself
        ctypes.CDLL(None).malloc_trim(0)
    return Held(resident, _megabytes("RssAnon"), len(gc.get_objects()))


def _megabytes(name: str) -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return round(int(line.split()[1]) * 1024 / 1e6, 1)
    raise LookupError(f"this machine does not say {name}")


def grown(looks: Sequence[Held]) -> str:
    """What grew from the middle of a run to its end; empty where nothing did."""
    middle, end = looks[len(looks) // 2], looks[-1]
    more, share = end.used - middle.used, end.objects / middle.objects - 1
    if more > MEGABYTES or share > OBJECTS:
        return f"memory grows: {more:+.1f} MB and {share:+.1%} objects in the second half of the run"
    return ""
