"""Honest figures: weights fitted on other roles, and a lexicon that has never heard of the roles it is asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching_sets import Set
from matching.hearing import hear
from matching.lexicon import Lexicon, without
from matching.senses import senses

FOLDS = 6
SOUNDS = 0.5
"""From here on, what a text sounds most like is taken to express its role."""
STEADY = 3.0
"""Pull of the weights towards nothing."""

Floats = NDArray[np.float64]


def folds(one: Set) -> list[frozenset[str]]:
    """The roles in groups, every role in one of them."""
    roles = sorted(set(one.roles.values()))
    return [frozenset(roles[at::FOLDS]) for at in range(min(FOLDS, len(roles)))]


def expressing(one: Set, lexicon: Lexicon) -> dict[str, set[str]]:
    """The entries that express each role: named or clearly sounded by a fifth of its texts (at least two)."""
    texts: dict[str, list[str]] = defaultdict(list)
    for person in one.people:
        texts[one.roles[person.id]].append(person.offers[0].split(". ")[0])
    for asked in one.asked:
        texts[asked.role].append(asked.request.text.split(". ")[0])
    return {
        role: {
            key
            for key, times in Counter(key for said in told for key in _heard(said, lexicon)).items()
            if times >= max(2, len(told) / 5)
        }
        for role, told in texts.items()
    }


def _heard(said: str, lexicon: Lexicon) -> set[str]:
    heard = hear(said, lexicon)
    named = {key for key in heard.concepts if not lexicon.concepts[key].context}
    most = float(heard.sense.weights.max(initial=0.0))
    if most < SOUNDS:
        return named
    return named | {senses(lexicon).keys[int(heard.sense.ids[np.argmax(heard.sense.weights)])]}


def dropped(one: Set, lexicon: Lexicon) -> Iterator[tuple[frozenset[str], Lexicon]]:
    """Each group of roles with the lexicon without the entries that express them."""
    known = expressing(one, lexicon)
    for roles in folds(one):
        yield roles, without(lexicon, set().union(*(known[role] for role in roles)))


def fitted(parts: Sequence[Mapping[str, Floats]], good: Sequence[Floats], names: Sequence[str]) -> dict[str, float]:
    """Weights of a logistic, none below 0: no part of a score may speak against anybody."""
    table = np.concatenate([np.stack([one[name] for name in names], axis=1) for one in parts]).astype(float)
    wanted = np.concatenate(good).astype(float)
    weights, bias = np.ones(len(names)), -4.0
    first, second = np.zeros(len(names) + 1), np.zeros(len(names) + 1)
    for turn in range(1, 1500):
        wrong = 1 / (1 + np.exp(-np.clip(table @ weights + bias, -30, 30))) - wanted
        slope = np.append(table.T @ wrong + STEADY * weights, wrong.sum()) / len(wanted)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        step = 0.05 * (first / (1 - 0.9**turn)) / (np.sqrt(second / (1 - 0.999**turn)) + 1e-9)
        weights, bias = np.maximum(0.0, weights - step[:-1]), bias - step[-1]
    return {**dict(zip(names, weights.tolist(), strict=True)), "bias": float(bias)}
