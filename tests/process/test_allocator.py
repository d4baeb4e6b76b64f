"""Memory that was freed goes back to the machine, whichever thread used it."""

import subprocess
import sys
from pathlib import Path
from platform import libc_ver

import pytest

from bot.allocator import STORES
from tests.process.command import ROOT

SCRIPT = """
import ctypes, pathlib, sys, threading
from bot.allocator import thrifty

if sys.argv[1] == "thrifty":
    thrifty()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
libc.fopen.restype, libc.fclose.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
together = threading.Barrier(9)

def uses():
    for _ in range(2):  # the first large block that is freed teaches the allocator to keep the second
        libc.free(libc.malloc(2**20))
    libc.malloc(64)
    together.wait()
    together.wait()

for thread in [threading.Thread(target=uses) for _ in range(8)]:
    thread.start()
together.wait()
told = libc.fopen(sys.argv[2].encode(), b"w")
libc.malloc_info(0, told)
libc.fclose(told)
together.wait()
print(pathlib.Path(sys.argv[2]).read_text().count("<heap "))
"""


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="only GNU's allocator has to be told")
def test_threads_share_what_is_kept_for_the_next(tmp_path: Path) -> None:
    def stores(how: str) -> int:
        """How many there are once eight threads have asked for memory."""
        command = [sys.executable, "-c", SCRIPT, how, str(tmp_path / "told")]
        return int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)

    assert stores("thrifty") <= STORES < stores("as it is")
