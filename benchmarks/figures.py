"""A figure with its spread, the machine's noise beside it, and the table that shows both."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

SPINS = 300_000
"""A fixed piece of arithmetic, about 20 ms: what its time varies by is the machine's noise, not ours."""


@dataclass(frozen=True)
class Figure:
    """One measured number: the median of several rounds and the lowest and highest of them."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    note: str = ""

    @classmethod
    def of(cls, name: str, unit: str, rounds: Sequence[float], note: str = "") -> "Figure":
        """The figure of these rounds."""
        return cls(name, unit, statistics.median(rounds), min(rounds), max(rounds), note)

    def times(self, other: "Figure") -> str:
        """How this figure compares with another, as a ratio of medians."""
        return f"{self.median / other.median:.1f} × {other.name}"


def noise(rounds: int = 15) -> Figure:
    """How much the same arithmetic varies on this machine right now, in per cent of its fastest round."""
    seconds = [timed(_spin) for _ in range(rounds)]
    return Figure.of("noise of the machine", "%", [100 * (s / min(seconds) - 1) for s in seconds])


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _spin() -> int:
    total = 0
    for number in range(SPINS):
        total ^= number * number
    return total


def table(figures: Iterable[Figure]) -> str:
    """A Markdown table, ready for `docs/performance.md`."""
    lines = ["| what | median | lowest – highest | |", "|---|---:|---:|---|"]
    for f in figures:
        spread = f"{_written(f.low)} – {_written(f.high)}"
        lines.append(f"| {f.name} | {_written(f.median)} {f.unit} | {spread} | {f.note} |")
    return "\n".join(lines)


def _written(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
