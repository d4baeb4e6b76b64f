"""How long somebody wants to be left alone: "2 weeks", "until 5 Jan", "friday", until they say; it ends by itself."""

from datetime import UTC, date, datetime, time, timedelta

from domain import days, times
from domain.errors import Refused

ALWAYS = datetime(9000, 1, 1, tzinfo=UTC)
"""Until they say: a moment that nobody waits for."""
LONGEST = timedelta(days=3 * 366)
MORNING = 9

_OFF = frozenset({"off", "stop", "end", "back", "now"})
_ALWAYS = frozenset({"always", "forever", "until i say", "till i say", "i say"})


class NoSuchDayError(Refused):
    """No calendar has that day.

    Args:
        written: the day as it was typed.
        near: the days that it may mean.
    """

    def __init__(self, written: str, near: tuple[date, ...]) -> None:
        super().__init__("That day does not exist: {day}.", next_step="snooze", day=written)
        self.near = near


def ends(written: str) -> bool:
    """Whether somebody says that they are back."""
    return written.strip().lower() in _OFF


def until(written: str, today: date) -> date | None:
    """The day somebody is back; None means when they say.

    Args:
        written: as typed, without the command.
        today: the day on their wall.

    Raises:
        NoSuchDayError: with the days it may mean.
        Refused: no day can be read, or it is not in the next three years.
    """
    bare = " ".join(written.lower().split())
    if bare in _ALWAYS:
        return None
    try:
        found = days.whole(bare.removeprefix("for "), today)
    except (ValueError, OverflowError):  # a span beyond the calendar
        found = None
    if found is None:
        raise Refused(
            "I read no day in “{written}”. Try `2 weeks`, or `until 5 Jan`.", next_step="snooze", written=written
        )
    day = max(found.near) if found.either else found.day  # today is no day to come back
    if day is None:
        raise NoSuchDayError(found.words, found.near)
    if not today < day <= today + LONGEST:
        raise Refused("That is {day}. Give me a day ahead, within three years.", next_step="snooze", day=day)
    return day


def moment(day: date | None, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """When they are back: that morning on their wall, after their quiet hours."""
    if day is None:
        return ALWAYS
    return times.after_quiet(times.at(day, time(MORNING), zone), zone, quiet_from, quiet_until)
