"""How the C library treats what was freed: it goes back to the machine, and is not kept by each thread for itself.

GNU's allocator gives each thread a store of its own, and after the first large block that is freed it takes large
ones from there too, between small ones that live on. Matching compares on any of several threads with blocks of up to
some megabytes: what lies free in all the stores grew from 71 to 206 MB over 144 comparisons that used 25 MB at the end.
"""

import contextlib
import ctypes

BLOCK = 128 * 1024
"""Bytes from which a block is the machine's own, and given back to it when it is freed."""
STORES = 2
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # as in malloc.h


def thrifty() -> None:
    """Before any thread begins; other C libraries than GNU's do so by themselves or cannot be told."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        tell = ctypes.CDLL(None).mallopt
        tell(_MMAP_THRESHOLD, BLOCK)
        tell(_ARENA_MAX, STORES)
