"""The words of drafts: whole sentences in the community's language, and nothing of what is not known."""

from datetime import UTC, date, datetime

import pytest

from bot.i18n import LANGUAGES, Catalogues
from domain.post_series import Turn
from domain.post_templates import PLACES, Source, checked, places
from handlers import post_source_words as words
from storage.people import Community

EN = Catalogues()["en"]
HERE = Community(1, "Àgora *&* friends", "", "open", "en", "Europe/Madrid", None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", list(PLACES))
def test_our_templates_have_only_places_that_are_filled(source: Source, language: str) -> None:
    ours = words.ours(source, Catalogues()[language])
    assert checked(ours, source) == ours
    assert "community" in places(ours)


@pytest.mark.parametrize("source", list(PLACES))
def test_a_draft_of_which_nothing_is_known_still_names_the_community(source: Source) -> None:
    text = words.text("", source, HERE, {}, EN)
    assert "Àgora *&* friends" in text
    assert "{" not in text


def test_a_communitys_own_template_takes_the_place_of_ours() -> None:
    assert words.text("{title}!", Source.CALL, HERE, {"title": "Ideas"}, EN) == "Ideas!"


def test_a_month_counts_what_there_is_and_is_silent_about_the_rest() -> None:
    totals = {"members": 40, "newcomers": 1, "needs": 12, "introduced": 0, "events": 3, "seats": 51}
    text = words.text("", Source.NUMBERS, HERE, words.numbers_values(totals, date(2026, 10, 31), EN), EN)
    assert text.split("\n") == [
        "Àgora *&* friends in October 2026", "", "40 people, 1 of them new", "12 requests", "3 events, 51 seats taken",
    ]  # fmt: skip


def test_a_turn_of_a_series_says_which_one_it_is() -> None:
    turn = Turn(3, datetime(2026, 11, 23, 8, 30, tzinfo=UTC), datetime(2026, 11, 21, 8, 30, tzinfo=UTC))
    values = words.series_values(turn, "Europe/Madrid", EN)
    assert words.text("{date}, week {week}, no. {number}", Source.SERIES, HERE, values, EN) == (
        "Monday 23 November, week 48, no. 3"
    )
