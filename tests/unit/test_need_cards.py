"""The card of a need: a button for each thing that can be done in its state, and no more than three in sight."""

from dataclasses import replace
from datetime import date

import pytest

from bot.markup import plain
from domain.needs import Doubt, Side, State, Trouble
from handlers import need_cards
from tests.unit.test_need_words import NEED, TODAY, T


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_card_with_few_buttons(side: Side, state: State) -> None:
    need = replace(NEED, side=side, state=state, text="*a* _b_")
    card = need_cards.shown(need, T, TODAY)
    assert len(card.rows) == 0 or len(card.rows[0]) <= 3
    assert len(card.text.splitlines()) <= 6
    assert card.card == "need:1"


def test_an_offer_speaks_of_offering() -> None:
    offer = replace(NEED, side="offer", state="draft")
    assert "Is this what you offer?" in need_cards.shown(offer, T, TODAY).text
    assert "Do you still offer it?" in need_cards.warning(offer, 7, TODAY, T).text
    assert "your name is passed on only if you say yes" in need_cards.opened(offer, T, TODAY, tell_me=False).text


def test_the_first_line_can_stand_alone_in_a_notification() -> None:
    long = replace(NEED, text="web designer " * 30, until=date(2026, 11, 25))
    first = plain(need_cards.warning(long, 7, TODAY, T).text).split("\n")[0]
    assert first.startswith("In 7 days it ends: web designer")
    assert len(first) <= need_cards.HEAD + 30
    assert plain(need_cards.warning(NEED, 1, TODAY, T).text).startswith("Tomorrow it ends")


@pytest.mark.parametrize("doubt", list(Doubt))
def test_each_doubt_has_a_way_on(doubt: Doubt) -> None:
    message = need_cards.doubtful(NEED, Trouble(doubt, "31 *June*"), T, TODAY)
    assert [button.label for row in message.rows for button in row] == ["Another day", "In 30 days"]
    assert "31 *June*" in plain(message.text)


def test_a_list_numbers_what_it_holds() -> None:
    have = [replace(NEED, id=n, state=state) for n, state in enumerate(("draft", "held", "open", "matched"), 1)]
    card = need_cards.listed(have, Side.NEED, T, TODAY)
    assert "1  web designer · to confirm" in card.text
    assert "4  web designer · someone is found" in card.text
    assert len(card.rows) == 5
