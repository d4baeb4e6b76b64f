"""An event to draw, made without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.i18n import Catalogues
from handlers.event_cards import View
from storage.event_book import Event

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = Catalogues()["en"]
PIZZA = Event(
    1, 1, 2, "pizza@tertulia", "Pizza", "", datetime(2026, 11, 27, 18, 30), datetime(2026, 11, 27, 20, 30),  # noqa: DTZ001 – a wall has no zone
    "Europe/Madrid", datetime(2026, 11, 27, 17, 30, tzinfo=UTC), datetime(2026, 11, 27, 19, 30, tzinfo=UTC), "Space A",
    "", 30, 0, "published", 0, None, None, "123456", 0, 0,
)  # fmt: skip


def view(
    zone: str = "Europe/Madrid", *, counts: Any = None, me: Any = None, runs: bool = False, **changes: Any
) -> View:
    """A card's view of that event, changed."""
    return View(replace(PIZZA, **changes), NOW, zone, counts or {}, me, runs=runs)
