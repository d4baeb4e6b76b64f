"""How an audience looks: its number, three names, and what each platform does with a picture."""

from bot.i18n import Catalogues
from domain.segments import Person
from handlers import broadcast_audience as audience
from handlers.broadcast_audience import Whom
from tests.unit.test_broadcast_cards import a_broadcast

EN = Catalogues()["en"]


def whom(*names: str, away: int = 0, name: str = "") -> Whom:
    return Whom(tuple(Person(n, one) for n, one in enumerate(names)), away, not name, name)


def test_a_number_three_names_and_who_is_away() -> None:
    line = audience.audience_line(whom("Ana", "Bilal", "Chiara", "Dan", "Eva", away=2), EN)
    assert line == "For everybody: 5 people · Ana, Bilal, Chiara and 2 more · 2 are away and will not get it"
    assert audience.audience_line(whom("Ana", name="Designers"), EN) == "For Designers: 1 person · Ana"
    assert audience.audience_line(whom(name="Designers"), EN) == "For Designers: nobody yet."
    assert audience.audience_line(whom(), EN) == "Nobody is in yet."


def test_each_platform_says_what_it_does_with_a_picture() -> None:
    one = a_broadcast(picture="{}")
    shown = audience.platforms(one, {"telegram": 2, "slack": 1, "console": 1}, EN).text
    assert "Telegram (2 people): the text stands under the picture" in shown
    assert "Slack (1 person): the picture stands under the text" in shown
    long = audience.platforms(a_broadcast(picture="{}", text="x" * 2000), {"telegram": 2}, EN).text
    assert "the picture first, the text as its own message" in long
    assert "as above" in audience.platforms(a_broadcast(), {"slack": 1}, EN).text
