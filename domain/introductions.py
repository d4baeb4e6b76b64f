"""Introductions: when I ask whether two people talked and what came of it."""

from datetime import timedelta
from enum import StrEnum

from domain.meetings import Met

CHECKS = (timedelta(days=3), timedelta(days=10))
OUTCOMES = (timedelta(days=30), timedelta(days=90))


class Outcome(StrEnum):
    """What came of it."""

    WORKING = "working"
    DONE = "done"
    NOTHING = "nothing"


_OUTCOME_RANK = {"": 0, Outcome.NOTHING: 1, Outcome.WORKING: 2, Outcome.DONE: 3}


def outcome_after(known: str, said: Outcome) -> str:
    """The most that either of the two tells."""
    return max(known, str(said), key=lambda word: _OUTCOME_RANK.get(word, 0))


def ask_outcome(met: str, outcome: str) -> bool:
    """Whether it is worth asking what came of it."""
    return met != Met.NO and outcome != Outcome.DONE


def writable(outcome: str) -> bool:
    """Whether the bot still passes words on between the two: until it has come to its end."""
    return outcome != Outcome.DONE
