"""A day is read as people write it, in nine languages, and no text is an error."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import days
from domain.days_names import MONTHS, WEEKDAYS

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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("el próximo viernes", "2026-11-20"),
        ("el viernes que viene", "2026-11-20"),
        ("venerdì prossimo", "2026-11-20"),
        ("il prossimo venerdì", "2026-11-20"),
        ("this Wednesday", "2026-11-18"),
        ("this Friday", "2026-11-20"),
        ("el 30 de junio", "2027-06-30"),
        ("la propera setmana", None),
        ("divendres vinent", "2026-11-20"),
        ("fins al 30 de juny de 2027", "2027-06-30"),
        ("1 d'octubre", "2027-10-01"),
        ("demà", "2026-11-19"),
        ("vendredi prochain", "2026-11-20"),
        ("avant le 1er août", "2027-08-01"),
        ("30 décembre 2026", "2026-12-30"),
        ("aujourd’hui", "2026-11-18"),
        ("próxima sexta-feira", "2026-11-20"),
        ("na sexta", "2026-11-20"),
        ("até terça", "2026-11-24"),
        ("30 de março", "2027-03-30"),
        ("segunda-feira, 30 de novembro", "2026-11-30"),
        ("Παρασκευή", "2026-11-20"),
        ("την επόμενη Παρασκευή", "2026-11-20"),
        ("μέχρι τις 30 Ιουνίου", "2027-06-30"),
        ("αύριο", "2026-11-19"),
        ("do 30. lipnja 2027.", "2027-06-30"),
        ("sljedeći petak", "2026-11-20"),
        ("u srijedu", "2026-11-25"),
        ("3. marca", "2027-03-03"),
        ("v naslednji petek", "2026-11-20"),
        ("četrtek, 3. decembra", "2026-12-03"),
        ("jutri", "2026-11-19"),
    ],
)
def test_a_day_is_read_in_the_other_languages(text: str, day: str | None) -> None:
    reading = days.whole(text, TODAY)
    assert (reading.day.isoformat() if reading and reading.day else None) == day


@pytest.mark.parametrize("text", ["next Friday", "el próximo viernes", "venerdì prossimo", "by next Friday"])
def test_the_next_friday_said_on_a_friday_may_be_two_days(text: str) -> None:
    friday = date(2026, 11, 20)
    reading = days.whole(text, friday)
    assert reading is not None
    assert (reading.day, reading.near, reading.either) == (None, (friday, date(2026, 11, 27)), True)


def test_names_are_folded_and_cover_the_week_and_the_year() -> None:
    for names, count in ((WEEKDAYS, 7), (MONTHS, 12)):
        assert set(names.values()) == set(range(count)) or set(names.values()) == set(range(1, count + 1))
        assert all(days.fold(name) == name for name in names)


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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "by a native speaker",
        "24/7 support",
        "3 weeks of work",
        "30 huhtikuuta",
        "diseño de marca",
        "La Quinta",
    ],
)
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
        ("diseño para marca personal", None),
        ("things to do 3 times", None),
        ("traduction pour vendredi prochain", "vendredi prochain"),
        ("prijevod do 30. lipnja", "30. lipnja"),
    ],
)
def test_a_day_inside_a_line_needs_a_word_before_it(text: str, words: str | None) -> None:
    reading = days.find(text, TODAY)
    assert (reading.words if reading else None) == words


def test_another_languages_day_is_handed_on_for_a_guess() -> None:
    reading = days.unread("traducteur avant le 30 prairial, Marseille")
    assert reading is not None
    assert reading.words == "30 prairial"
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
