"""The card of an event: which buttons stand where, and that every one of them fits into its bytes."""

from typing import Any

import pytest

from bot.ui import Message
from domain.seats import Seat
from handlers import event_cards as cards
from handlers.event_cards import Act, Answer, Guests, OnEvent, Rsvp
from storage.event_people import NOBODY, Standing
from tests.unit.gathering import NOW, PIZZA, T, view


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.rows]


@pytest.mark.parametrize(
    ("me", "changes", "first"),
    [
        (None, {}, ["Going", "Maybe", "Not"]),
        (NOBODY, {}, ["Going", "Maybe", "Not"]),
        (Standing(Seat.OUT, answered=NOW), {}, ["Going", "Maybe", "✓ Not"]),
        (Standing(Seat.GOING), {}, ["✓ Going", "Maybe", "Not"]),
        (Standing(Seat.MAYBE), {}, ["Going", "✓ Maybe", "Not"]),
        (NOBODY, {"taken": 30}, ["Join the line", "Maybe", "Not"]),
        (NOBODY, {"taken": 29, "waiting": 1}, ["Join the line", "Maybe", "Not"]),
        (Standing(Seat.WAITING, 1, 3), {"taken": 30}, ["Leave the line"]),
        (Standing(Seat.OFFERED), {"taken": 30}, ["Take the seat", "Let it go"]),
        (NOBODY, {"state": "proposed", "wanted": 5}, ["I'd come", "Maybe", "Not"]),
    ],
)
def test_the_first_row_fits_where_one_stands(me: Standing | None, changes: dict[str, Any], first: list[str]) -> None:
    assert labels(cards.card(view(me=me, **changes), T))[0] == first


def test_a_draft_is_published_or_proposed() -> None:
    assert labels(cards.card(view(me=NOBODY, state="draft"), T)) == [["Propose it", "Change", "Drop"]]
    assert labels(cards.card(view(me=NOBODY, state="draft", begins=None), T)) == [["Change", "Drop"]]


@pytest.mark.parametrize("state", ["cancelled", "over"])
def test_what_is_over_has_no_answers(state: str) -> None:
    assert labels(cards.card(view(me=NOBODY, state=state), T)) == []
    assert labels(cards.card(view(me=NOBODY, state=state, runs=True), T)) == [["People"]]


def test_guests_are_one_tap_more_or_less() -> None:
    shown = cards.card(view(me=Standing(Seat.GOING, 2), guests=3), T)
    assert labels(shown)[1] == ["With 2 guests", "Alone"]
    assert labels(cards.card(view(me=NOBODY, guests=3), T))[1] == ["With 1 guest"]
    assert "With 1 guest" not in str(labels(cards.card(view(me=NOBODY, guests=3, capacity=1), T)))


def test_a_group_sees_nobody_in_particular() -> None:
    shown = cards.card(view(taken=3), T)
    assert "You" not in shown.text
    assert shown.card == ""
    assert labels(shown) == [["Going", "Maybe", "Not"]]


def test_every_button_fits_into_its_bytes() -> None:
    most = 2**31 - 1
    for press in (Rsvp(most, Answer.GOING), Guests(most, 9), OnEvent(most, Act.CANCEL_NOW)):
        assert type(press).unpack(press.pack()) == press


def test_the_list_counts_on_over_its_pages() -> None:
    rows = [(PIZZA, Standing(Seat.GOING)), (PIZZA, NOBODY)]
    shown = cards.listed(rows, [], 20, 1, T, NOW, "Europe/Madrid")
    assert "7  Friday 27 November" in shown.text
    assert "you are going" in shown.text
    assert labels(shown)[-1] == ["Back", "Next", "New event"]
