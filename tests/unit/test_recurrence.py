"""When a series happens: one occurrence a period, by the wall's clock, over gaps and overlaps of thirty years."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import recurrence
from domain.errors import Refused
from domain.recurrence import Change, Different, Rule, Unit, checked
from domain.times import local

FRIDAY = datetime(2026, 11, 20, 18, 30)
MADRID = "Europe/Madrid"
ZONES = (
    MADRID, "Europe/Athens", "America/New_York", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe",
    "Pacific/Apia", "Asia/Kathmandu", "UTC", "America/Asuncion", "Asia/Beirut", "Atlantic/Azores",
)  # fmt: skip

walls = st.datetimes(datetime(2005, 1, 1), datetime(2010, 12, 31))
rules = st.builds(
    lambda first, zone, unit, step, nth: checked(Rule(first, zone, unit, step, nth if unit is Unit.MONTH else 0)),
    walls, st.sampled_from(ZONES), st.sampled_from(Unit), st.integers(1, 3), st.sampled_from((0, 1, 2, 3, 4, -1)),
)  # fmt: skip


def upto(rule: Rule, years: int = 30) -> list[recurrence.Occurrence]:
    end = rule.first + timedelta(days=366 * years)
    return [one for one in recurrence.occurrences(rule) if one.wall < end]


@given(rules)
def test_there_is_exactly_one_a_period_for_thirty_years(rule: Rule) -> None:
    found = upto(rule, 30 if rule.unit is Unit.MONTH else 15)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    if rule.unit is Unit.WEEK:
        monday = rule.first.date() - timedelta(days=rule.first.weekday())
        periods = [(one.wall.date() - monday).days // 7 for one in found]
    else:
        periods = [(one.wall.year - rule.first.year) * 12 + one.wall.month - rule.first.month for one in found]
    assert periods == list(range(0, len(found) * rule.step, rule.step))
    assert {one.wall.weekday() for one in found} == {rule.first.weekday()}
    assert all(one.begins < later.begins for one, later in itertools.pairwise(found))


@given(rules)
def test_the_wall_shows_the_promised_hour_or_in_a_gap_a_later_one(rule: Rule) -> None:
    for one in upto(rule, 10):
        shown = local(one.begins, rule.zone).replace(tzinfo=None)
        exists = shown == one.wall
        assert exists or timedelta(0) < shown - one.wall <= timedelta(days=1)
        if exists:
            earlier = one.wall.replace(tzinfo=ZoneInfo(rule.zone), fold=0).astimezone(UTC)
            assert one.begins == earlier, "of two instants the first"


@pytest.mark.parametrize(
    ("first", "begins"),
    [
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (datetime(2027, 3, 21, 2, 30), datetime(2027, 3, 21, 1, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_gap_moves_forward_and_an_overlap_takes_the_first(first: datetime, begins: datetime) -> None:
    assert recurrence.instant(first, MADRID) == begins


@given(rules, st.integers(1, 400), st.integers(-60, 60))
def test_the_next_number_is_found_without_counting(rule: Rule, number: int, minutes: int) -> None:
    wall = rule.wall(number)
    assert wall
    moment = recurrence.instant(wall, rule.zone) + timedelta(minutes=minutes)
    following = next(one for one in recurrence.occurrences(rule, start=max(1, number - 3)) if one.begins > moment)
    assert recurrence.after(rule, moment) == following.number


def test_exceptions_skip_move_and_cancel_one_and_leave_the_others() -> None:
    rule = Rule(FRIDAY, MADRID, count=5)
    different = {
        2: Different(Change.SKIPPED),
        3: Different(Change.MOVED, datetime(2026, 12, 3, 19, 0)),
        4: Different(Change.CANCELLED),
    }
    found = list(recurrence.occurrences(rule, different))
    assert [(one.number, one.wall.isoformat(" ", "minutes"), one.cancelled) for one in found] == [
        (1, "2026-11-20 18:30", False),
        (3, "2026-12-03 19:00", False),
        (4, "2026-12-11 18:30", True),
        (5, "2026-12-18 18:30", False),
    ]
    assert found[1].original == datetime(2026, 12, 4, 18, 30)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (Rule(FRIDAY, MADRID, step=2, count=3), ["2026-11-20", "2026-12-04", "2026-12-18"]),
        (Rule(FRIDAY, MADRID, until=date(2026, 12, 4)), ["2026-11-20", "2026-11-27", "2026-12-04"]),
        (Rule(FRIDAY, MADRID, until=date(2026, 12, 3)), ["2026-11-20", "2026-11-27"]),
        (Rule(FRIDAY, MADRID, Unit.MONTH, count=3), ["2026-11-20", "2026-12-18", "2027-01-15"]),
        (Rule(FRIDAY, MADRID, Unit.MONTH, nth=1, count=2), ["2026-12-04", "2027-01-01"]),
        (Rule(datetime(2026, 10, 30, 9), MADRID, Unit.MONTH, count=3), ["2026-10-30", "2026-11-27", "2026-12-25"]),
        (Rule(FRIDAY, MADRID, Unit.MONTH, nth=-1, count=2), ["2026-11-27", "2026-12-25"]),
    ],
)
def test_weeks_months_and_ends(rule: Rule, days: list[str]) -> None:
    assert [one.wall.date().isoformat() for one in recurrence.occurrences(checked(rule))] == days


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        (Rule(FRIDAY, MADRID), "FREQ=WEEKLY;BYDAY=FR"),
        (Rule(FRIDAY, MADRID, step=2, count=4), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=4"),
        (Rule(FRIDAY, MADRID, Unit.MONTH, nth=-1), "FREQ=MONTHLY;BYDAY=-1FR"),
        (Rule(FRIDAY, MADRID, until=date(2026, 12, 4)), "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204T225959Z"),
    ],
)
def test_the_rule_as_calendars_write_it(rule: Rule, written: str) -> None:
    assert recurrence.rrule(rule) == written


@pytest.mark.parametrize(
    "rule",
    [
        Rule(FRIDAY, MADRID, step=0),
        Rule(FRIDAY, MADRID, step=53),
        Rule(FRIDAY, MADRID, count=0),
        Rule(FRIDAY, MADRID, until=date(2026, 11, 19)),
    ],
)
def test_what_never_happens_is_refused(rule: Rule) -> None:
    with pytest.raises(Refused):
        checked(rule)


@given(rules, st.integers(2, 40), st.integers(-3, 3), st.times())
def test_a_series_changed_from_one_on_loses_and_doubles_none(rule: Rule, number: int, days: int, hour: time) -> None:
    whole = Rule(rule.first, rule.zone, rule.unit, rule.step, rule.nth, count=50)
    was = whole.wall(number)
    assert was
    hour = hour.replace(tzinfo=None, fold=0)
    before, later = recurrence.split(whole, number, datetime.combine(was.date() + timedelta(days=days), hour))
    assert before
    count = len(list(recurrence.occurrences(before))) + len(list(recurrence.occurrences(later)))
    assert count == 50
    assert later.wall(1) == datetime.combine(was.date() + timedelta(days=days), hour)


def test_changed_from_the_first_on_nothing_is_left_of_it() -> None:
    before, later = recurrence.split(Rule(FRIDAY, MADRID), 1, FRIDAY + timedelta(hours=1))
    assert before is None
    assert later.count is None
