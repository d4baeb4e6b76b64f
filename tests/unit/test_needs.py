"""The life of a need: its steps, its days and its warnings, over zones and clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import needs
from domain.days import Reading
from domain.errors import Refused
from domain.needs import Doubt, Side, State, Step, Trouble
from domain.times import local

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        (State.DRAFT, Step.CONFIRM, State.OPEN),
        (State.OPEN, Step.CONFIRM, None),
        (State.MATCHED, Step.RENEW, State.MATCHED),
        (State.EXPIRED, Step.RENEW, State.OPEN),
        (State.EXPIRED, Step.FULFIL, State.FULFILLED),
        (State.FULFILLED, Step.CLOSE, None),
        (State.FULFILLED, Step.RENEW, None),
        (State.OPEN, Step.CLOSE, State.WITHDRAWN),
        (State.DRAFT, Step.FULFIL, None),
    ],
)
def test_a_step_leads_on_or_means_nothing_any_more(state: State, step: Step, after: State | None) -> None:
    assert needs.after(state, step) == after


def test_states_that_wait_and_states_that_live_are_apart() -> None:
    assert not [state for state in State if state.live and state.waiting]


@pytest.mark.parametrize(
    ("text", "says"), [("web designer", True), ("日本語", True), ("🎉🎉", False), ("3", False), ("", False)]
)
def test_a_need_says_something(text: str, says: bool) -> None:
    assert needs.says_something(text) is says


def test_room_is_limited_sooner_for_someone_who_is_not_in() -> None:
    needs.require_room(Side.NEED, State.DRAFT, needs.HELD_AT_ONCE)
    with pytest.raises(Refused, match="As soon as you are in"):
        needs.require_room(Side.NEED, State.HELD, needs.HELD_AT_ONCE)
    with pytest.raises(Refused, match="Close one"):
        needs.require_room(Side.NEED, State.DRAFT, needs.OPEN_AT_ONCE)


def test_a_day_stands_or_is_asked_about() -> None:
    def read(day: date | None, *near: date) -> Reading:
        return Reading(0, 0, "then", day, near)

    assert needs.settled(read(TODAY), TODAY) == TODAY
    assert needs.settled(read(TODAY - timedelta(days=1)), TODAY) == Trouble(Doubt.PAST, "then")
    assert needs.settled(read(date(2040, 1, 1)), TODAY) == Trouble(Doubt.FAR, "then")
    assert needs.settled(read(None, date(2020, 2, 29), TODAY), TODAY) == Trouble(Doubt.IMPOSSIBLE, "then", (TODAY,))


def test_a_renewal_adds_to_what_is_left() -> None:
    assert needs.renewed(TODAY + timedelta(days=3), TODAY) == TODAY + timedelta(days=33)
    assert needs.renewed(TODAY - timedelta(days=9), TODAY) == TODAY + timedelta(days=30)
    assert needs.renewed(None, TODAY) == needs.first_until(TODAY)


def test_the_owner_is_warned_at_nine_where_they_are() -> None:
    week, day, end = needs.stages(date(2026, 12, 31), "Europe/Madrid")
    assert week.moment == datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
    assert day.moment == datetime(2026, 12, 30, 8, 0, tzinfo=UTC)
    assert end.moment == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def test_after_a_long_sleep_only_the_last_stage_counts() -> None:
    until = date(2026, 12, 31)
    stage = needs.due_stage(until, "UTC", datetime(2026, 12, 30, 12, 0, tzinfo=UTC))
    assert stage is not None
    assert stage.days == 1
    assert needs.due_stage(until, "UTC", datetime(2026, 12, 1, tzinfo=UTC)) is None
    assert needs.next_stage(until, "UTC", datetime(2027, 1, 2, tzinfo=UTC)) is None


@settings(deadline=None)  # a slow machine is no failure
@given(
    st.dates(date(2020, 1, 1), date(2050, 1, 1)),
    st.sampled_from(["UTC", "Europe/Madrid", "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "Asia/Beirut"]),
)
def test_stages_rise_and_fall_on_their_days_in_every_zone(until: date, zone: str) -> None:
    week, day, end = needs.stages(until, zone)
    assert week.moment < day.moment < end.moment
    assert local(day.moment, zone).date() == until - timedelta(days=1)
    assert local(end.moment, zone).date() > until
    assert needs.next_stage(until, zone, week.moment) == day
    assert needs.due_stage(until, zone, end.moment) == end
