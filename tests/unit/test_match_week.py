"""The weekly matching's moment: once a week, early on the community's own Monday, and not when it is long over."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import match_week, times

MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)
"""Seven in Madrid."""


@pytest.mark.parametrize(
    ("after", "name"),
    [
        (timedelta(0), "2026-W47"),
        (timedelta(minutes=-1), None),
        (timedelta(days=2), "2026-W47"),
        (timedelta(days=2, minutes=1), None),
        (timedelta(days=7), "2026-W48"),
    ],
)
def test_a_week_is_held_from_monday_morning_until_wednesday(after: timedelta, name: str | None) -> None:
    assert match_week.due(MONDAY + after, "Europe/Madrid") == name


@given(st.integers(0, 3 * 365 * 24), st.sampled_from(("Asia/Tokyo", "Africa/Cairo", "America/Santiago", "UTC")))
def test_each_week_has_one_name_everywhere(hours: int, zone: str) -> None:
    now = MONDAY + timedelta(hours=hours)
    if name := match_week.due(now, zone):
        assert times.local(now, zone).weekday() <= 2
        assert match_week.due(now + timedelta(days=7), zone) not in {None, name} or times.local(now, zone).hour <= 8
