"""A manager's card of a broadcast: every number that is not nothing, in the reader's language."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from bot.i18n import Catalogues
from bot.markup import plain
from domain.broadcasts import Ledger
from handlers import broadcast_cards as cards
from storage.broadcast_ledger import Told
from storage.broadcasts import Broadcast

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
EN, ES = Catalogues()["en"], Catalogues()["es"]


def a_broadcast(**values: Any) -> Broadcast:
    empty: dict[str, Any] = dict.fromkeys(field.name for field in fields(Broadcast))
    text = {
        "state": "sent",
        "language": "en",
        "text": "Soup",
        "buttons": "[]",
        "picture": "",
        "segment": "",
        "filters": "",
    }
    numbers = {"id": 7, "community_id": 1, "audience": 9, "cursor": 9, "erased": 0, "edition": 0}
    return Broadcast(**(empty | text | numbers | {"zone": "UTC", "repeats": "never"} | values))


def test_every_number_of_the_ledger_stands_on_the_card() -> None:
    states = {"sent": 1, "pending": 1, "failed": 2, "uncertain": 1, "skipped": 2, "cancelled": 1, "expired": 1}
    ledger = Ledger(10, 0, 1, states, {"blocked": 1, "chat_not_found": 1, "snoozed": 1, "left": 1})
    shown = plain(cards.begun(a_broadcast(), Told(ledger, {}, {}, False), EN).text)
    assert "10 in all: sent 1 · waiting 1 · failed 2 (blocked me 1, no chat 1) · uncertain 1" in shown
    assert "left out 2 (no longer in 1, away 1) · stopped 1 · too late 1 · erased 1" in shown


def test_it_speaks_the_managers_language() -> None:
    told = Told(Ledger(3, 0, 0, {"sent": 3}, {}), {}, {"sent": 2, "failed": 1}, True)
    shown = cards.begun(a_broadcast(edition=1), told, ES)
    assert "Enviado: Soup" in shown.text
    assert "1 conserva el texto antiguo" in shown.text
    labels = [button.label for buttons in shown.rows for button in buttons]
    assert "Retirar…" in labels


def test_an_audience_of_nobody_and_a_reason_nobody_knows() -> None:
    told = Told(Ledger(0, 0, 0, {}, {}), {}, {}, False)
    assert "It went to nobody." in cards.begun(a_broadcast(audience=0), told, EN).text
    assert cards.reason_words("<odd *reason*>", EN) == "<odd \\*reason\\*>"


def test_one_that_is_about_to_begin_says_so() -> None:
    told = Told(Ledger(0, 0, 0, {}, {}), {}, {}, False)
    assert "Getting ready: Soup" in cards.begun(a_broadcast(state="sending", audience=0), told, EN).text


def test_a_moment_passed_by_is_told() -> None:
    assert "did not go out" in cards.missed(a_broadcast(due=NOW), EN).text
