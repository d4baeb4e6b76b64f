"""Whether one language is served worse than another: a gap at equal roles and kinds, beside what chance alone shows.

Needs in different languages ask for different roles, some of them harder. So each need is held against the mean of the
needs of its role and kind, and the languages of those are dealt anew many times: that tells how large a gap would be if
language made no difference at all.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching_sets import Asked

DEALS = 2000
SEED = 11


@dataclass(frozen=True)
class Gap:
    """Between the best and the worst served language, at equal roles and kinds.

    Args:
        seen: in these answers.
        usual: the median gap where language makes no difference.
        likely: how often chance alone gives a gap at least as large.
    """

    seen: float
    usual: float
    likely: float


def gap(asked: Sequence[Asked], figures: Mapping[str, float]) -> Gap:
    """The gap by the language of the need."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, each in enumerate(asked):
        alike[each.role, each.kind].append(at)
    values = np.array([figures[each.request.id] for each in asked])
    for group in alike.values():
        values[group] -= values[group].mean()
    languages = sorted({each.language for each in asked})
    spoken = np.array([languages.index(each.language) for each in asked])
    seen, rng = _gap(values, spoken, len(languages)), np.random.default_rng(SEED)
    dealt = []
    for _ in range(DEALS):
        anew = spoken.copy()
        for group in alike.values():
            anew[group] = rng.permutation(anew[group])
        dealt.append(_gap(values, anew, len(languages)))
    return Gap(seen, float(np.median(dealt)), float(np.mean(np.array(dealt) >= seen - 1e-12)))


def _gap(values: NDArray[np.float64], spoken: NDArray[np.int64], languages: int) -> float:
    sums = np.bincount(spoken, values, languages) / np.maximum(1, np.bincount(spoken, minlength=languages))
    return float(sums.max() - sums.min())
