"""Rules of the open forum: what a topic is, when the agenda goes round, and when it is asked what was reached."""

import re
from datetime import datetime, time, timedelta

from domain import recurrence
from domain.recurrence import Occurrence, Rule

LIMIT = 200
"""Characters of a topic: a sentence; the rest is said there."""
OPEN = 5
"""Topics that one person may have on the agenda at once."""
SHOWN = 6
"""Topics on a page of the agenda."""
BEFORE = timedelta(days=1)
"""So long before a meeting its agenda goes round."""
LEAST = timedelta(hours=2)
"""An agenda that comes later than that before its meeting helps nobody to prepare."""
AFTER = timedelta(hours=1)
"""So long after its beginning it is asked what was talked about."""
LATEST = timedelta(days=3)
"""After that nobody is asked any more: who was there has forgotten."""
_CLOCK = re.compile(r"\b(?:at |a las? |alle |ore |às |à |στις )?([01]?\d|2[0-3])[:.h]([0-5]\d)\b", re.IGNORECASE)


def upcoming(rule: Rule, now: datetime) -> Occurrence | None:
    """The next meeting that has not begun."""
    return next(recurrence.occurrences(rule, start=recurrence.after(rule, now)), None)


def worth_telling(begins: datetime, now: datetime) -> bool:
    """Whether its agenda goes round now."""
    return begins - BEFORE <= now <= begins - LEAST


def clock(text: str) -> tuple[time, str] | None:
    """The hour in a text, and the text without it."""
    found = _CLOCK.search(text)
    if found is None:
        return None
    return time(int(found[1]), int(found[2])), f"{text[: found.start()]} {text[found.end() :]}"
