"""Learns how much each part of a score counts, from what came of shown matches: little, late, and only if it helps.

The shipped weights are where it starts and what it stays tied to. A community's weights may differ from them by half
at most, only when they foretell outcomes that were held back better than the shipped order at its best. Only the
order is learnt: on the average match the relevance stays what it was, so what is shown at all does not change.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from matching import score
from matching.arrays import Bools, Doubles, Ints, np
from matching.model import Weighing

ENOUGH, EACH_WAY = 200, 30
"""Outcomes that are needed, and of either kind."""
FAR = 0.5
"""The part by which a weight may differ from the shipped one."""
TIED = 0.25
"""How far weights stray easily: the prior's width."""
SURE, WORTH = 2.5, 0.003
"""The held-back gain in its standard errors, and in itself, that new weights must show."""
FOLDS = 5
LOUDEST = 5.0
"""What one person's outcomes count together, and how often one of small chance counts."""
LEAST_STEEP = 0.05
"""Keeps a step short where all is nearly sure."""
DRAWN = 20
"""Outcomes drawn by lot from which on these alone may say no."""

Numbers = Doubles


@dataclass(frozen=True)
class Outcome:
    """What came of one shown match. The people are known only so that none of them counts too much."""

    need: str
    helper: str
    owner: str
    parts: Mapping[str, float]
    fitted: bool
    counts: float = 1.0
    chance: float = 1.0
    drawn: bool = False


@dataclass(frozen=True)
class Learnt:
    """The result of a look at the outcomes; `weighing` is None where the present weights stay, and `why` says so."""

    why: str
    outcomes: int
    gain: float = 0.0
    sure: float = 0.0
    weighing: Weighing | None = None


def learn(outcomes: Sequence[Outcome], row: str) -> Learnt:
    """New weights for a row of `score.WEIGHTS`, where the outcomes are many and clear enough.

    The same outcomes in any order give the same weights; chance plays no part.
    """
    told = _Told.of(sorted(outcomes, key=lambda one: (one.need, one.helper)), row)
    kinds = told.fitted.sum(), (1 - told.fitted).sum()
    if len(told) < ENOUGH or min(kinds) < EACH_WAY:
        return Learnt("few", len(told))
    gains = _held_back(told)
    gain = float(gains.sum() / told.counts.sum())
    by_need = np.bincount(told.needs, gains - gain * told.counts)
    sure = gain / max(1e-12, float(np.sqrt((by_need**2).sum()) / told.counts.sum()))
    if gain < WORTH or sure < SURE:
        return Learnt("no_better", len(told), round(gain, 4), round(sure, 2))
    if _worse(gains[told.drawn]):
        return Learnt("worse_where_drawn", len(told), round(gain, 4), round(sure, 2))
    return Learnt("learned", len(told), round(gain, 4), round(sure, 2), _weighing(told, row))


def _worse(drawn: Numbers) -> bool:
    """Whether what was drawn by lot, which no score chose, clearly speaks against it."""
    return len(drawn) >= DRAWN and float(drawn.mean()) < -float(drawn.std()) / len(drawn) ** 0.5


@dataclass(frozen=True)
class _Told:
    """Outcomes as numbers."""

    parts: Numbers
    """What each part adds to the shipped sum."""
    fitted: Numbers
    counts: Numbers
    needs: Ints
    folds: Ints
    drawn: Bools

    def __len__(self) -> int:
        return len(self.fitted)

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], row: str) -> "_Told":
        weights = score.WEIGHTS[row]
        keys = {need: at for at, need in enumerate(dict.fromkeys(one.need for one in outcomes))}
        parts = [[one.parts.get(name, 0.0) * weight for name, weight in weights.items()] for one in outcomes]
        return cls(
            np.array(parts, float).reshape(len(outcomes), len(weights)),
            np.array([one.fitted for one in outcomes], float),
            _counts(outcomes),
            np.array([keys[one.need] for one in outcomes], np.int64),
            np.array([_fold(one.need) for one in outcomes], np.int64),
            np.array([one.drawn for one in outcomes], bool),
        )

    def some(self, rows: Bools) -> "_Told":
        return _Told(
            self.parts[rows],
            self.fitted[rows],
            self.counts[rows],
            self.needs[rows],
            self.folds[rows],
            self.drawn[rows],
        )


def _counts(outcomes: Sequence[Outcome]) -> Numbers:
    """How much each outcome counts: more where it was seen against the odds, less where one person says much."""
    said = Counter(who for one in outcomes for who in {one.helper, one.owner})
    found = [
        one.counts
        * min(LOUDEST, 1 / max(one.chance, 1e-6))
        * min(1.0, LOUDEST / max(said[one.helper], said[one.owner]))
        for one in outcomes
    ]
    return np.array(found, float) / max(1e-9, float(np.mean(found))) if found else np.empty(0)


def _fold(need: str) -> int:
    """All that came of one need is held back together."""
    return blake2b(need.encode(), digest_size=2).digest()[0] % FOLDS


def _held_back(told: _Told) -> Numbers:
    """For each outcome, how much better learnt weights foretell it than the shipped order does at its best."""
    gains = np.zeros(len(told))
    for fold in range(FOLDS):
        away, rest = told.some(told.folds == fold), told.some(told.folds != fold)
        if not len(away) or not len(rest):
            continue
        level, slope, changes = _fitted(rest)
        flat, steep = _scaled(rest)
        as_shipped = _surprise(away, flat + steep * away.parts.sum(axis=1))
        as_learnt = _surprise(away, level + slope * (away.parts @ (1 + changes)))
        gains[told.folds == fold] = as_shipped - as_learnt
    return gains


def _surprise(told: _Told, sums: Numbers) -> Numbers:
    return np.asarray(told.counts * (np.logaddexp(0, sums) - told.fitted * sums))


def _scaled(told: _Told) -> tuple[float, float]:
    """The shipped order read as a chance as well as it can be here: its level and its steepness."""
    shipped = told.parts.sum(axis=1)
    middle = float(told.counts @ shipped / told.counts.sum())
    # Around its own middle, so that the two are found apart.
    features = np.stack([np.ones(len(told)), shipped - middle], axis=1)
    ties, low, high = np.array([1e-3, 1.0]), np.array([-20.0, 0.0]), np.array([20.0, 3.0])
    level, slope = _climbed(told, features, np.array([0.0, 1.0]), ties, low, high).tolist()
    return level - slope * middle, slope


def _fitted(told: _Told) -> tuple[float, float, Numbers]:
    """Level, steepness, and the part by which each weight changes."""
    level, slope = _scaled(told)
    size, middles = told.parts.shape[1], told.counts @ told.parts / told.counts.sum()
    features = np.concatenate([np.ones((len(told), 1)), slope * (told.parts - middles)], axis=1)
    ties = np.concatenate([[1e-3], np.full(size, TIED**-2)])
    edge = np.concatenate([[20.0], np.full(size, FAR)])
    given = level + slope * told.parts.sum(axis=1)
    found = _climbed(told, features, np.zeros(size + 1), ties, -edge, edge, given)
    return level + float(found[0]) - slope * float(middles @ found[1:]), slope, found[1:]


def _climbed(
    told: _Told, features: Numbers, middle: Numbers, ties: Numbers, low: Numbers, high: Numbers,
    given: Numbers | None = None,
) -> Numbers:  # fmt: skip
    """The likeliest numbers within bounds, each tied to a middle: one after the other, a Newton step at a time."""
    found = middle.copy()
    sums = features @ found + (0.0 if given is None else given)
    for _ in range(200):
        before = found.copy()
        for at in range(len(found)):
            chances = 1 / (1 + np.exp(-sums))
            slope = float((told.counts * (chances - told.fitted)) @ features[:, at]) + ties[at] * (
                found[at] - middle[at]
            )
            steep = np.maximum(chances * (1 - chances), LEAST_STEEP)
            bend = float((told.counts * steep) @ features[:, at] ** 2) + ties[at]
            step = float(np.clip(found[at] - slope / bend, low[at], high[at])) - found[at]
            found[at] += step
            sums = sums + step * features[:, at]
        if np.abs(found - before).max() < 1e-6:
            break
    return found


def _weighing(told: _Told, row: str) -> Weighing:
    """The weights as they are used; the bias takes back what they add on the average match."""
    changes = np.round(_fitted(told)[2], 2)
    added = float((told.counts @ (told.parts @ changes)) / told.counts.sum())
    weights = {
        name: round(weight * (1 + change), 4)
        for (name, weight), change in zip(score.WEIGHTS[row].items(), changes.tolist(), strict=True)
    }
    return Weighing(weights, round(score.BIAS[row] - added, 4))
