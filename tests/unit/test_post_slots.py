"""Best times, quiet rules and distances of posts: read, kept and found for any week of any zone."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import times
from domain.errors import Refused
from domain.post_slots import AHEAD, Manners, Slot, Why, free, free_together, loaded, read, stored, why_not

MADRID = "Europe/Madrid"
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00 in Madrid
NINE = Slot(0, time(9, 30))

moments = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
slots = st.builds(Slot, st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
zones = st.sampled_from([MADRID, "UTC", "Europe/Athens", "America/New_York", "Australia/Lord_Howe"])
hours = st.integers(0, 23)
manners = st.builds(
    Manners,
    zones,
    st.lists(slots, max_size=12).map(tuple),
    st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)),
    st.tuples(hours, hours),
    st.frozensets(st.integers(0, 6), max_size=6),
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", ()),
        ("Mon 9:30", ((0, 9, 30),)),
        ("Mon Wed 9:30 17:00", ((0, 9, 30), (0, 17, 0), (2, 9, 30), (2, 17, 0))),
        ("lunes y miércoles a las 9:30, sábado 11", ((0, 9, 30), (2, 9, 30), (5, 11, 0))),
        ("lunedì 9.30; venerdì 18", ((0, 9, 30), (4, 18, 0))),
        ("Mon-Wed 10:00", ((0, 10, 0), (1, 10, 0), (2, 10, 0))),
        ("Sat–Mon 10:00", ((0, 10, 0), (5, 10, 0), (6, 10, 0))),
        ("segunda-feira 9h", ((0, 9, 0),)),
        ("weekdays 8:15", tuple((day, 8, 15) for day in range(5))),
        ("every day 6pm", tuple((day, 18, 0) for day in range(7))),
        ("Fri 12:00, Fri 12:00", ((4, 12, 0),)),
    ],
)
def test_best_times_are_read_as_people_write_them(written: str, meant: tuple[tuple[int, int, int], ...]) -> None:
    assert read(written) == tuple(Slot(day, time(hour, minute)) for day, hour, minute in meant)


@pytest.mark.parametrize("written", ["9:30", "Mon", "Mon 9:30 Tue", "Mon 25:00", "dim 9:30", "soon", "Mon-x 9:30"])
def test_what_is_no_time_of_the_week_is_asked_about(written: str) -> None:
    with pytest.raises(Refused):
        read(written)


def test_more_than_readers_bear_is_refused() -> None:
    with pytest.raises(Refused, match="readers"):
        read("daily " + " ".join(f"{hour}:00" for hour in range(8, 20)))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert all(0 <= slot.weekday <= 6 for slot in read(text))


@given(st.frozensets(slots, max_size=42))
def test_kept_best_times_come_back(some: frozenset[Slot]) -> None:
    assert loaded(stored(some)) == tuple(sorted(some))


@given(st.text(max_size=60))
def test_no_row_stops_a_run(kept: str) -> None:
    loaded(kept)


def test_the_next_best_time_is_taken_and_then_the_one_after() -> None:
    polite = Manners(MADRID, (NINE, Slot(2, time(17))))
    first = free(MONDAY, polite, ())
    assert first == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert free(MONDAY, polite, [first]) == datetime(2026, 11, 25, 16, tzinfo=UTC)


def test_a_last_useful_moment_that_is_too_early_leaves_none() -> None:
    assert free(MONDAY, Manners(MADRID, (NINE,)), (), until=MONDAY + timedelta(minutes=29)) is None


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (MONDAY - timedelta(minutes=1), Why.PAST),
        (MONDAY + timedelta(hours=11), Why.QUIET),  # 20:00
        (MONDAY + timedelta(days=5), Why.DAY_OFF),
        (MONDAY + timedelta(hours=2, minutes=30), Why.TOO_CLOSE),
        (MONDAY + timedelta(hours=4), None),
    ],
)
def test_a_moment_is_judged_with_its_reason(at: datetime, why: Why | None) -> None:
    polite = Manners(MADRID, off=frozenset({5, 6}))
    assert why_not(at, MONDAY, polite, [MONDAY + timedelta(hours=2)]) is why


@given(moments, manners, st.lists(st.integers(0, 100_000), max_size=12))
def test_a_time_that_is_offered_keeps_every_rule(now: datetime, polite: Manners, minutes: list[int]) -> None:
    taken = [now + timedelta(minutes=minute) for minute in minutes]
    at = free(now, polite, taken)
    if at is None:
        return
    assert at > now
    assert why_not(at, now, polite, taken) is None
    here = times.local(at, polite.zone)
    shown = {times.at(here.date(), slot.at, polite.zone) for slot in polite.slots if slot.weekday == here.weekday()}
    assert not polite.slots or at in shown


@given(moments, manners)
def test_with_room_a_time_is_found_within_a_fortnight(now: datetime, polite: Manners) -> None:
    roomy = Manners(polite.zone, polite.slots, polite.gap, (0, 0))
    at = free(now, roomy, ())
    assert at is not None
    assert at - now <= timedelta(days=8)
    assert timedelta(days=8) < timedelta(days=AHEAD)


@given(moments, manners, manners)
def test_one_moment_for_two_channels_suits_both(now: datetime, one: Manners, other: Manners) -> None:
    at = free_together(now, [(one, ()), (other, [now + timedelta(hours=3)])])
    if at is not None:
        assert why_not(at, now, one, ()) is None
        assert why_not(at, now, other, [now + timedelta(hours=3)]) is None


def test_two_channels_without_a_common_hour_have_no_moment_together() -> None:
    day, night = Manners(MADRID, quiet=(20, 8)), Manners(MADRID, quiet=(8, 20))
    assert free_together(MONDAY, [(day, ()), (night, ())]) is None
