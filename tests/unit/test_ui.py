"""Buttons: their data packs into 64 bytes, comes back as it was, and hostile data is nothing."""

from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import Button, Press, Run


class Answer(StrEnum):
    """A choice."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Rsvp(Press, tag="test.rsvp"):
    """A press of every kind of value."""

    event: int
    answer: Answer
    sure: bool
    note: str


@given(st.integers(-(2**31) + 1, 2**31 - 1), st.sampled_from(Answer), st.booleans(), st.text("aé:%/ ", max_size=4))
def test_a_press_comes_back_as_it_was(event: int, answer: Answer, sure: bool, note: str) -> None:
    press = Rsvp(event, answer, sure, note)
    assert Rsvp.unpack(press.pack()) == press
    assert len(press.pack().encode()) <= 64


@given(st.text(max_size=80))
def test_hostile_data_is_nothing(packed: str) -> None:
    found = Rsvp.unpack(packed)
    assert found is None or found.pack() == packed


@pytest.mark.parametrize(
    "packed",
    ["test.rsvp:1:maybe:1:", "test.rsvp:x:yes:1:", "test.rsvp:1:yes:2:", "test.rsvp:1:yes:1", "other:1:yes:1:",
     "test.rsvp:01:yes:1:", "test.rsvp:99999999999999999999999:yes:1:", "test.rsvp:1:yes:1:%ff", "", "::::"],
)  # fmt: skip
def test_what_pack_would_not_write_is_refused(packed: str) -> None:
    assert Rsvp.unpack(packed) is None


def test_data_that_does_not_fit_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="longer than 64"):
        Run("need", "a" * 70).pack()


def test_a_button_tells_its_data() -> None:
    assert Button("Go", Run("help")).packed == "!:help:"
    assert Button("Site", url="https://a.b").packed == ""
    assert Button("Raw", "~o").packed == "~o"


def test_a_number_that_no_row_can_have_is_no_press() -> None:
    class Row(Press, tag="row"):
        id: int

    row = dataclass(frozen=True)(Row)
    assert row.unpack("row:2147483647") is not None
    assert row.unpack("row:2147483648") is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_command_within_a_button_is_the_beginning_of_what_was_meant(text: str) -> None:
    run = Run.within("people", text)
    assert Run.unpack(run.pack()) == run
    assert text.startswith(run.text)


def test_of_a_long_greek_name_the_first_letters_are_carried() -> None:
    assert Run.within("people", "Αλέξανδρος Παπαδόπουλος").text == "Αλέξανδρο"
    assert Run.within("people", "Ann Lee").text == "Ann Lee"
