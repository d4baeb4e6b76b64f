"""The agenda's buttons and lines, also for words that look like markup."""

from datetime import UTC, datetime

from bot.i18n import Catalogues
from bot.markup import parse
from handlers.topic_cards import Meets, agenda, invitation, reached
from storage.topics import Topic

T = Catalogues()["en"]
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def topic(number: int, text: str = "The *hall*", **values: int) -> Topic:
    return Topic(
        number, 1, values.get("author", 2), text, "open", values.get("carried", 0), values.get("votes", 1), False
    )


def plain(text: str) -> str:
    return "".join(span.text for span in parse(text))


def test_words_are_shown_as_written_and_hours_of_both_places() -> None:
    meets = Meets(FRIDAY, "Kitchen", "Europe/Athens", "Europe/Madrid")
    shown = agenda([topic(1, carried=2)], meets, 3, 9, T, manager=False)
    assert "1  The *hall* · 1 person wants it · waits since 2 meetings" in plain(shown.text)
    assert "Friday 20 November, 18:00 (17:00 there) · Kitchen" in plain(shown.text)
    assert [plain(button.label) for row in shown.rows for button in row] == ["1  I want: The *hall*", "Bring a topic"]


def test_the_invitation_names_three_and_counts_the_rest() -> None:
    shown = invitation([topic(n, f"Topic {n}") for n in range(5)], Meets(FRIDAY, "", "UTC", ""), "Àgora", T)
    assert "3  Topic 2\nand 2 more\nYou get this because you are in Àgora." in plain(shown.text)


def test_when_all_is_reached_it_says_so() -> None:
    assert "All topics were talked about" in reached([], T, replace=True).text
