"""The weekly digest: one slot a week wherever somebody lives, and what goes into it."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain import digest as rules
from domain import times
from domain.digest import Item, Kind, Reader, Skip

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right")))
FIRST, LAST = datetime(2010, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds())).map(lambda seconds: FIRST + timedelta(seconds=seconds))
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine o'clock in Madrid."""
MADRID = rules.week(MONDAY, "Europe/Madrid")
AWAKE = (20, 8)


def test_a_week_begins_on_monday_at_nine_and_is_old_on_wednesday_evening() -> None:
    assert rules.Week("2026-W48", MONDAY, datetime(2026, 11, 25, 19, 0, tzinfo=UTC)) == MADRID
    assert rules.week(MONDAY - timedelta(seconds=1), "Europe/Madrid").name == "2026-W47"
    assert rules.week(MONDAY, "Europe/Madrid", back=2).name == "2026-W46"


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut", "America/Nuuk"])
def test_thirty_years_have_each_week_once_and_in_order(zone: str) -> None:
    moment = FIRST
    names: list[str] = []
    while moment < LAST:
        week = rules.week(moment, zone)
        if not names or names[-1] != week.name:
            names.append(week.name)
        moment += timedelta(hours=9)
    assert len(names) == len(set(names)) == 1566


@settings(max_examples=300)
@given(MOMENTS, st.sampled_from(ZONES))
@example(datetime(2011, 12, 30, 12, tzinfo=UTC), "Pacific/Apia")
def test_in_every_zone_exactly_one_slot_is_the_last(moment: datetime, zone: str) -> None:
    week = rules.week(moment, zone)
    following = rules.week(moment + timedelta(days=9), zone, back=1)
    assert week.slot <= moment < week.slot + timedelta(days=8)
    assert week.slot < week.until
    local = times.local(week.slot, zone)
    assert (local.weekday(), week.name) == (0, times.iso_week(week.slot, zone))
    assert local.hour >= 9
    assert following.slot > moment or following.name == week.name


def test_three_years_have_each_week_once_in_every_zone_and_nobody_loses_one_by_moving() -> None:
    end, everywhere = datetime(2029, 1, 3, 12, tzinfo=UTC), sorted(available_timezones())
    first_until: dict[str, datetime] = defaultdict(lambda: LAST)
    last_slot: dict[str, datetime] = defaultdict(lambda: FIRST)
    for zone in everywhere:
        weeks = [rules.week(end, zone, back) for back in range(157)]
        for week, before in pairwise(weeks):
            assert rules.week(week.slot, zone) == rules.week(week.until, zone) == week
            assert rules.week(week.slot - timedelta(seconds=1), zone) == before, "one begins where the other ends"
            first_until[week.name] = min(first_until[week.name], week.until)
            last_slot[week.name] = max(last_slot[week.name], week.slot)
    assert len(last_slot) == 156
    assert all(last_slot[name] < first_until[name] for name in last_slot), "a week is open everywhere at once"


def test_late_away_quiet_and_unreachable_are_skipped() -> None:
    def due(now: datetime = MONDAY, quiet: tuple[int, int] = AWAKE, **changed: Any) -> datetime | Skip:
        return rules.due(now, MADRID, Reader("Europe/Madrid", quiet, **changed))

    assert due() == MONDAY
    assert due(MADRID.until) is Skip.QUIET
    assert due(MADRID.until + timedelta(seconds=1)) is Skip.LATE
    assert due(away_until=MONDAY + timedelta(days=1)) is Skip.AWAY
    assert due(away_until=MONDAY - timedelta(days=1)) == MONDAY
    assert due(reachable=False) is Skip.UNREACHABLE
    assert due(wants=False) is Skip.OFF
    assert due(inside=False, wants=False) is Skip.LEFT
    assert due(quiet=(22, 11)) == MONDAY + timedelta(hours=2)
    assert due(MADRID.until - timedelta(hours=1), quiet=(18, 8)) is Skip.QUIET


@given(st.lists(st.builds(Item, st.sampled_from(Kind), st.integers(1, 9), st.just("Ann"), st.text(max_size=3))))
def test_nothing_stands_twice_and_never_more_than_seven_lines(items: list[Item]) -> None:
    lines = rules.chosen(items, {("need", "1"), ("person", "2")})
    told = [item.key for line in lines for item in line]
    assert len(told) == len(set(told))
    assert len(lines) <= 7
    assert not {("need", "1"), ("person", "2")} & set(told)
    assert [line[0].kind for line in lines] == sorted((line[0].kind for line in lines), key=list(Kind).index)
    if {item.key for item in items} - {("need", "1"), ("person", "2")}:
        assert lines


def test_newcomers_share_a_line() -> None:
    lines = rules.chosen([Item(Kind.PERSON, number, "Ann") for number in range(5)], ())
    assert [len(line) for line in lines] == [3]


def test_a_trade_or_two_words_make_a_request_answerable() -> None:
    assert rules.answerable((["web"], ["design"]), ([], ["design"]))
    assert rules.answerable((["web", "shop"], []), (["web", "shop"], []))
    assert not rules.answerable((["web"], []), (["web"], ["design"]))


@pytest.mark.parametrize(("place", "mine", "near"), [
    ("Hall 2, València", ("valència", ""), True), ("Àgora", ("Valencia", "Àgora"), True),
    ("Àgora", ("Valencia", ""), False), ("", ("Valencia", "Àgora"), False), ("Valencia", ("", " "), False),
])  # fmt: skip
def test_a_place_is_near_that_names_where_somebody_is(place: str, mine: tuple[str, ...], *, near: bool) -> None:
    assert rules.near(place, mine) is near
