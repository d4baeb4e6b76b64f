"""Rounds: slots of every rhythm, what is too late, who takes part, silence, and a whole year of a group."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rounds import year
from domain import round_sides, times
from domain import rounds as rules
from domain.rounds import Absent, Attendance, Part, Rhythm, Timing

WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)
MADRID = "Europe/Madrid"
MOMENTS = st.integers(0, 3 * 365 * 24).map(lambda hours: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
ZONES = st.sampled_from((MADRID, "Asia/Tokyo", "America/New_York", "Africa/Cairo", "America/Santiago", "UTC"))
RHYTHMS = st.sampled_from([rhythm for rhythm in Rhythm if rhythm is not Rhythm.OFF])


def wall(moment: datetime | None, zone: str = MADRID) -> str:
    assert moment is not None
    return f"{times.local(moment, zone):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("rhythm", "first", "second"),
    [
        (Rhythm.WEEKLY, "Mon 23 Nov 10:00", "Mon 30 Nov 10:00"),
        (Rhythm.FORTNIGHTLY, "Mon 23 Nov 10:00", "Mon 07 Dec 10:00"),
        (Rhythm.EVERY_FOUR, "Mon 23 Nov 10:00", "Mon 21 Dec 10:00"),
        (Rhythm.FIRST, "Mon 07 Dec 10:00", "Mon 04 Jan 10:00"),
    ],
)
def test_each_rhythm_has_its_slots(rhythm: Rhythm, first: str, second: str) -> None:
    timing = Timing(rhythm, 0, 10, MADRID)
    slot = rules.next_slot(timing, WEDNESDAY)
    assert wall(slot) == first
    assert slot is not None
    assert wall(rules.next_slot(timing, slot, slot)) == second


def test_without_a_rhythm_there_is_no_slot() -> None:
    assert rules.next_slot(Timing(Rhythm.OFF, 0, 10, MADRID), WEDNESDAY) is None


@given(RHYTHMS, st.integers(0, 6), st.integers(0, 23), ZONES, MOMENTS)
def test_slots_follow_one_another_at_the_same_hour_of_the_same_day(
    rhythm: Rhythm, weekday: int, hour: int, zone: str, now: datetime
) -> None:
    timing = Timing(rhythm, weekday, hour, zone)
    slot = rules.next_slot(timing, now)
    for _ in range(5):
        assert slot is not None
        here = times.local(slot, zone)
        assert here.weekday() == weekday
        assert here.hour == hour or slot == times.at(here.date(), here.replace(hour=hour).time(), zone), "a gap"
        following = rules.next_slot(timing, slot, slot)
        assert following is not None
        weeks = round((following - slot) / timedelta(weeks=1))
        assert weeks == int(rhythm) if rhythm is not Rhythm.FIRST else weeks in {4, 5}
        slot = following


@given(RHYTHMS, MOMENTS, st.integers(0, 200))
def test_every_slot_that_went_by_is_skipped_once_and_none_that_can_still_go_out(
    rhythm: Rhythm, now: datetime, days: int
) -> None:
    timing = Timing(rhythm, 0, 10, MADRID)
    slot = rules.next_slot(timing, now)
    assert slot is not None
    later = slot + timedelta(days=days)
    gone = rules.passed(timing, slot, later)
    assert gone == sorted(set(gone))
    assert all(rules.too_late(one, later) for one in gone)
    following = rules.next_slot(timing, gone[-1], gone[-1]) if gone else slot
    assert following is not None
    assert not rules.too_late(following, later)


def test_a_round_is_asked_about_in_its_middle_and_at_its_end() -> None:
    assert [after.days for after in rules.checks(7)] == [3, 6]
    assert [after.days for after in rules.checks(Timing(Rhythm.FORTNIGHTLY, 0, 10, MADRID).days)] == [7, 13]


LATER, BEFORE = WEDNESDAY + timedelta(days=1), WEDNESDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (Attendance("in"), None),
        (Attendance(published=True), None),
        (Attendance("invited", published=True), None),
        (Attendance(), Absent.UNASKED),
        (Attendance("invited"), Absent.UNASKED),
        (Attendance(published=True, refused=True), Absent.UNASKED),
        (Attendance("in", refused=True), None),
        (Attendance("out", published=True), Absent.OUT),
        (Attendance("asked", published=True), Absent.SILENT),
        (Attendance("in", silences=3), Absent.SILENT),
        (Attendance("in", silences=2), None),
        (Attendance("in", paused_until=LATER), Absent.PAUSED),
        (Attendance("in", paused_until=BEFORE), None),
        (Attendance("in", away_until=LATER), Absent.AWAY),
        (Attendance("in", reachable=False), Absent.UNREACHABLE),
    ],
)
def test_who_takes_part(one: Attendance, why: Absent | None) -> None:
    assert rules.absent(one, WEDNESDAY) is why


@pytest.mark.parametrize(
    ("seats", "found"),
    [
        ([], 0),
        ([(True, False)] * 3, 3),
        ([(True, False), (True, True), (True, False)], 1),
        ([(True, False), (False, False), (True, False)], 2),
        ([(False, False)] * 5, 0),
    ],
)
def test_silence_is_a_question_without_an_answer(seats: list[tuple[bool, bool]], found: int) -> None:
    assert rules.silences(seats) == found


def test_seated_counts_as_met_unless_somebody_says_no() -> None:
    assert rules.together(["", ""])
    assert rules.together(["not_yet", ""])
    assert not rules.together(["no", ""])
    assert rules.together(["no", "met"])


def test_a_swap_exchanges_two_seats() -> None:
    assert rules.swapped((("a", "b"), ("c", "d")), "b", "c") == (("a", "c"), ("b", "d"))


def test_who_writes_first_changes_round_by_round() -> None:
    assert [rules.writes_first((7, 8, 9), number) for number in range(4)] == [7, 8, 9, 7]


@pytest.mark.parametrize(
    ("sectors", "world"),
    [
        (("Diseño gráfico",), "creative"),
        (("furniture", "design"), "traditional"),
        (("law",), ""),
        ((), ""),
        (("falegnameria",), "traditional"),
    ],
)
def test_sectors_tell_the_world(sectors: tuple[str, ...], world: str) -> None:
    assert round_sides.world(sectors) == world
    assert round_sides.space("  ÀGORA Russafa ") == "agora russafa"


@settings(max_examples=6)
@given(st.integers(0, 10**6))
def test_a_year_of_a_group_that_comes_and_goes(seed: int) -> None:
    """Fifty people, weekly; joins, leaves, breaks and silence: `make bench-matching` does it on 1,000 seeds."""
    told = year(seed)
    assert told.pairs > 500
    assert (told.repeats, told.twice, told.dropped, told.odd_without_trio) == (0, 0, 0, 0)
    assert year(seed) == told, "one result a seed"


def test_in_such_years_some_fall_silent_and_are_asked() -> None:
    assert any(year(seed).asked for seed in range(4))


def test_nobody_who_is_out_is_asked() -> None:
    assert rules.absent(Attendance(str(Part.OUT), silences=9), WEDNESDAY) is Absent.OUT
