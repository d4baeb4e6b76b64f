"""The preview of a round: every group, who has no seat, and who is not in it, in numbers and without wishes."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from bot.i18n import Catalogues
from domain.rounds import Absent
from handlers.round_preview import SHOWN, Person, View, card
from matching.round_people import Why
from storage.rounds import Plan

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EN = Catalogues()["en"]
ANN, BO, CY = Person(1, "Ann"), Person(2, "Bo"), Person(3, "Cy")


def view(**more: Any) -> View:
    values: dict[str, Any] = {
        "community_id": 1, "community": "Lonja", "zone": "Europe/Madrid", "number": 3, "when": NOW, "seed": 7,
        "plan": Plan(1), "groups": ((ANN, BO),), "left_out": (), "repeats": (), "absent": Counter[Absent](),
        "by_hand": False, "overdue": False,
    }  # fmt: skip
    return View(**(values | more))


def labels(one: View) -> list[str]:
    return [button.label for row in card(one, EN).rows for button in row]


def test_it_says_who_sits_with_whom() -> None:
    text = card(view(repeats=((ANN, BO),)), EN).text
    assert "2 people in 1 group, seed 7." in text
    assert "Ann – Bo" in text
    assert "Again within 90 days, for want of others: Ann – Bo" in text


def test_who_has_no_seat_is_named_and_no_wish_is_told() -> None:
    for why in (Why.NO_SEAT, Why.NOBODY_ALLOWED):
        assert "Without a seat: Cy (nobody to seat them with)" in card(view(left_out=((CY, why),)), EN).text


def test_who_is_not_in_it_is_counted() -> None:
    absent = Counter({Absent.AWAY: 1, Absent.PAUSED: 1, Absent.UNREACHABLE: 2})
    assert "Not in it: 2 take a break, 2 have no chat with me." in card(view(absent=absent), EN).text


def test_a_long_round_is_cut_and_a_round_without_people_teaches() -> None:
    many = tuple((Person(n, f"P{n}"), Person(n + 1, f"Q{n}")) for n in range(0, 2 * SHOWN + 4, 2))
    assert "… and 2 more groups." in card(view(groups=many), EN).text
    assert "people take part with round join" in card(view(groups=()), EN).text.replace("`", "")


def test_what_can_be_done_follows_from_where_it_stands() -> None:
    assert "Release" in labels(view())
    assert "Send it now" in labels(view(overdue=True))
    assert "Take the release back" in labels(view(plan=Plan(1, released=True)))
