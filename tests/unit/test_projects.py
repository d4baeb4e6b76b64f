"""A project's list turns its pages within bounds, and a name finds who is meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import projects

PEOPLE = [(1, "Kostas Papadopoulos"), (2, "José Ángel Ruiz"), (3, "Ann"), (4, "Anna Bianchi"), (5, "Mara")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kostas", [1]),
        ("Kostsa Papadopoulos", [1]),
        ("jose angel", [2]),
        ("José", [2]),
        ("Ruiz", [2]),
        ("Bianchi", [4]),
        ("Ann", [3, 4]),
        ("a", []),
        ("", []),
        ("*", []),
        ("Zoltan", []),
    ],
)
def test_a_name_finds_who_is_meant(typed: str, found: list[int]) -> None:
    assert [number for number, _ in projects.meant(typed, PEOPLE)] == found


def test_a_name_that_many_have_shows_a_few() -> None:
    assert len(projects.meant("Ann", [(number, f"Ann {number}") for number in range(20)])) == projects.NAMES


@settings(deadline=None)  # a slow machine is no failure
@given(st.integers(-(10**9), 10**9), st.integers(0, 1000))
def test_a_page_is_always_within_the_list(wanted: int, count: int) -> None:
    page = projects.page(wanted, count)
    assert 0 <= page.number < page.pages
    assert page.offset <= max(0, count - 1)


def test_a_title_is_one_line() -> None:
    assert projects.title_of("  A\n catalogue ") == "A catalogue"
