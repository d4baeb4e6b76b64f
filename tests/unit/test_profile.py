"""What a person tells of themselves: lists, dashes, fields named at the head of a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.profile import LONGEST, MOST, Detail, emptied, items, plain_changes, told, worth_showing


@pytest.mark.parametrize(
    ("answer", "things"),
    [
        ("web shops; photos", ("web shops", "photos")),
        ("web shops\n- photos\n• photos\n", ("web shops", "photos")),
        ("design, print and web", ("design, print and web",)),
        ("  ;; ", ()),
        ("Web shops; web SHOPS.", ("Web shops",)),
    ],
)
def test_a_list_is_read_as_people_write_it(answer: str, things: tuple[str, ...]) -> None:
    assert items(answer) == things


@given(st.text())
def test_a_list_is_never_too_long_nor_empty_inside(answer: str) -> None:
    found = items(answer)
    assert len(found) <= MOST
    assert all(0 < len(thing) <= LONGEST for thing in found)


def test_empty_answers_change_nothing_and_a_dash_empties() -> None:
    answers = {
        "offers": "-",
        "headline": "",
        "sectors": "food, tourism",
        "travels": "yes",
        "space": " – ",
        "nonsense": "x",
    }
    assert plain_changes(answers) == {"offers": (), "sectors": ("food", "tourism"), "travels": True, "space": ""}
    assert plain_changes({"travels": "-"}) == {}
    assert plain_changes({"headline": "  Web \n designer "}) == {"headline": "Web designer"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("looking for a partner", (Detail.LOOKING_FOR, "a partner")),
        ("Looking For", (Detail.LOOKING_FOR, "")),
        ("city Valencia", (Detail.CITY, "Valencia")),
        ("cityscape", None),
        ("", None),
    ],
)
def test_a_line_may_begin_with_a_field(line: str, found: tuple[Detail, str] | None) -> None:
    assert Detail.leading(line) == found


def test_a_dash_of_any_length_empties() -> None:
    assert all(emptied(dash) for dash in ("-", " – ", "—"))
    assert not emptied("a-b")


def test_a_card_is_worth_showing_with_one_thing_on_it() -> None:
    assert worth_showing("", ("web shops",))
    assert worth_showing("Designer", ())
    assert not worth_showing("", ())
    assert told(("", (), "x"))
    assert not told(("", ()))
