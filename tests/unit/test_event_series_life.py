"""A made date's moment: as the wall says, and never ending before it begins."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.recurrence import instant
from handlers.event_series_life import times_of
from storage.event_series import Series

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 60 * 24 * 3),
    st.sampled_from(("Europe/Madrid", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia")),
)
def test_each_date_is_on_its_wall_and_ends_after_it_begins(wall: datetime, minutes: int, zone: str) -> None:
    series = Series(1, 1, None, "", "", "", "", "", None, 0, wall, minutes, zone, "week", 1, 0, None, None, "", 0, NOW)
    made = times_of(series, wall)
    assert made["begins"] == instant(wall, zone) < made["ends"]
    assert made["wall_ends"] - made["wall_begins"] == timedelta(minutes=minutes)
