"""What a send may promise: purposes, states, and the fixed table from an outcome to the next state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where an outbox row stands; at any instant each planned row is in exactly one."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SKIPPED = "skipped"


class Purpose(StrEnum):
    """Why a row is sent: decides what a crash may do to it and how early it goes."""

    ANSWER = "answer"
    LOGIN = "login"
    SEAT = "seat"
    MATCH = "match"
    INTRODUCTION = "introduction"
    ROUND = "round"
    NOTICE = "notice"
    REMINDER = "reminder"
    INVITATION = "invitation"
    DIGEST = "digest"
    BROADCAST = "broadcast"
    POST = "post"

    @property
    def once(self) -> bool:
        """Marked before the send and never repeated by itself; the others may repeat once, harmlessly."""
        return self not in _AGAIN

    @property
    def priority(self) -> int:
        """Smaller goes first."""
        if not self.once:
            return 0
        return 20 if self in _PATIENT else 10


_AGAIN = frozenset({Purpose.ANSWER, Purpose.LOGIN, Purpose.SEAT})
_PATIENT = frozenset({Purpose.DIGEST, Purpose.BROADCAST, Purpose.POST})


class Outcome(StrEnum):
    """What is known after a try, named by what to do next."""

    SENT = "sent"
    RETRY = "retry"
    """Surely not sent; may be tried again."""
    STOP = "stop"
    """Surely not sent; trying again is pointless."""
    UNCERTAIN = "uncertain"
    """Nobody can say: the request left, no answer came."""


@dataclass(frozen=True)
class Next:
    """What becomes of a row: its state and, when it is pending again, when it is due."""

    state: State
    due: datetime | None = None


MAX_ATTEMPTS = 8
"""With the doubling pauses below the last try is about four minutes after the first."""


def after(outcome: Outcome, purpose: Purpose, attempts: int, now: datetime, wait: float | None = None) -> Next:
    """Decide what follows a try.

    Args:
        outcome: what is known of the try.
        purpose: of the row; an *again* purpose repeats an uncertain try once.
        attempts: tries made so far, this one included.
        now: the moment of the answer.
        wait: seconds the platform told us to wait; never shortened.
    """
    if outcome is Outcome.SENT:
        return Next(State.SENT)
    if outcome is Outcome.STOP:
        return Next(State.FAILED)
    if outcome is Outcome.UNCERTAIN:
        may_repeat = not purpose.once and attempts < 2
        return Next(State.PENDING, now) if may_repeat else Next(State.UNCERTAIN)
    if attempts >= MAX_ATTEMPTS:
        return Next(State.FAILED)
    pause = max(wait or 0.0, min(2.0 ** (attempts - 1), 60.0))
    return Next(State.PENDING, now + timedelta(seconds=pause))


def after_crash(purpose: Purpose) -> State:
    """What a row that was "sending" when its process died becomes (the promise of *once*)."""
    return State.UNCERTAIN if purpose.once else State.PENDING
