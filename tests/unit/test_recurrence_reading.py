"""How often, in words: our languages, ends, and texts that say nothing of it."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import recurrence_reading as reading
from domain.recurrence import Unit
from domain.recurrence_reading import Pattern

TODAY = date(2026, 11, 18)
WORDS = ("every", "first", "friday", "cada", "month", "2", "until", "99", "times", "week", "of")
WEEK, MONTH = Unit.WEEK, Unit.MONTH


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("every Friday", Pattern(WEEK, weekday=4)),
        ("Each Friday", Pattern(WEEK, weekday=4)),
        ("on fridays", Pattern(WEEK, weekday=4)),
        ("every other Friday", Pattern(WEEK, 2, weekday=4)),
        ("every 2 weeks on Friday", Pattern(WEEK, 2, weekday=4)),
        ("every three weeks", Pattern(WEEK, 3)),
        ("weekly", Pattern(WEEK)),
        ("fortnightly on Monday", Pattern(WEEK, 2, weekday=0)),
        ("the first Monday of the month", Pattern(MONTH, nth=1, weekday=0)),
        ("every first Monday", Pattern(MONTH, nth=1, weekday=0)),
        ("monthly on the first Monday", Pattern(MONTH)),
        ("last Friday of every month", Pattern(MONTH, nth=-1, weekday=4)),
        ("second Friday of the month", Pattern(MONTH, nth=2, weekday=4)),
        ("every month", Pattern(MONTH)),
        ("every Friday, 10 times", Pattern(WEEK, weekday=4, count=10)),
        ("every Friday until 30 June", Pattern(WEEK, weekday=4, until=date(2027, 6, 30))),
        ("cada viernes", Pattern(WEEK, weekday=4)),
        ("todos los viernes", Pattern(WEEK, weekday=4)),
        ("cada dos semanas los viernes", Pattern(WEEK, 2, weekday=4)),
        ("cada sábado hasta el 30 de junio", Pattern(WEEK, weekday=5, until=date(2027, 6, 30))),
        ("el primer lunes de cada mes", Pattern(MONTH, nth=1, weekday=0)),
        ("primer lunes de mes", Pattern(MONTH, nth=1, weekday=0)),
        ("último viernes del mes, 6 veces", Pattern(MONTH, nth=-1, weekday=4, count=6)),
        ("ogni venerdì", Pattern(WEEK, weekday=4)),
        ("tutti i venerdì", Pattern(WEEK, weekday=4)),
        ("ogni due settimane il venerdì", Pattern(WEEK, 2, weekday=4)),
        ("il primo lunedì del mese", Pattern(MONTH, nth=1, weekday=0)),
        ("ogni primo lunedì", Pattern(MONTH, nth=1, weekday=0)),
        ("ogni venerdì fino al 30 giugno", Pattern(WEEK, weekday=4, until=date(2027, 6, 30))),
        ("ultimo venerdì di ogni mese, 10 volte", Pattern(MONTH, nth=-1, weekday=4, count=10)),
        ("cada divendres", Pattern(WEEK, weekday=4)),
        ("el primer dilluns de cada mes", Pattern(MONTH, nth=1, weekday=0)),
        ("tous les vendredis", Pattern(WEEK, weekday=4)),
        ("chaque vendredi", Pattern(WEEK, weekday=4)),
        ("le premier lundi du mois", Pattern(MONTH, nth=1, weekday=0)),
        ("toda sexta-feira", Pattern(WEEK, weekday=4)),
        ("todas as sextas", Pattern(WEEK, weekday=4)),
        ("κάθε Παρασκευή", Pattern(WEEK, weekday=4)),
        ("πρώτη Δευτέρα του μήνα", Pattern(MONTH, nth=1, weekday=0)),
        ("svaki petak", Pattern(WEEK, weekday=4)),
        ("svaku srijedu", Pattern(WEEK, weekday=2)),
        ("vsak petek", Pattern(WEEK, weekday=4)),
        ("prvi ponedeljek v mesecu", Pattern(MONTH, nth=1, weekday=0)),
    ],
)
def test_the_whole_text_is_a_pattern(text: str, pattern: Pattern) -> None:
    found = reading.whole(text, TODAY) or reading.find(text, TODAY)
    assert isinstance(found, Pattern | reading.Reading)
    assert (found if isinstance(found, Pattern) else found.pattern) == pattern


def test_it_stands_in_a_line_and_leaves_the_rest() -> None:
    line = "Pizza y charlas, cada viernes 18:30, 30 plazas"
    found = reading.find(line, TODAY)
    assert found
    assert line[: found.start] + line[found.end :] == "Pizza y charlas,  18:30, 30 plazas"
    assert reading.whole(line, TODAY) is None


@pytest.mark.parametrize(
    ("line", "rest", "until", "count"),
    [
        ("cada viernes 18:30 pizza hasta el 18 de diciembre", "18:30 pizza", date(2026, 12, 18), None),
        ("every Friday 18:30 until 20:30 pizza", "18:30 until 20:30 pizza", None, None),
        ("ogni venerdì 18:30 pizza, 10 volte", "18:30 pizza,", None, 10),
        ("every Friday pizza until 30 June, Space A", "pizza , Space A", date(2027, 6, 30), None),
    ],
)
def test_its_end_may_stand_later_in_the_line(line: str, rest: str, until: date | None, count: int | None) -> None:
    found = reading.find(line, TODAY)
    assert found
    assert (" ".join(found.without(line).split()), found.pattern.until, found.pattern.count) == (rest, until, count)


@pytest.mark.parametrize(
    "text", ["", "Friday 18:30 pizza", "for everyone", "todos bienvenidos", "second hand furniture", "ognuno"]
)
def test_what_happens_once_is_no_pattern(text: str) -> None:
    assert reading.find(text, TODAY) is None


def test_the_first_is_on_the_next_day_that_fits() -> None:
    wednesday = datetime(2026, 11, 18, 18, 30)
    friday = reading.Pattern(WEEK, weekday=4).rule(wednesday, "Europe/Madrid")
    assert friday.first == datetime(2026, 11, 20, 18, 30)
    monday = reading.Pattern(MONTH, nth=1, weekday=0).rule(wednesday, "Europe/Madrid")
    assert monday.first == datetime(2026, 12, 7, 18, 30)


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_text_is_an_error(text: str) -> None:
    found = reading.find(text, TODAY)
    assert found is None or 0 <= found.start < found.end
