"""The lines of the numbers: what is there is said, what is not is not spoken of."""

from datetime import UTC, datetime

from bot.i18n import Catalogues
from domain import stats
from domain.stats import Numbers
from handlers import stats_cards as cards

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
WEEKS = stats.weeks(NOW, "Europe/Madrid", 2)
EVER = {"people": 3, "projects": 2, "firms": 1, "synergies": 0}
PEOPLE: dict[str, tuple[int, ...]] = {"members": (2, 3), "newcomers": (0, 1), "active": (1, 2)}
ALL: dict[str, tuple[int, ...]] = PEOPLE | {
    "needs": (1, 2), "needs_met": (0, 1), "suggested": (4, 1), "introduced": (2, 0), "talked": (1, 0),
    "came_out": (1, 0), "events": (1, 1), "seats": (9, 8), "came": (7, 6), "letters": (0, 5), "reached": (0, 4),
}  # fmt: skip
T = Catalogues()["en"]


def test_all_that_is_there_is_said() -> None:
    text = cards.summary(Numbers(WEEKS, ALL, EVER), "Àgora", T)
    assert text.splitlines() == [
        "*Àgora in 2 weeks.*",
        "People: 3 in · 1 new · 2 active this week",
        "Needs: 3 asked · 1 met",
        "Introductions: 5 suggested · 2 made · 1 talked · 1 led to something",
        "Events: 2 held · 17 seats taken · 13 checked in",
        "Broadcasts: 4 of 5 arrived",
        "So far: people 3 · projects 2 · new firms 1 · born of synergies 0",
    ]


def test_what_is_not_there_is_absent_everywhere() -> None:
    numbers = Numbers(WEEKS, PEOPLE, EVER)
    assert len(cards.summary(numbers, "Àgora", T).splitlines()) == 3
    assert [panel.title for panel in cards.panels(numbers, T)] == ["People"]
    assert cards.table(numbers, T).decode("utf-8-sig").splitlines() == [
        "week of,members,newcomers,active", "2026-11-09,2,0,1", "2026-11-16,3,1,2",
    ]  # fmt: skip
    assert cards.described(numbers, T) == "Charts week by week: People. Members went from 2 to 3."
    assert cards.labels(numbers, T) == ["Nov 9", "Nov 16"]
