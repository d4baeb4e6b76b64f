"""What the first word of a visit is answered with: the next step that helps this member most."""

from enum import StrEnum

LINKS = ("link", "claim", "join", "checkin")
"""Words of deep links, `link_CODE`: each does what the command of that name does."""


class Next(StrEnum):
    """The one next step that a greeting offers."""

    HELLO = "hello"
    """Nothing is known yet: tell something."""
    RESUME = "resume"
    """A form waits half filled."""
    AWAY = "away"
    PROFILE = "profile"
    NEED = "need"
    MATCHES = "matches"


def next_step(*, half_filled: bool, away: bool, told: bool, needs: int) -> Next:
    """The most useful step, in this order: finish what was begun, come back, tell, ask, look."""
    if half_filled:
        return Next.RESUME
    if away:
        return Next.AWAY
    if not told:
        return Next.PROFILE if needs else Next.HELLO
    return Next.MATCHES if needs else Next.NEED


def link(payload: str) -> tuple[str, str] | None:
    """The command and the code of a deep link such as `link_7F3A`; None for any other text."""
    word, _, code = payload.strip().partition("_")
    return (word, code) if word in LINKS and code else None
