"""The life of a match: turns, rests, capacity, distance, and what stays unsaid."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import matches
from domain.matches import AT_ONCE, REST, Nearness, Said, Side, State, WhyNot, discreet

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "side", "said", "following"),
    [
        (State.ASKED_HELPER, Side.HELPER, Said.YES, State.ASKED_OWNER),
        (State.ASKED_HELPER, Side.HELPER, Said.NOT_NOW, State.NOT_NOW),
        (State.ASKED_HELPER, Side.HELPER, Said.NOT_FOR_ME, State.NOT_FOR_ME),
        (State.ASKED_OWNER, Side.OWNER, Said.YES, State.INTRODUCED),
        (State.ASKED_OWNER, Side.OWNER, Said.NOT_NOW, State.NOT_NOW),
        (State.ASKED_HELPER, Side.OWNER, Said.YES, None),
        (State.ASKED_OWNER, Side.HELPER, Said.YES, None),
    ],
)
def test_only_whose_turn_it_is_moves_a_match(state: State, side: Side, said: Said, following: State | None) -> None:
    assert matches.after(state, side, said) is following


@given(st.sampled_from([s for s in State if not s.asked]), st.sampled_from(Side), st.sampled_from(Said))
def test_what_is_over_stays_over(state: State, side: Side, said: Said) -> None:
    assert matches.after(state, side, said) is None


def test_nobody_but_the_two_has_a_side() -> None:
    assert matches.side_of(1, 1, 2) is Side.HELPER
    assert matches.side_of(2, 1, 2) is Side.OWNER
    assert matches.side_of(3, 1, 2) is None


def test_only_a_matter_of_time_brings_a_rest_and_only_to_the_helper() -> None:
    assert matches.rests(Side.HELPER, Said.NOT_NOW)
    assert matches.rests(Side.HELPER, Said.NOT_FOR_ME, WhyNot.NO_TIME)
    assert not matches.rests(Side.HELPER, Said.NOT_FOR_ME, WhyNot.WRONG_SKILL)
    assert not matches.rests(Side.OWNER, Said.NOT_NOW)


@pytest.mark.parametrize("state", [State.NOT_NOW, State.LAPSED])
def test_a_matter_of_time_returns_after_its_rest(state: State) -> None:
    assert not matches.may_return(state, NOW - REST + timedelta(minutes=1), NOW)
    assert matches.may_return(state, NOW - REST, NOW)
    assert matches.may_return(state, None, NOW)


def test_a_no_and_an_introduction_never_return() -> None:
    for state in (State.NOT_FOR_ME, State.INTRODUCED, State.ASKED_HELPER, State.ASKED_OWNER):
        assert not matches.may_return(state, NOW - timedelta(days=900), NOW)
    assert matches.may_return(State.WITHDRAWN, NOW, NOW)


@given(st.integers(0, 9), st.integers(0, 9))
def test_capacity_is_never_more_than_two_at_once_and_three_a_week(now: int, week: int) -> None:
    free = matches.capacity(now, week)
    assert 0 <= free <= AT_ONCE
    assert free == 0 or (now + free <= matches.AT_ONCE and week + free <= matches.A_WEEK)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 10**9))
def test_what_a_person_takes_counts_up_to_what_a_week_allows(now: int, week: int, most: int) -> None:
    free = matches.capacity(now, week, most)
    assert free == 0 or (now + free <= most and week + free <= matches.A_WEEK)
    assert matches.capacity(0, 0, most) == min(most, matches.A_WEEK)


def test_too_far_means_nearer_next() -> None:
    nearness = Nearness(by_need=100.0, by_helper={7: 30.0})
    assert nearness.allows(1, 99.0)
    assert not nearness.allows(1, 100.0)
    assert not nearness.allows(7, 50.0)
    assert nearness.allows(7, 20.0)
    assert nearness.allows(7, None)
    assert Nearness().allows(7, 9000.0)


@pytest.mark.parametrize(
    ("text", "names", "shown"),
    [
        ("catalogue for Ann's shop", ["Ann Puig"], "catalogue for …'s shop"),
        ("write to ann@shop.example or @annshop", [], "write to … or …"),
        ("see https://ann.example/x now", [], "see … now"),
        ("call +34 612 345 678", [], "call …"),
        ("3h web designer, 40 chairs, until 30 June 2026", ["Jo"], "3h web designer, 40 chairs, until 30 June 2026"),
        ("ANN PUIG draws", ["Ann Puig"], "… draws"),
        ("annual report", ["Ann"], "annual report"),
    ],
)
def test_names_and_contacts_stay_unsaid(text: str, names: list[str], shown: str) -> None:
    assert discreet(text, names) == shown


@given(st.text(), st.from_regex(r"[^\W\d_]{3,9}", fullmatch=True))
def test_a_name_never_stands_in_a_discreet_text(text: str, name: str) -> None:
    words = discreet(f"{text} {name} {text}", [name])
    assert f" {name} " not in f" {words} "
