"""`make bench` or `python -m benchmarks [--quick] [NAME …]`: runs what measures something and prints the tables."""

import importlib
import os
import pkgutil
import platform
import sys
from types import ModuleType

import benchmarks
from benchmarks.figures import noise, table

QUIET = 10.0
"""Per cent of noise up to which a figure can be compared with one of another day."""


def measuring(names: list[str]) -> list[ModuleType]:
    """The modules with a `run()`; all of them, or those that were named."""
    found = sorted(
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    )
    modules = [importlib.import_module(f"benchmarks.{name}") for name in found if not names or name in names]
    return [module for module in modules if hasattr(module, "run")]


def main(words: list[str]) -> int:
    """The command; returns its exit code."""
    names = [word for word in words if word != "--quick"]
    modules = measuring(names)
    if not modules:
        print(f"Nothing to measure under that name. There is: {', '.join(m.__name__ for m in measuring([]))}")
        return 2
    print(f"{os.cpu_count()} cores · {platform.python_implementation()} {platform.python_version()} · {sys.platform}\n")
    for module in modules:
        print(f"### {(module.__doc__ or '').splitlines()[0]}\n")
        before = noise()
        figures = module.run(quick="--quick" in words)
        after = noise()
        print(table(figures))
        usual, worst = max(before.median, after.median), max(before.high, after.high)
        verdict = "quiet" if usual <= QUIET else "loud: trust the ratios only"
        print(f"\nNoise of the machine, before and after: usually {usual:.0f} %, at worst {worst:.0f} % ({verdict}).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
