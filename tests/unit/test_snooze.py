"""How long a pause is, from what people type."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.snooze import ALWAYS, LONGEST, NoSuchDayError, ends, moment, until

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2 weeks", date(2026, 12, 2)),
        ("for 2 weeks", date(2026, 12, 2)),
        ("a month", date(2026, 12, 18)),
        ("until 5 Jan", date(2027, 1, 5)),
        ("5 January 2027", date(2027, 1, 5)),
        ("hasta el 5 de enero", date(2027, 1, 5)),
        ("monday", date(2026, 11, 23)),
        ("until next wednesday", date(2026, 11, 25)),
        ("2027-01-05", date(2027, 1, 5)),
        ("until I say", None),
        ("forever", None),
    ],
)
def test_a_pause_is_read_as_people_write_it(written: str, day: date | None) -> None:
    assert until(written, TODAY) == day


@pytest.mark.parametrize("written", ["today", "until 2019-01-01", "999 months", "soon", "2039-01-01"])
def test_days_behind_us_or_out_of_sight_are_refused(written: str) -> None:
    with pytest.raises(Refused):
        until(written, TODAY)


def test_a_day_that_no_calendar_has_names_its_neighbours() -> None:
    with pytest.raises(NoSuchDayError) as wrong:
        until("until 31 June", TODAY)
    assert wrong.value.near == (date(2027, 6, 30), date(2027, 7, 1))


@given(st.text())
def test_whatever_is_typed_is_a_day_ahead_or_a_sentence(written: str) -> None:
    try:
        day = until(written, TODAY)
    except Refused:
        return
    assert day is None or TODAY < day <= TODAY + LONGEST


def test_people_come_back_in_the_morning_and_after_their_quiet_hours() -> None:
    day = date(2026, 12, 2)
    assert moment(day, "Europe/Madrid", 20, 8) == datetime(2026, 12, 2, 8, tzinfo=UTC)
    assert moment(day, "Europe/Madrid", 22, 11) == datetime(2026, 12, 2, 10, tzinfo=UTC)
    assert moment(None, "Europe/Madrid", 20, 8) == ALWAYS


def test_words_that_end_a_pause() -> None:
    assert ends(" Off ")
    assert not ends("2 weeks")
