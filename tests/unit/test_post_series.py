"""Recurring posts: read as people write them, and each made once, in time, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import times
from domain.errors import Refused
from domain.post_series import BEFORE, LATE, NOON, Turn, read, upcoming
from domain.recurrence import Rule, Unit

MADRID = "Europe/Madrid"
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("when", "first", "unit"),
    [
        ("every Monday at 9:30", (23, 9, 30), Unit.WEEK),
        ("cada lunes a las 9:30", (23, 9, 30), Unit.WEEK),
        ("ogni venerdì 18:00", (27, 18, 0), Unit.WEEK),
        ("every Saturday 17:00", (21, 17, 0), Unit.WEEK),
        ("every Saturday 9:00", (28, 9, 0), Unit.WEEK),
        ("first Tuesday of the month", (1, 12, 0), Unit.MONTH),
    ],
)
def test_a_series_is_read_as_people_write_it(when: str, first: tuple[int, int, int], unit: Unit) -> None:
    wanted = read(when, " Week {week} ", NOW, MADRID)
    assert (wanted.rule.first.day, wanted.rule.first.hour, wanted.rule.first.minute) == first
    assert (wanted.rule.unit, wanted.text) == (unit, "Week {week}")


def test_without_a_time_it_is_noon() -> None:
    assert read("every Monday", "Hello", NOW, MADRID).rule.first.time() == NOON


@pytest.mark.parametrize(
    ("when", "text"), [("", "Hello"), ("soon", "Hello"), ("every Monday 9:30", " "), ("every Monday", "{title}")]
)
def test_what_is_missing_is_said(when: str, text: str) -> None:
    with pytest.raises(Refused):
        read(when, text, NOW, MADRID)


rules = st.builds(
    lambda days, minutes, step, count: Rule(
        datetime.combine((NOW + timedelta(days=days)).date(), time(*divmod(minutes, 60))),
        MADRID,
        step=step,
        count=count,
    ),
    st.integers(-400, 400),
    st.integers(0, 24 * 60 - 1),
    st.integers(1, 5),
    st.none() | st.integers(1, 30),
)


@given(rules, st.integers(0, 40))
def test_a_draft_is_never_made_twice_nor_for_long_ago(rule: Rule, made: int) -> None:
    turn = upcoming(rule, made, NOW)
    if turn is None:
        return
    assert turn.number > made
    assert turn.at > NOW - LATE
    assert turn.at - turn.make == BEFORE
    assert times.local(turn.at, MADRID).weekday() == rule.first.weekday()


@given(rules)
def test_going_on_from_turn_to_turn_leaves_none_out(rule: Rule) -> None:
    seen: list[Turn] = []
    turn = upcoming(rule, 0, NOW)
    while turn is not None and len(seen) < 20:
        seen.append(turn)
        turn = upcoming(rule, turn.number, turn.at)
    assert [one.number for one in seen] == list(range(seen[0].number, seen[0].number + len(seen))) if seen else True
    assert all(one.at < other.at for one, other in pairwise(seen))


def test_a_series_that_slept_goes_on_with_what_is_still_news() -> None:
    rule = Rule(datetime.combine(date(2026, 1, 5), time(9)), MADRID)
    turn = upcoming(rule, 3, NOW)
    assert turn is not None
    assert turn.at == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_series_that_is_over_makes_no_more() -> None:
    assert upcoming(Rule(datetime.combine(date(2026, 1, 5), time(9)), MADRID, count=3), 3, NOW) is None
