"""What readers get: a manager's words as they were written, whatever they hold."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from bot import wire
from bot.i18n import Catalogues
from bot.markup import clean, parse, plain
from bot.ui import Message
from handlers import broadcast_letters as letters
from tests.unit.test_broadcast_cards import a_broadcast

CATALOGUES = Catalogues()


@given(st.text(max_size=300))
@example("\r\n")
@example("Soup\r\nat one")
def test_words_are_shown_as_written(text: str) -> None:
    shown = plain(letters.words(text))
    assert [line.strip() for line in shown.split("\n")] == [line.strip() for line in clean(text).split("\n")]


def test_addresses_can_be_opened_and_the_first_line_stands_out() -> None:
    first, *rest = parse(letters.words("Soup *today*\nLook: https://example.org/a_b, or ask."))
    assert (first.text, first.bold) == ("Soup *today*", True)
    assert [span.url for span in rest if span.url] == ["https://example.org/a_b"]


def test_each_language_has_its_own_letter_and_the_rest_the_first_words() -> None:
    found = letters.letters(a_broadcast(), {"it": "Minestra"}, "Àgora", CATALOGUES)
    italian, spanish, greek = (wire.loads(found[code]) for code in ("it", "es", "el"))
    assert isinstance(italian, Message)
    assert isinstance(spanish, Message)
    assert italian.text.startswith("Minestra\n\n_Dai gestori di Àgora_")
    assert spanish.text.startswith("Soup\n\n_De quienes gestionan Àgora_")
    assert greek is not None


def test_a_picture_travels_by_its_address() -> None:
    body = json.dumps({"name": "picture", "address": "https://example.org/x.png", "alt": "Soup"})
    letter = letters.letter(a_broadcast(picture=body), "Soup", "Àgora", CATALOGUES["en"])
    again = wire.loads(wire.dumps(letter))
    assert isinstance(again, Message)
    assert again.image is not None
    assert (again.image.address, again.alt) == ("https://example.org/x.png", "Soup")
