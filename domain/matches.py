"""The life of a match: who is asked when, what each answer changes, and what stays unsaid before both said yes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CANDIDATES = 5
"""People kept for one need; more are never asked before it is looked at anew."""
AT_ONCE = 2
A_WEEK = 3
"""Requests that one person is asked at the same time, and within seven days."""
TO_ANSWER = timedelta(days=3)
IN_THE_DIGEST = timedelta(days=10)
"""To answer a question that found no room in the week: it stands in the next digest, and three days run from there."""
REST = timedelta(days=14)
"""How long a "not now" is left alone."""
PAUSE = timedelta(days=30)
"""How long "ask me later" lasts."""
REPEAT = timedelta(days=90)
"""Two people who were introduced are not introduced again before this is over."""
NEWCOMER = timedelta(days=30)
SILENCES = 3
"""After so many requests without an answer I ask once whether to go on."""


class State(StrEnum):
    """Where a match stands."""

    WAITING = "waiting"
    ASKED_HELPER = "asked_helper"
    ASKED_OWNER = "asked_owner"
    INTRODUCED = "introduced"
    NOT_NOW = "not_now"
    NOT_FOR_ME = "not_for_me"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"

    @property
    def asked(self) -> bool:
        """Somebody's answer is awaited."""
        return self in {State.ASKED_HELPER, State.ASKED_OWNER}


class Side(StrEnum):
    """The two people of a match."""

    HELPER = "helper"
    OWNER = "owner"


class Said(StrEnum):
    """What somebody answers when asked."""

    YES = "y"
    NOT_NOW = "n"
    NOT_FOR_ME = "x"


class WhyNot(StrEnum):
    """Why a suggestion does not fit."""

    WRONG_SKILL = "skill"
    TOO_FAR = "far"
    NO_TIME = "time"
    OTHER = "other"


_TURN = {State.ASKED_HELPER: Side.HELPER, State.ASKED_OWNER: Side.OWNER}
_AFTER = {Said.NOT_NOW: State.NOT_NOW, Said.NOT_FOR_ME: State.NOT_FOR_ME}


def side_of(member_id: int, helper_id: int, owner_id: int) -> Side | None:
    """Which of the two somebody is; None for everybody else."""
    return {owner_id: Side.OWNER, helper_id: Side.HELPER}.get(member_id)


def turn(state: State) -> Side | None:
    """Whose answer is awaited."""
    return _TURN.get(state)


def after(state: State, side: Side, said: Said) -> State | None:
    """The state that an answer leads to; None where it means nothing (any more): a second tap, the other's turn."""
    if turn(state) is not side:
        return None
    if said is Said.YES:
        return State.ASKED_OWNER if side is Side.HELPER else State.INTRODUCED
    return _AFTER[said]


def rests(side: Side, said: Said, why: WhyNot | None = None) -> bool:
    """Whether the helper said that this is a matter of time: then nothing is asked of them for a while."""
    return side is Side.HELPER and (said is Said.NOT_NOW or why is WhyNot.NO_TIME)


def may_return(state: State, last: datetime | None, now: datetime) -> bool:
    """Whether a new look may suggest the pair again: what was only a matter of time, once its rest is over."""
    if state in {State.WAITING, State.WITHDRAWN}:
        return True
    return state in {State.NOT_NOW, State.LAPSED} and (last is None or now - last >= REST)


def capacity(asked_now: int, asked_this_week: int, most: int | None = None) -> int:
    """How many more requests a person may be asked at this moment.

    Args:
        asked_now: requests that wait for their answer.
        asked_this_week: all that they were asked within seven days.
        most: what they take at the same time, where that was said; nobody is asked more than `A_WEEK` for it.
    """
    at_once = AT_ONCE if most is None else min(most, A_WEEK)
    return max(0, min(at_once - asked_now, A_WEEK - asked_this_week))


@dataclass(frozen=True)
class Nearness:
    """How far is too far, from what people said: kilometres by need and by helper."""

    by_need: float | None = None
    by_helper: Mapping[int, float] | None = None

    def allows(self, helper_id: int, kilometres: float | None) -> bool:
        """Only what is nearer than all that was too far; an unknown distance is given a chance."""
        if kilometres is None:
            return True
        limits = (self.by_need, (self.by_helper or {}).get(helper_id))
        return all(limit is None or kilometres < limit for limit in limits)


_CONTACT = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w{3,}|\+?\d(?:[\s().-]?\d){7,}",
)
UNSAID = "…"


def discreet(text: str, names: Iterable[str]) -> str:
    """The text without these people's names and without contacts: what may be shown before both said yes."""
    hidden = _CONTACT.sub(UNSAID, text)
    words = {word for name in names for word in re.findall(r"\w{3,}", name)}
    for word in sorted(words, key=len, reverse=True):
        hidden = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", UNSAID, hidden, flags=re.IGNORECASE)
    return re.sub(rf"{UNSAID}(?:\s+{UNSAID})+", UNSAID, hidden)
