"""The card of what matching has learnt: weights beside the shipped ones, and only the buttons that lead somewhere."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.i18n import Catalogues
from bot.ui import Message
from handlers.learning_cards import Act, OnLearning, Row, View, card
from matching import score
from matching.learning import ENOUGH
from storage.learning import HELD, Version, earlier

NOW = datetime(2026, 11, 21, tzinfo=UTC)
T = Catalogues()["en"]
DOUBLED = {"weights": dict(score.WEIGHTS["plain"]) | {"related": 1.5 * score.WEIGHTS["plain"]["related"]}, "bias": -4.0}
FRESH = View("Àgora", Row.PLAIN, None, None, 3, 2, 1, other=False)


def version(number: int, why: str = "learned", *, changed: bool = True) -> Version:
    return Version("plain", number, why, DOUBLED if changed else {}, ENOUGH, 0.1, NOW)


def acts(message: Message) -> list[Act]:
    presses = [button.press for row in message.rows for button in row]
    return [press.act for press in presses if isinstance(press, OnLearning)]


def test_where_nothing_was_learnt_there_is_nothing_to_undo() -> None:
    shown = card(FRESH, T)
    assert "Without a model: version 0; weights as shipped." in shown.text
    assert "3 outcomes counted, 2 fitted, 1 drawn by lot." in shown.text
    assert "from 200 outcomes on, 30 of either kind" in shown.text
    assert acts(shown) == [Act.STOP]


def test_what_counts_more_is_said_with_its_share() -> None:
    seen = replace(FRESH, newest=version(1), earlier=0, outcomes=300, fitted=200)
    assert "version 1; close trades +50%." in card(seen, T).text
    assert acts(card(seen, T)) == [Act.UNDO, Act.STOP]
    assert "One moment" in card(seen, T).text
    assert "would change nothing" in card(replace(seen, looked=True), T).text
    would = replace(seen, looked=True, would=score.WEIGHTS["plain"])
    assert "would change this: weights as shipped" in card(would, T).text


def test_what_stays_can_be_taken_up_again_and_the_other_weights_be_seen() -> None:
    seen = replace(FRESH, newest=version(2, HELD), earlier=0, other=True)
    assert acts(card(seen, T)) == [Act.UNDO, Act.AGAIN, Act.SHOW]
    assert "nothing more until you say so" in card(seen, T).text
    assert "With a model: version 0" in card(replace(FRESH, row=Row.MODEL), T).text


@pytest.mark.parametrize(
    ("known", "before"),
    [
        ([], None),
        ([version(1)], 0),
        ([version(1), version(2, HELD)], 0),
        ([version(1), version(2, HELD, changed=False)], 1),
        ([version(1, "resumed", changed=False)], None),
    ],
)
def test_undoing_leads_to_the_weights_before(known: list[Version], before: int | None) -> None:
    assert earlier(known) == before
