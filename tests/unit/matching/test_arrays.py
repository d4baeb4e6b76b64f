"""Libraries for numbers and graphs: a bot that starts does not wait for them."""

import subprocess
import sys
from importlib import import_module

from matching.arrays import np, rx

START = "import sys, bot.cli.run; print(*sorted({'numpy', 'rustworkx'} & set(sys.modules)))"
USE = "import sys; from matching.places import on_globe; on_globe([(39.5, -0.4)]); print('numpy' in sys.modules)"


def test_a_start_does_without_them() -> None:
    assert _printed(START) == ""


def test_the_first_array_loads_them() -> None:
    assert _printed(USE) == "True"


def test_a_name_is_the_librarys_own() -> None:
    assert np.float32 is import_module("numpy").float32
    assert rx.PyGraph is import_module("rustworkx").PyGraph


def _printed(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()
