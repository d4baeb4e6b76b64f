"""A year of weekly rounds of fifty people who come and go, on many seeds: `python -m benchmarks.rounds 1000`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from matching.round_people import REST_DAYS, Arrangement, Memory, Pair, Participant, two
from matching.rounds import arrange

WEEKS, PEOPLE = 52, 50
JOINS, LEAVES, SNOOZES, SILENT = 0.6, 0.012, 0.06, 0.05
"""People who join a week; the share of the group that leaves, snoozes, or says nothing to a round's question."""


@dataclass
class Year:
    """What a year came to: figures that are wrong where they are not zero, beside the pairs that sat together."""

    pairs: int = 0
    repeats: int = 0
    twice: int = 0
    dropped: int = 0
    odd_without_trio: int = 0
    last: dict[Pair, int] = field(default_factory=dict)


def year(seed: int) -> Year:
    """One group over a year."""
    rng, told, left_before = Random(seed), Year(), frozenset[str]()
    here = [str(n) for n in range(PEOPLE)]
    for week in range(WEEKS):
        here = [one for one in here if rng.random() > LEAVES]
        here += [f"{week}+{n}" for n in range(2) if rng.random() < JOINS / 2]
        coming = [one for one in here if rng.random() > SNOOZES + SILENT]
        met = {pair: 7 * (week - then) for pair, then in told.last.items()}
        found = arrange(map(Participant, coming), Memory(met, first=left_before), seed * WEEKS + week)
        _count(told, found, coming, left_before, week)
        left_before = frozenset(found.left_out)
    return told


def _count(told: Year, found: Arrangement, coming: list[str], left_before: frozenset[str], week: int) -> None:
    told.repeats += len(found.repeats)
    told.twice += len(left_before & set(found.left_out))
    told.dropped += len(set(coming) - {one for group in found.groups for one in group})
    told.odd_without_trio += len(coming) % 2 and max(map(len, found.groups)) != 3
    for pair in _sat(found):
        told.pairs += 1
        told.last[pair] = week


def _sat(found: Arrangement) -> Iterator[Pair]:
    for group in found.groups:
        yield from (two(one, other) for at, one in enumerate(group) for other in group[at + 1 :])


def main() -> int:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    began, years = perf_counter(), [year(seed) for seed in range(seeds)]
    each = (perf_counter() - began) / seeds / WEEKS * 1000
    again = year(0) == years[0]
    print(
        f"| seeds | rounds | pairs | again within {REST_DAYS} days | dropped | left out twice | odd without trio | ms |"
    )
    print("|---|---|---|---|---|---|---|---|")
    sums = [sum(getattr(one, name) for one in years) for name in ("pairs", "repeats", "dropped", "twice")]
    odd = sum(one.odd_without_trio for one in years)
    print(f"| {seeds} | {seeds * WEEKS} | {' | '.join(map(str, sums))} | {odd} | {each:.1f} |")
    print(f"The same seed gives the same year: {'yes' if again else 'NO'}.")
    return int(bool(any(sums[1:]) or odd or not again))


if __name__ == "__main__":
    sys.exit(main())
