"""Arrays of numbers and graphs: their libraries are loaded when the first of them is made.

numpy and rustworkx take 16 MB and a tenth of a second: a start does without them, and a process that never compares
anybody never has them.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["Array", "Bools", "Bytes", "Doubles", "Floats", "Halves", "Ids", "Ints", "Whole", "np", "rx"]

if TYPE_CHECKING:
    import numpy as np
    import rustworkx as rx
    from numpy.typing import NDArray

    Array = np.ndarray
    Bools = NDArray[np.bool_]
    Bytes = NDArray[np.int8]
    Ids = NDArray[np.int32]
    Ints = NDArray[np.int64]
    Whole = NDArray[np.integer]
    Halves = NDArray[np.float16]
    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]
else:

    class _Later:
        """A module by name; each of its names is looked up once."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:
            found = getattr(import_module(self._name), name)
            setattr(self, name, found)
            return found

    np, rx = _Later("numpy"), _Later("rustworkx")
    Array = Bools = Bytes = Ids = Ints = Whole = Halves = Floats = Doubles = object

# One thread a product, unless somebody wants it otherwise: a week already works with both hands, and threads that wait
# for the next product spin, which took half of all the work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
