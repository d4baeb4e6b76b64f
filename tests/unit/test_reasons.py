"""Reasons as sentences: from both sides, in the reader's words, inert."""

import pytest

from bot.i18n import Catalogues
from bot.reasons import line, offer_of, to_helper, to_owner

T = Catalogues()["en"]
ALL: tuple[tuple[str, dict[str, str]], ...] = (
    ("offer", {"offer": "*chairs*"}),
    ("mutual", {"looking_for": "a partner"}),
    ("language", {"languages": "en;es"}),
    ("place", {"place": "Valencia", "km": "12"}),
    ("sector", {"sectors": "furniture;food"}),
    ("cross", {"theirs": "design", "ours": "furniture"}),
    ("newcomer", {}),
)


def test_the_helper_reads_what_they_offer_and_nothing_of_being_new() -> None:
    said = to_helper(ALL, T)
    assert said[0] == "you offer “\\*chairs\\*”"
    assert "you look for “a partner”, which they offer" in said
    assert "you both speak English and Spanish" in said
    assert "12 km apart" in said
    assert len(said) == 5


def test_the_owner_reads_about_somebody_else() -> None:
    said = to_owner(ALL, T)
    assert said[:2] == ["offers “\\*chairs\\*”", "looks for “a partner”, which you offer"]
    assert "from another world: design" in said
    assert said[-1] == "new here"


@pytest.mark.parametrize(
    ("reason", "helper", "owner"),
    [
        (("place", {"place": "Valencia", "km": "0"}), ["in the same city"], ["in Valencia too"]),
        (("remote", {"place": "Athens"}), [], ["in Athens, remote"]),
        (("travels", {"place": "Athens"}), [], ["in Athens, travels"]),
        (("first", {}), [], ["a first introduction"]),
        (("language", {"languages": "zz-not-a-code"}), ["you both speak zz-not-a-code"], None),
        (("concept", {"concept": "no such trade"}), ["it is about no such trade"], None),
        (("context", {"concept": "no such place"}), ["it is for no such place"], None),
        (("related", {"asked": "a", "offered": "b"}), ["b is close to a"], None),
        (("event", {"title": "Pizza"}), ["you were both at Pizza"], None),
        (("of a later release", {}), [], None),
    ],
)
def test_each_reason_has_its_words(
    reason: tuple[str, dict[str, str]], helper: list[str], owner: list[str] | None
) -> None:
    assert to_helper([reason], T) == helper
    assert to_owner([reason], T) == (helper if owner is None else owner)


def test_a_line_begins_with_a_capital() -> None:
    assert line(["new here", "12 km apart"]) == "New here · 12 km apart"
    assert line([]) == ""
    assert offer_of(ALL) == "*chairs*"
    assert offer_of([]) == ""
