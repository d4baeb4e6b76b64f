"""How often, in the reader's words."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

from datetime import date, datetime

import pytest

from bot.i18n import Catalogues
from domain.recurrence import Rule, Unit
from handlers.event_series_cards import said

FRIDAY = datetime(2026, 11, 20, 18, 30)
MADRID = "Europe/Madrid"
T = Catalogues()


@pytest.mark.parametrize(
    ("rule", "english", "spanish", "italian"),
    [
        (Rule(FRIDAY, MADRID), "Every Friday", "Cada viernes", "Ogni venerdì"),
        (
            Rule(FRIDAY, MADRID, step=2, count=3),
            "Every 2 weeks, on Friday, 3 times", "Cada 2 semanas, el viernes, 3 veces",
            "Ogni 2 settimane, di venerdì, 3 volte",
        ),
        (
            Rule(FRIDAY, MADRID, Unit.MONTH, nth=3),
            "Third Friday of the month", "El tercer viernes del mes", "Ogni mese, 3° venerdì",
        ),
        (
            Rule(FRIDAY, MADRID, Unit.MONTH, step=3, nth=-1),
            "Last Friday of the month, every 3 months", "El último viernes del mes, cada 3 meses",
            "Ogni mese, ultimo giorno che è venerdì, ogni 3 mesi",
        ),
        (
            Rule(FRIDAY, MADRID, until=date(2027, 6, 30)),
            "Every Friday, until June 30, 2027", "Cada viernes, hasta el 30 de junio de 2027",
            "Ogni venerdì, fino al 30 giugno 2027",
        ),
    ],
)  # fmt: skip
def test_each_rhythm_is_a_sentence(rule: Rule, english: str, spanish: str, italian: str) -> None:
    assert (said(rule, T["en"]), said(rule, T["es"]), said(rule, T["it"])) == (english, spanish, italian)
