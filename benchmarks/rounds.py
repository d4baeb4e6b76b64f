"""A year of weekly rounds of fifty people who come and go, on many seeds: `python -m benchmarks.rounds 1000`."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

from domain import rounds as rules
from domain.rounds import Absent, Attendance, Part
from matching.round_people import REST_DAYS, Arrangement, Memory, Pair, Participant, pairs_of
from matching.rounds import arrange

WEEKS, PEOPLE = 52, 50
JOINS, LEAVES, SNOOZES, SILENT = 0.6, 0.012, 0.06, 0.05
"""People who join a week; the share of the group that leaves or snoozes a week, and of those who never say a word."""
BEGINS = datetime(2026, 1, 5, 10, tzinfo=UTC)


@dataclass
class Person:
    """Somebody of the group: silent ones answer nothing until they are asked whether to go on."""

    id: str
    silent: bool
    part: Part = Part.IN
    until: datetime | None = None
    seats: list[bool] = field(default_factory=list)
    """Whether they answered, of each round they sat in since they were last heard, the newest first."""

    def attends(self, now: datetime) -> Absent | None:
        """By the rules of the real rounds."""
        quiet = rules.silences((True, answered) for answered in self.seats)
        return rules.absent(Attendance(self.part, paused_until=self.until, silences=quiet), now)


@dataclass
class Year:
    """What a year came to: figures that are wrong where they are not zero, beside the pairs that sat together."""

    pairs: int = 0
    repeats: int = 0
    twice: int = 0
    dropped: int = 0
    odd_without_trio: int = 0
    asked: int = 0
    joined: int = 0
    left: int = 0
    last: dict[Pair, int] = field(default_factory=dict)
    out: frozenset[str] = frozenset()


def year(seed: int) -> Year:
    """One group over a year."""
    rng, told = Random(seed), Year()
    here = [Person(str(n), rng.random() < SILENT) for n in range(PEOPLE)]
    for week in range(WEEKS):
        now = BEGINS + timedelta(weeks=week)
        here = _come_and_go(here, told, week, rng)
        coming = _coming(here, told, now, rng)
        met = {pair: 7 * (week - then) for pair, then in told.last.items()}
        found = arrange(map(Participant, coming), Memory(met, first=told.out), seed * WEEKS + week)
        _count(told, found, list(coming), week)
        for one in (coming[id_] for group in found.groups for id_ in group):
            one.seats.insert(0, not one.silent)
    return told


def _come_and_go(here: list[Person], told: Year, week: int, rng: Random) -> list[Person]:
    stay = [one for one in here if rng.random() > LEAVES]
    new = [Person(f"{week}+{n}", rng.random() < SILENT) for n in range(2) if rng.random() < JOINS / 2]
    told.left += len(here) - len(stay)
    told.joined += len(new)
    return stay + new


def _coming(here: list[Person], told: Year, now: datetime, rng: Random) -> dict[str, Person]:
    """Who takes part: some begin a break, and who was silent three times is asked, once, and mostly stops."""
    coming = {}
    for one in here:
        if one.until is None and rng.random() < SNOOZES:
            one.until = now + timedelta(weeks=rng.choice((1, 2, 4)))
        if one.until is not None and one.until <= now:
            one.until = None
        why = one.attends(now)
        if why is Absent.SILENT and one.part is not Part.ASKED:
            told.asked += 1
            one.part = Part.ASKED
        elif one.part is Part.ASKED and rng.random() < 0.1:
            one.part, one.seats = Part.IN, []
        if why is None:
            coming[one.id] = one
    return coming


def _count(told: Year, found: Arrangement, coming: list[str], week: int) -> None:
    told.repeats += len(found.repeats)
    told.twice += len(told.out & set(found.left_out))
    told.dropped += len(set(coming) - {one for group in found.groups for one in group})
    told.odd_without_trio += len(coming) % 2 and max(map(len, found.groups)) != 3
    for pair in _sat(found):
        told.pairs += 1
        told.last[pair] = week
    told.out = (told.out - set(coming)) | frozenset(found.left_out)


def _sat(found: Arrangement) -> Iterator[Pair]:
    for group in found.groups:
        yield from pairs_of(group)


def main() -> int:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    began = perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        years = list(pool.map(year, range(seeds), chunksize=4))
    seconds = perf_counter() - began
    again = all(year(seed) == years[seed] for seed in range(min(seeds, 3)))
    print(
        f"| seeds | rounds | pairs | again within {REST_DAYS} days | dropped | left out twice | odd without trio "
        "| joined | left | asked after three silences | s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    wrong = [sum(getattr(one, name) for one in years) for name in ("repeats", "dropped", "twice", "odd_without_trio")]
    moves = [sum(getattr(one, name) for one in years) for name in ("joined", "left", "asked")]
    figures = [seeds, seeds * WEEKS, sum(one.pairs for one in years), *wrong, *moves]
    print(f"| {' | '.join(map(str, figures))} | {seconds:.0f} |")
    print(f"The same seed gives the same year: {'yes' if again else 'NO'}.")
    return int(any(wrong) or not again)


if __name__ == "__main__":
    sys.exit(main())
