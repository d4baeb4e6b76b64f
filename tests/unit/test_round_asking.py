"""Why somebody has no seat is told without telling whose wish it was; an invitation says what a silence means."""

from datetime import UTC, datetime

import pytest

from bot.i18n import Catalogues
from handlers.round_asking import Offer, invitation, left_out, rhythm_name
from matching.round_people import Why

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EN = Catalogues()["en"]
OFFER = Offer(1, "Lonja", "2", 3, NOW, "Europe/Madrid")


@pytest.mark.parametrize("why", [Why.NO_SEAT, Why.NOBODY_ALLOWED])
def test_a_wish_looks_like_want_of_a_seat(why: Why) -> None:
    assert left_out(why, None, "UTC", EN).text == left_out(Why.NO_SEAT, None, "UTC", EN).text


def test_an_invitation_says_what_silence_means() -> None:
    public, private = (invitation(OFFER, yes, EN).text for yes in (True, False))
    assert "Every 2 weeks I bring 3 of you together" in public
    assert "so you take part; one tap and you do not" in public
    assert "Without a word I leave you out." in private


def test_each_rhythm_has_its_words() -> None:
    assert len({rhythm_name(word, EN) for word in ("1", "2", "4", "first", "off")}) == 5
