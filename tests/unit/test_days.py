"""A day is read as people write it, in three languages, and no text is an error."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import days

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30 June", "2027-06-30"),
        ("by 20 November", "2026-11-20"),
        ("18 November", "2026-11-18"),
        ("June 30th, 2027", "2027-06-30"),
        ("the 30th of June", "2027-06-30"),
        ("until Friday 20 November", "2026-11-20"),
        ("hasta el 30 de junio", "2027-06-30"),
        ("antes del 15 de enero de 2027", "2027-01-15"),
        ("miércoles, 2 de diciembre", "2026-12-02"),
        ("entro il 30 giugno", "2027-06-30"),
        ("prima del primo maggio", "2027-05-01"),
        ("fino al 1° maggio 2027", "2027-05-01"),
        ("30/6", "2027-06-30"),
        ("30.6.2027", "2027-06-30"),
        ("30-6-27", "2027-06-30"),
        ("6/30", "2027-06-30"),
        ("2027-06-30", "2027-06-30"),
        ("29 February 2028", "2028-02-29"),
        ("end of June", "2027-06-30"),
        ("fin de mes", "2026-11-30"),
        ("by the end of the month", "2026-11-30"),
        ("fine giugno", "2027-06-30"),
        ("mayo", "2027-05-31"),
        ("next month", "2026-12-31"),
        ("this week", "2026-11-22"),
        ("next week", "2026-11-29"),
        ("la semana que viene", "2026-11-29"),
        ("la prossima settimana", "2026-11-29"),
        ("Friday", "2026-11-20"),
        ("Wednesday", "2026-11-25"),
        ("para el lunes", "2026-11-23"),
        ("venerdì", "2026-11-20"),
        ("today", "2026-11-18"),
        ("mañana", "2026-11-19"),
        ("man\u0303ana", "2026-11-19"),
        ("domani", "2026-11-19"),
        ("in 3 weeks", "2026-12-09"),
        ("en dos semanas", "2026-12-02"),
        ("tra 10 giorni", "2026-11-28"),
        ("in 3 months", "2027-02-18"),
        ("3 March 2020", "2020-03-03"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    reading = days.whole(text, TODAY)
    assert reading is not None
    assert reading.day == date.fromisoformat(day)


def test_three_months_after_the_end_of_november_is_the_end_of_february() -> None:
    reading = days.whole("in 3 months", date(2026, 11, 30))
    assert reading is not None
    assert reading.day == date(2027, 2, 28)


def test_the_month_after_december_is_in_the_next_year() -> None:
    reading = days.whole("next month", date(2026, 12, 4))
    assert reading is not None
    assert reading.day == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("31 June", ["2027-06-30", "2027-07-01"]),
        ("by 31/6", ["2027-06-30", "2027-07-01"]),
        ("29 de febrero", ["2027-02-28", "2027-03-01"]),
        ("31 novembre", ["2026-11-30", "2026-12-01"]),
        ("0 June", ["2027-05-31", "2027-06-01"]),
        ("30/13", []),
    ],
)
def test_a_day_that_no_calendar_has_comes_with_its_neighbours(text: str, near: list[str]) -> None:
    reading = days.whole(text, TODAY)
    assert reading is not None
    assert reading.day is None
    assert [day.isoformat() for day in reading.near] == near


@pytest.mark.parametrize("text", ["", "soon", "by a native speaker", "24/7 support", "3 weeks of work", "30 juin"])
def test_what_is_no_day_is_left_alone(text: str) -> None:
    assert days.whole(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("logo by 30 June for a shop", "30 June"),
        ("logo hasta el lunes", "lunes"),
        ("logo within 2 weeks", "2 weeks"),
        ("desk for 3 days", None),
        ("mesa para 3 días", None),
        ("translation by a native speaker", None),
    ],
)
def test_a_day_inside_a_line_needs_a_word_before_it(text: str, words: str | None) -> None:
    reading = days.find(text, TODAY)
    assert (reading.words if reading else None) == words


def test_another_languages_day_is_handed_on_for_a_guess() -> None:
    reading = days.unread("traducteur avant le 30 juin, Marseille")
    assert reading is not None
    assert reading.words == "30 juin"
    assert days.unread("translation by a native speaker") is None


@settings(deadline=None)  # a slow machine is no failure
@given(st.text(max_size=80), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_no_text_is_an_error(text: str, today: date) -> None:
    for reading in (days.whole(text, today), days.find(text, today), days.unread(text)):
        assert reading is None or 0 <= reading.start <= reading.end


@settings(deadline=None)  # a slow machine is no failure
@given(st.text())
def test_folding_keeps_every_position(text: str) -> None:
    assert len(days.fold(text)) == len(text)


@settings(deadline=None)  # a slow machine is no failure
@given(st.dates(date(2026, 11, 18), date(2028, 1, 1)))
def test_an_iso_day_is_read_back(day: date) -> None:
    reading = days.whole(f"by {day.isoformat()}", TODAY)
    assert reading is not None
    assert reading.day == day
