"""Rows of different lengths in flat arrays: what many texts have in them, picked and compared without a loop."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.arrays import Array, Floats, Ints, Whole, np


@dataclass(frozen=True)
class Ragged:
    """Row by row some ids with weights; row n stands from `starts[n]` to `starts[n + 1]`."""

    starts: Ints
    ids: Whole
    weights: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, at: int) -> tuple[Whole, Floats]:
        here = slice(self.starts[at], self.starts[at + 1])
        return self.ids[here], self.weights[here]

    def flat(self, rows: Ints) -> tuple[Ints, Whole]:
        """How long each of these rows is, and the places of all that stands in them, one row after the other."""
        starts = self.starts[rows]
        counts = self.starts[rows + 1] - starts
        # Rows are many and what stands in them is more: half as wide numbers are twice as fast.
        width = np.int32 if len(self.ids) < 2**31 else np.int64
        flat = np.repeat((starts - np.cumsum(counts) + counts).astype(width), counts)
        flat += np.arange(len(flat), dtype=width)
        return counts, flat

    def take(self, rows: Ints) -> "Ragged":
        counts, flat = self.flat(rows)
        return Ragged(np.append(0, np.cumsum(counts)), self.ids[flat], self.weights[flat])

    def table(self, size: int) -> Floats:
        """All rows over all ids, zeros where a row has none."""
        found = np.zeros((len(self), size), np.float32)
        found[np.repeat(np.arange(len(self)), np.diff(self.starts)), self.ids] = self.weights
        return found


def narrowest(size: int) -> type:
    """The narrowest kind of number for ids below this."""
    return np.uint16 if size <= 1 << 16 else np.int32


def made(rows: Sequence[tuple[Array, Array]], size: int) -> Ragged:
    """From pairs of ids below `size` and weights."""
    starts = np.append(0, np.cumsum([len(ids) for ids, _ in rows])).astype(np.int64)
    ids = np.concatenate([ids for ids, _ in rows]) if rows else np.empty(0)
    weights = np.concatenate([weights for _, weights in rows]) if rows else np.empty(0)
    return Ragged(starts, ids.astype(narrowest(size)), weights.astype(np.float32))


def joined(parts: Sequence[Ragged]) -> Ragged:
    """The rows of all, one after the other."""
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    return Ragged(
        np.append(0, np.cumsum(sizes)).astype(np.int64),
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def summed(values: Floats, counts: Ints) -> Floats:
    """The sum of each stretch of values; 0 for an empty one."""
    total = np.zeros(len(counts), np.float32)
    full = np.flatnonzero(counts)
    if len(full):
        begins = np.cumsum(counts) - counts
        total[full] = np.add.reduceat(values, begins[full])
    return total
