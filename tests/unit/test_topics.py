"""Rules of the open forum: the next meeting, when its agenda is worth sending, the hour in a line."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from datetime import UTC, datetime, time, timedelta

import pytest

from domain import topics
from domain.recurrence import Rule

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
RULE = Rule(datetime(2026, 11, 20, 17), "Europe/Madrid", count=2)


def test_the_next_meeting_is_the_one_that_has_not_begun() -> None:
    following = [topics.upcoming(RULE, FRIDAY + timedelta(days=days)) for days in (-1, 0, 8)]
    assert [one and one.number for one in following] == [1, 2, None]


@pytest.mark.parametrize(("hours", "worth"), [(25, False), (24, True), (2, True), (1, False)])
def test_the_agenda_goes_round_a_day_before_and_not_at_the_last_minute(hours: int, worth: bool) -> None:
    assert topics.worth_telling(FRIDAY, FRIDAY - timedelta(hours=hours)) is worth


@pytest.mark.parametrize(
    ("text", "hour", "rest"),
    [
        ("every Friday 17:00", time(17), "every Friday"),
        ("cada viernes a las 9.30", time(9, 30), "cada viernes"),
        ("ogni venerdì alle 18:05", time(18, 5), "ogni venerdì"),
    ],
)
def test_the_hour_stands_anywhere(text: str, hour: time, rest: str) -> None:
    found = topics.clock(text)
    assert found
    assert (found[0], found[1].strip()) == (hour, rest)
    assert topics.clock("every Friday") is None
