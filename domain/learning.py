"""What a community's matches teach: which answers count, which never do, and who now and then stands first by lot."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.matches import State, WhyNot

BEGINS = 50
"""Before so many matches have taught something nothing is drawn by lot: a small community could never learn from it."""
REMEMBERED = timedelta(days=730)
"""Older answers are of another time."""
SHARE = 0.1
"""The part of looks in which the first place is drawn."""
NEARLY = 0.8
"""Whoever scores this part of the best is nearly as good, and may be drawn."""
AT_MOST = 5

GOOD, POOR = "good", "poor"
CAME_TO_SOMETHING = frozenset({"working", "done"})


@dataclass(frozen=True)
class Lesson:
    """What one match says about matching: whether the two fitted, and how much that counts."""

    fitted: bool
    counts: float = 1.0


def lesson(state: str, why_not: str, met: str, outcome: str, worth: Collection[str]) -> Lesson | None:
    """What a match teaches; None for what says nothing about how well two people fitted.

    "Not now", no time, too far and silence are about a moment or a place. Other reasons for a no, and "it did not fit"
    after a talk, may be about a person, and were said in confidence: nothing is learnt against anybody.

    Args:
        state: where the match ended.
        why_not: what was said with a no.
        met: whether the two talked.
        outcome: what came of it.
        worth: how each found the talk.
    """
    if state == State.NOT_FOR_ME:
        return Lesson(fitted=False) if why_not == WhyNot.WRONG_SKILL else None
    if state != State.INTRODUCED:
        return None
    if outcome in CAME_TO_SOMETHING or (GOOD in worth and POOR not in worth):
        return Lesson(fitted=True, counts=2.0)
    return None if met == "no" or POOR in worth else Lesson(fitted=True)


@dataclass(frozen=True)
class Place:
    """Who stands at a place in the line: their place by score, and the chance with which they came to be first."""

    at: int
    chance: float = 1.0
    drawn: bool = False


def line(scores: Sequence[float], rng: random.Random) -> list[Place]:
    """The order in which people are asked; in a share of looks the first is drawn from those nearly as good.

    Args:
        scores: best first.
        rng: where the lot comes from: one seed, one order.
    """
    near = sum(score >= NEARLY * scores[0] for score in scores[:AT_MOST]) if scores else 0
    order = [Place(at) for at in range(len(scores))]
    if near < 2:
        return order
    if rng.random() >= SHARE:
        return [Place(0, 1 - SHARE + SHARE / near), *order[1:]]
    first = rng.randrange(near)
    chance = SHARE / near + (1 - SHARE if first == 0 else 0.0)
    return [Place(first, chance, drawn=True), *(place for place in order if place.at != first)]
