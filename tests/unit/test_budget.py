"""The weekly budget of pushes: thirty years of a member's weeks, in every zone, and never one push too many."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import budget, times
from domain.budget import Push
from domain.delivery import Purpose

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
YEARS = datetime(2006, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Madrid", "UTC", "Pacific/Auckland", "America/St_Johns", "Pacific/Apia", "Africa/Casablanca")
COUNTED = tuple(budget.SHARES)


def spent(asked: Sequence[tuple[Purpose, datetime]], allowed: int, zone: str) -> list[Push]:
    """What leaves of what features want to send, one after the other."""
    left: list[Push] = []
    for purpose, at in asked:
        near = [push for push in left if abs(push.at - at) <= budget.LOOK_BACK]
        if budget.room(purpose, at, allowed, zone, near):
            left.append(Push(purpose, at))
    return left


moments = st.integers(0, 30 * 366 * 24).map(lambda hours: YEARS + timedelta(hours=hours))
wanted = st.lists(st.tuples(st.sampled_from(list(Purpose)), moments), max_size=60)


@given(wanted, st.integers(0, 50), st.sampled_from(ZONES))
def test_no_week_of_thirty_years_has_more_than_the_budget(
    asked: list[tuple[Purpose, datetime]], allowed: int, zone: str
) -> None:
    left = spent(asked, allowed, zone)
    weeks = Counter(times.iso_week(push.at, zone) for push in left if budget.held_back(push.purpose))
    assert all(count <= allowed for count in weeks.values()), "only a round, for which others wait, goes beyond it"
    free = [purpose for purpose, _ in asked if not budget.counts(purpose)]
    assert sum(not budget.counts(push.purpose) for push in left) == len(free), "what was asked for always leaves"


@given(st.lists(st.tuples(st.sampled_from(COUNTED), st.integers(0, 7 * 24)), max_size=40), st.integers(0, 20))
def test_a_match_finds_room_however_many_broadcasts_came_first(asked: list[tuple[Purpose, int]], allowed: int) -> None:
    lesser = [(purpose, MONDAY + timedelta(hours=at)) for purpose, at in asked if purpose is not Purpose.MATCH]
    left = spent(lesser, allowed, "UTC")
    kept = allowed // 4
    for n in range(kept):
        assert budget.room(Purpose.MATCH, MONDAY, allowed, "UTC", [*left, *[Push(Purpose.MATCH, MONDAY)] * n])


@given(wanted, st.integers(0, 20), st.sampled_from(ZONES))
def test_a_larger_budget_never_lets_less_through(
    asked: list[tuple[Purpose, datetime]], allowed: int, zone: str
) -> None:
    assert len(spent(asked, allowed, zone)) <= len(spent(asked, allowed + 1, zone))


def test_the_week_of_the_member_counts_not_ours() -> None:
    sunday = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    before = [Push(Purpose.MATCH, sunday - timedelta(hours=n)) for n in range(1, 6)]
    assert not budget.room(Purpose.MATCH, sunday, 5, "UTC", before)
    assert budget.room(Purpose.MATCH, sunday, 5, "Europe/Madrid", before), "there it is Monday already"


@pytest.mark.parametrize(
    ("purpose", "allowed", "share"),
    [
        (Purpose.MATCH, 5, 5),
        (Purpose.BROADCAST, 5, 4),
        (Purpose.INVITATION, 8, 6),
        (Purpose.BROADCAST, 3, 3),
        (Purpose.BROADCAST, 1, 1),
        (Purpose.BROADCAST, 0, 0),
        (Purpose.SEAT, 5, 5),
    ],
)
def test_what_matters_more_keeps_a_place(purpose: Purpose, allowed: int, share: int) -> None:
    assert budget.share(purpose, allowed) == share


def test_what_somebody_asked_for_is_never_held_back() -> None:
    for purpose in (
        Purpose.ANSWER,
        Purpose.SEAT,
        Purpose.LOGIN,
        Purpose.REMINDER,
        Purpose.INTRODUCTION,
        Purpose.DIGEST,
    ):
        assert budget.room(purpose, MONDAY, 0, "UTC", [])


def test_a_seat_in_a_round_takes_a_place_and_is_never_held_back() -> None:
    told = [Push(Purpose.ROUND, MONDAY)]
    assert budget.room(Purpose.ROUND, MONDAY, 0, "UTC", told), "others of the group wait"
    assert budget.room(Purpose.MATCH, MONDAY, 2, "UTC", told)
    assert not budget.room(Purpose.MATCH, MONDAY, 1, "UTC", told)
