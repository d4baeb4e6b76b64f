"""A made-up community answers by a truth that is known: shows whether learning finds it, and harms where there is none.

`python -m benchmarks.learning` plays twenty communities of each kind and size and prints what became of them.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.learning import line
from matching import score
from matching.learning import Outcome, learn
from matching.model import Weighing

ROW = "plain"
CANDIDATES = 8
JUDGED = 2000
COMMUNITIES = 20
TRUTHS: Mapping[str, Mapping[str, float] | None] = {
    "near trades count more, sounding alike less": {"sense": 0.6, "related": 2.0, "concept": 4.0},
    "as shipped": {},
    "answers are coins": None,
}
"""Factors on the shipped weights, planted; None: nothing about a match decides what people answer."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Played:
    """One community: what was learnt, and how good first suggestions are by the truth, before and after."""

    why: str
    sure: float
    before: float
    after: float
    best: float


def played(truth: Mapping[str, float] | None, needs: int, seed: int) -> Played:
    """A community of so many needs, each asking one person; then its learning is judged on needs never seen."""
    chance = np.random.default_rng(seed)
    lots = random.Random(seed)
    outcomes = [_asked(str(need), _parts(chance, 1)[0], truth, lots, chance) for need in range(needs)]
    found = learn(outcomes, ROW)
    judged = _parts(chance, JUDGED)
    true = _sums(judged, _true(truth))
    first = {
        name: float(_chances(np.take_along_axis(true, _sums(judged, how).argmax(axis=1)[:, None], 1)).mean())
        for name, how in (("before", score.SHIPPED[ROW]), ("after", found.weighing or score.SHIPPED[ROW]))
    }
    return Played(found.why, found.sure, first["before"], first["after"], float(_chances(true.max(axis=1)).mean()))


def _true(truth: Mapping[str, float] | None) -> Weighing:
    """The weights by which the community really answers; of coins the order as shipped is taken to be the right one."""
    weights = {name: weight * (truth or {}).get(name, 1.0) for name, weight in score.WEIGHTS[ROW].items()}
    return Weighing(weights, -2.5)


def _parts(chance: np.random.Generator, needs: int) -> Numbers:
    """Candidates of each need: some named the trade, some are near to it, all sound alike more or less."""
    shape = (needs, CANDIDATES)
    named, near = chance.random(shape) < 0.35, chance.random(shape) < 0.4
    columns = {
        "concept": named * chance.uniform(0.4, 0.9, shape),
        "sense": chance.uniform(0.05, 0.5, shape),
        "letters": chance.uniform(0.0, 0.4, shape),
        "related": near * chance.uniform(0.4, 0.8, shape),
        "context": (chance.random(shape) < 0.2) * 0.6,
    }
    return np.stack([columns[name] for name in score.WEIGHTS[ROW]], axis=-1)


def _sums(parts: Numbers, how: Weighing) -> Numbers:
    return np.asarray(parts @ np.array([how.weights[name] for name in score.WEIGHTS[ROW]]) + how.bias)


def _chances(sums: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-sums)))


def _asked(
    need: str, parts: Numbers, truth: Mapping[str, float] | None, lots: random.Random, chance: np.random.Generator
) -> Outcome:
    order = np.argsort(-_sums(parts, score.SHIPPED[ROW]), kind="stable")
    first = line(_chances(_sums(parts, score.SHIPPED[ROW])[order]).tolist(), lots)[0]
    person = int(order[first.at])
    likely = 0.5 if truth is None else float(_chances(_sums(parts[person], _true(truth))))
    values = dict(zip(score.WEIGHTS[ROW], parts[person].tolist(), strict=True))
    return Outcome(need, f"h{need}", f"o{need}", values, bool(chance.random() < likely), 1.0, first.chance, first.drawn)


def main() -> None:
    """Print how many communities learnt, and what their first suggestions are worth by the truth."""
    print(f"{'truth':46}{'needs':>6}{'learnt':>8}{'before':>8}{'after':>8}{'best':>8}{'worst':>8}")
    for name, truth in TRUTHS.items():
        for needs in (200, 500, 1500):
            found = [played(truth, needs, seed) for seed in range(COMMUNITIES)]
            learnt = sum(one.why == "learned" for one in found)
            before, after, best = (
                float(np.mean([getattr(one, part) for one in found])) for part in ("before", "after", "best")
            )
            worst = min(one.after - one.before for one in found)
            print(f"{name:46}{needs:6}{learnt / COMMUNITIES:8.0%}{before:8.3f}{after:8.3f}{best:8.3f}{worst:+8.3f}")


if __name__ == "__main__":
    main()
