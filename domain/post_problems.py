"""Why a channel did not take a post, in words of our own, and what that says about the channel itself."""

from enum import StrEnum


class Problem(StrEnum):
    """What we have words for; any other problem is the channel's own sentence."""

    REVOKED = "invalid_token"
    LIMITED = "rate_limited"
    NOT_THERE = "chat_not_found"
    KICKED = "kicked"
    DUPLICATE = "duplicate"
    CRASH = "crash"
    RESTORED = "restored"
    UNREACHABLE = "it cannot be reached"
    CLOSED = "closed"
    NO_ACCOUNT = "no_account"
    OVER_CAP = "over_cap"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    EXPIRED = "expired"
    OTHER_WORDS = "other_words"
    """What is out there cannot be changed, and the new words do not go on from it."""


_OF_ITS_PLACE = {Problem.NOT_THERE, Problem.KICKED}


def closes(problem: str) -> bool:
    """Whether nothing will get through until a person sees to it."""
    return problem == Problem.REVOKED or problem in _OF_ITS_PLACE


def closes_all(problem: str) -> bool:
    """Whether every channel of that account is concerned."""
    return problem == Problem.REVOKED
