"""The card of an introduction: which link it carries, and that the ice can be broken."""

from bot.meetings import ICEBREAKERS, link_between


def test_a_link_is_given_where_both_are() -> None:
    mine = [("telegram", "", "1")]
    assert link_between(mine, [("slack", "T1", "U2")]) == ""
    assert link_between(mine, [("slack", "T1", "U2"), ("telegram", "", "5")]) == "tg://user?id=5"
    assert link_between([("slack", "T9", "U1")], [("slack", "T1", "U2")]) == ""


def test_there_are_enough_icebreakers() -> None:
    assert len(set(ICEBREAKERS)) == len(ICEBREAKERS) >= 20
    assert all(question.endswith("?") for question in ICEBREAKERS)
