"""How a community's edition looks: who is new, what is asked for, and nobody's name beside a request."""

from bot.i18n import Catalogues
from handlers.digest_edition import Edition, card

CATALOGUES = Catalogues()
FULL = Edition("Àgora", (("Ann", "welding"), ("Bilal", "")), ((4, "a joiner", "Chairs"), (3, "a printer", "")), 2)


def test_each_request_has_its_button_and_it_is_for_the_group() -> None:
    message = card(FULL, CATALOGUES["en"])
    assert message.text.splitlines() == [
        "*This week in Àgora*",
        "New here: Ann (welding), Bilal.",
        "1 The project Chairs looks for “a joiner”.",
        "2 Someone asks for “a printer”.",
        "🤝 2 introductions were made.",
    ]
    assert [button.label for row in message.rows for button in row] == ["1 Look", "2 Look"]
    assert not message.private


def test_it_speaks_the_communitys_language() -> None:
    assert "Se hicieron 2 presentaciones" in card(FULL, CATALOGUES["es"]).text
    assert Edition("Àgora", (), (), 0).empty
