"""How a digest looks: what found no room during the week is quoted and can be read."""

from bot.i18n import Catalogues
from domain.digest import Item, Kind
from handlers.digest_cards import Missed, card

CATALOGUES = Catalogues()
LINES = ((Item(Kind.MISSED, 12, text="Pizza on Friday"),),)


def test_what_was_missed_has_a_line_and_a_button() -> None:
    message = card("Ann", LINES, CATALOGUES["en"])
    assert "1 There was no room for this during the week: “Pizza on Friday”" in message.text
    assert (message.rows[0][0].label, message.rows[0][0].press) == ("1 Read", Missed(12))
    assert message.rows[-1][0].label == "Fewer of these"


def test_in_the_readers_language() -> None:
    assert "Esto no cupo durante la semana: «Pizza on Friday»" in card("Ann", LINES, CATALOGUES["es"]).text
    assert "Questo non ha trovato posto" in card("Ann", LINES, CATALOGUES["it"]).text
