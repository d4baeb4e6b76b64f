"""A line that says how often: which day its first event is on."""

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from bot.context import Ctx
from domain.recurrence import Unit
from handlers import event_series_begin as beginning


class Asking:
    """As much of a context as reading a line needs: the moment, and the community's clock."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.community = type("Community", (), {"zone": "Europe/Madrid"})


@pytest.mark.parametrize(
    ("text", "hour", "day"),
    [
        ("every Friday 18:30 pizza", 12, date(2026, 11, 20)),
        ("every Wednesday 18:30 pizza", 12, date(2026, 11, 18)),
        ("every Wednesday 18:30 pizza", 20, date(2026, 11, 25)),
        ("pizza 18:30 first Monday of the month", 12, date(2026, 12, 7)),
        ("pizza 27 November 18:30 every month", 12, date(2026, 11, 27)),
        ("pizza 26 November 18:30 every Friday", 12, date(2026, 11, 27)),
    ],
)
def test_the_first_is_on_the_next_day_that_fits(text: str, hour: int, day: date) -> None:
    asking: Any = Asking(datetime(2026, 11, 18, hour, tzinfo=UTC))
    line, pattern = beginning.read(cast(Ctx, asking), text, date(2026, 11, 18))
    assert pattern
    assert pattern.unit in Unit
    assert line.title == "pizza"
    assert line.day
    assert line.day.day == day


def test_a_line_that_says_nothing_of_it_is_read_as_ever() -> None:
    asking: Any = Asking(datetime(2026, 11, 18, 12, tzinfo=UTC))
    assert beginning.read(cast(Ctx, asking), "pizza Friday 18:30", date(2026, 11, 18))[1] is None
