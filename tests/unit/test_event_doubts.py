"""What is asked where a moment cannot stand: a plain sentence, and a button for each thing it may mean."""

from datetime import date, datetime, time

import pytest

from domain import events as rules
from domain.days import Reading
from domain.events import Doubt, Trouble
from handlers import event_doubts
from handlers.event_doubts import When
from tests.unit.gathering import NOW, PIZZA, T

EITHER = ((datetime(2026, 11, 20, 18, 30), 0), (datetime(2026, 11, 27, 18, 30), 0))  # noqa: DTZ001 – a wall has no zone


@pytest.mark.parametrize("doubt", list(Doubt))
def test_every_doubt_has_its_sentence_and_a_way_out(doubt: Doubt) -> None:
    asked = event_doubts.asked(PIZZA, Trouble(doubt, "Friday", EITHER), T, NOW)
    assert asked.text.startswith("*")
    assert [button.label for button in asked.rows[-1]] == ["Another time", "Drop"]


def test_next_friday_on_a_friday_is_two_buttons() -> None:
    asked = event_doubts.asked(PIZZA, Trouble(Doubt.WHICH_DAY, "next Friday", EITHER), T, NOW)
    assert [button.label for button in asked.rows[0]] == ["Friday 20 November, 18:30", "Friday 27 November, 18:30"]
    assert asked.rows[0][1].packed == When(1, "2026-11-27T18:30", 0).pack()


def test_a_day_alone_offers_common_hours() -> None:
    found = rules.moment(Reading(0, 1, "Friday", date(2026, 11, 27)), None, "Europe/Madrid", NOW)
    assert isinstance(found, Trouble)
    asked = event_doubts.asked(PIZZA, found, T, NOW)
    assert "18:30" in [button.label for buttons in asked.rows for button in buttons]
    assert rules.moment(Reading(0, 1, "x", date(2026, 11, 27)), time(9), "UTC", NOW) == datetime(2026, 11, 27, 9)  # noqa: DTZ001 – a wall
