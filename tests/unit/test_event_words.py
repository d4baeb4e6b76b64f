"""An event's moment and seats in words: by the reader's clock, the organiser's in brackets where it differs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.i18n import Catalogues
from domain.seats import Seat
from handlers import event_words as words
from storage.event_people import Standing
from tests.unit.gathering import NOW, PIZZA, T


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Madrid", "Friday 27 November, 18:30–20:30"),
        ("Europe/Paris", "Friday 27 November, 18:30–20:30"),
        ("Europe/Athens", "Friday 27 November, 19:30–21:30 (in Madrid 18:30)"),
        ("Pacific/Auckland", "Saturday 28 November, 06:30–08:30 (in Madrid Fri 27 Nov 18:30)"),
    ],
)
def test_a_moment_by_the_readers_clock(zone: str, said: str) -> None:
    assert words.when(PIZZA, T, NOW, zone) == said


def test_a_moment_in_another_language_and_year() -> None:
    spanish = Catalogues()["es"]
    assert words.day_words(datetime(2026, 11, 27, tzinfo=UTC).date(), spanish, NOW.date()) == "viernes 27 de noviembre"
    later = replace(PIZZA, begins=PIZZA.begins and PIZZA.begins + timedelta(days=365), ends=None)
    assert "not settled" in words.when(later, T, NOW, "UTC")
    night = replace(PIZZA, ends=PIZZA.ends and PIZZA.ends + timedelta(hours=6))
    assert words.when(night, T, NOW, "Europe/Madrid") == "Friday 27 November, 18:30–02:30"
    slip = replace(PIZZA, ends=PIZZA.ends and PIZZA.ends + timedelta(hours=20, minutes=30))
    assert words.when(slip, T, NOW, "Europe/Madrid") == "Friday 27 November, 18:30 – Saturday 28 November, 17:00"
    long = replace(PIZZA, ends=PIZZA.ends and PIZZA.ends + timedelta(days=2))
    assert words.when(long, T, NOW, "Europe/Madrid") == "Friday 27 November, 18:30 – Sunday 29 November, 20:30"


def test_where() -> None:
    assert words.where(PIZZA, T) == "Space A"
    assert (
        words.where(replace(PIZZA, link="https://meet.example/a"), T) == "Space A · [the link](https://meet.example/a)"
    )
    assert words.where(replace(PIZZA, place="", link="javascript:alert(1)"), T) == "javascript:alert(1)"


@pytest.mark.parametrize(
    ("changes", "counts", "said"),
    [
        ({"taken": 1}, {}, "1 of 30 seats taken"),
        ({"capacity": 1, "taken": 1, "waiting": 2}, {}, "1 of 1 seat taken · 2 in line"),
        ({"capacity": None}, {}, ""),
        ({"capacity": None, "taken": 1}, {Seat.MAYBE: 3}, "1 person is going · 3 maybe"),
    ],
)
def test_how_full_it_is(changes: dict[str, int], counts: dict[Seat, int], said: str) -> None:
    assert words.seats(replace(PIZZA, **changes), counts, T) == said  # type: ignore[arg-type]  # columns by name


@pytest.mark.parametrize(
    ("me", "said"),
    [
        (Standing(Seat.GOING), "*You are going.*"),
        (Standing(Seat.GOING, 3), "*You are going,* with 2 guests."),
        (Standing(Seat.WAITING, 1, 7), "*You are number 3 in line.* I write when a seat is free."),
        (Standing(Seat.OFFERED, claim_until=NOW), "*A seat is yours* if you take it by 13:00."),
        (Standing(Seat.MAYBE), "You may come."),
        (Standing(Seat.OUT), ""),
        (Standing(Seat.GOING, checked_in=NOW), "You are here."),
    ],
)
def test_how_one_stands(me: Standing, said: str) -> None:
    assert words.mine(PIZZA, me, 2, T, NOW, "Europe/Madrid") == said
    assert words.mine(replace(PIZZA, state="cancelled"), me, 2, T, NOW, "Europe/Madrid") == ""
