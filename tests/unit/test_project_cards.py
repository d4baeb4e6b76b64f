"""The card of a project, for whoever looks at it."""

from bot.ui import Message
from domain.projects import Page
from handlers import project_cards
from handlers.project_cards import View
from storage.projects import Project
from tests.unit.test_need_words import T

PROJECT = Project(1, 1, 7, "A *catalogue*", "", "idea")


def labels(message: Message) -> list[str]:
    return [button.label for row in message.rows for button in row]


def test_its_owner_reads_how_to_go_on() -> None:
    card = project_cards.card(PROJECT, View(7, "Ann", (), ()), T)
    assert "Nothing asked for yet" in card.text
    assert labels(card) == ["Edit", "Add someone", "More"]


def test_a_guest_reads_what_it_looks_for_and_a_long_list_is_counted() -> None:
    card = project_cards.card(PROJECT, View(8, "Ann", (), tuple(f"need {n}" for n in range(8))), T)
    assert "– need 5" in card.text
    assert "need 6" not in card.text
    assert "and 2 more" in card.text
    assert labels(card) == ["Offer something", "All projects"]


def test_pages_offer_only_where_there_is_one() -> None:
    first, last = Page(0, 2), Page(1, 2)
    assert "Next" in labels(project_cards.listed([PROJECT], first, 9, T))
    assert "Back" not in labels(project_cards.listed([PROJECT], first, 9, T))
    assert "Next" not in labels(project_cards.listed([PROJECT], last, 9, T))
