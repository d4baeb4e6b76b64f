"""Wall clocks: every zone, gap and overlap has one sensible instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import times

ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.integers(0, 30 * 366 * 24 * 60).map(lambda m: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=m))


@given(MOMENTS, ZONES, st.integers(0, 6), st.integers(0, 23))
def test_each_week_has_one_slot_inside_it(moment: datetime, zone: str, weekday: int, hour: int) -> None:
    slot = times.week_slot(moment, zone, weekday, hour)
    assert abs(
        (times.week_slot(moment + timedelta(days=7), zone, weekday, hour) - slot) - timedelta(days=7)
    ) <= timedelta(days=1)
    assert times.iso_week(slot, zone) == times.iso_week(moment, zone) or times.local(slot, zone).hour != hour


def test_a_time_that_does_not_exist_is_the_instant_just_after_the_gap() -> None:
    at = times.at(date(2026, 3, 29), time(2, 30), "Europe/Madrid")
    assert times.local(at, "Europe/Madrid").time() == time(3, 30)


def test_a_time_that_exists_twice_is_its_first() -> None:
    assert times.at(date(2026, 10, 25), time(2, 30), "Europe/Madrid") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(19, False), (20, True), (23, True), (0, True), (7, True), (8, False), (12, False)]
)
def test_the_night_is_quiet(hour: int, quiet: bool) -> None:
    assert times.is_quiet(datetime(2026, 1, 5, hour, tzinfo=UTC), "UTC") is quiet


def test_quiet_hours_may_lie_in_the_day_or_nowhere() -> None:
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert times.is_quiet(noon, "UTC", 10, 14)
    assert not times.is_quiet(noon, "UTC", 12, 12)


@given(MOMENTS, ZONES, st.integers(0, 23), st.integers(0, 23))
def test_what_waits_for_the_morning_is_never_early_and_less_than_two_days_late(
    moment: datetime, zone: str, start: int, end: int
) -> None:
    after = times.after_quiet(moment, zone, start, end)
    assert moment <= after + timedelta(hours=1)
    assert after - moment < timedelta(days=2)


def test_unknown_zones_read_as_utc() -> None:
    assert not times.known_zone("Mars/Olympus")
    assert str(times.zone("Mars/Olympus")) == "UTC"
