"""How a member wants to be written to: quiet hours and weekly budget, read from a line of text."""

import re
from enum import StrEnum

from domain.errors import Refused

MOST = 50
"""Messages a week; above it a budget limits nothing."""

_OFF = frozenset({"off", "none", "no", "never", "-"})
_ON = frozenset({"on", "weekly", "yes"})
_HOURS = re.compile(r"(\d{1,2})(?::00|h)?\s*(?:-|–|—|to|until|till|a|,|\s)\s*(\d{1,2})(?::00|h)?")


class Topic(StrEnum):
    """What can be set."""

    LANGUAGE = "language"
    ZONE = "zone"
    QUIET = "quiet"
    DIGEST = "digest"
    BUDGET = "budget"

    @classmethod
    def of(cls, word: str) -> "Topic | None":
        """The setting of that name as a person types it."""
        also = {"clock": cls.ZONE, "time": cls.ZONE, "timezone": cls.ZONE, "lang": cls.LANGUAGE, "hours": cls.QUIET}
        wanted = word.strip().lower()
        return next((topic for topic in cls if topic == wanted), also.get(wanted))


def quiet_hours(written: str) -> tuple[int, int]:
    """From and until, full hours; equal ones are no quiet hours at all.

    Raises:
        Refused: not two hours of a day.
    """
    bare = written.strip().lower()
    if bare in _OFF:
        return 0, 0
    found = _HOURS.fullmatch(bare)
    hours = (int(found[1]), int(found[2])) if found else (99, 99)
    if max(hours) > 24:
        raise Refused("Please write quiet hours as two full hours, such as 22-7, or off.")
    return hours[0] % 24, hours[1] % 24


def budget(written: str) -> int:
    """Messages a week that I may send by myself.

    Raises:
        Refused: not a number from 0 to 50.
    """
    bare = written.strip().lower()
    bare = "0" if bare in _OFF else bare
    if not re.fullmatch(r"[0-9]{1,3}", bare) or int(bare) > MOST:
        raise Refused("Please write a number of messages a week from 0 to {most}.", most=MOST)
    return int(bare)


def digest(written: str) -> str:
    """`weekly` or `off`.

    Raises:
        Refused: neither.
    """
    bare = written.strip().lower()
    if bare not in _OFF | _ON:
        raise Refused("The digest is weekly or off: send `settings digest off`, for instance.")
    return "off" if bare in _OFF else "weekly"
