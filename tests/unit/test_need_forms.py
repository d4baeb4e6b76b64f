"""The form of a need: six questions at most, filled with what is known in a way that is read back the same."""

from dataclasses import replace
from datetime import date

import pytest

from domain import days, need_reading
from domain.needs import Side
from handlers.need_forms import NeedForm, OfferForm, blank, form_of
from tests.unit.test_need_words import NEED, TODAY


@pytest.mark.parametrize("form", [NeedForm, OfferForm])
def test_the_text_comes_first_and_alone_must_be_answered(form: type[NeedForm | OfferForm]) -> None:
    asks = form.asks()
    assert next(iter(asks)) == "text"
    assert len(asks) <= 6
    assert [name for name, ask in asks.items() if not ask.optional] == ["text"]


def test_a_blank_form_is_that_of_its_side() -> None:
    assert isinstance(blank(Side.NEED).form, NeedForm)
    assert isinstance(blank(Side.OFFER).form, OfferForm)


@pytest.mark.parametrize(("place", "remote"), [("Valencia", True), ("Valencia", False), ("Palma de Mallorca", True)])
def test_what_is_known_is_read_back_the_same(place: str, remote: bool) -> None:
    need = replace(NEED, place=place, remote=remote, effort="2-3d", until=date(2027, 6, 30))
    form = form_of(need).form
    assert isinstance(form, NeedForm)
    found, from_afar = need_reading.read_place(form.place)
    assert (found, bool(from_afar)) == (place, remote)
    assert need_reading.read_effort(form.effort) == "2-3d"
    reading = days.whole(form.until, TODAY)
    assert reading is not None
    assert reading.day == date(2027, 6, 30)
    assert form.need == "1"


def test_the_question_of_the_day_comes_without_the_old_one() -> None:
    assert form_of(replace(NEED, until=TODAY), only="until").form == replace(form_of(NEED).form, until="")  # type: ignore[type-var]  # both are dataclasses
