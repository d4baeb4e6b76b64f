"""The card of a group: names, who they are, why they, who writes first; wishes and markup stay inside."""

from datetime import UTC, datetime
from typing import Any

from bot.i18n import Catalogues
from bot.markup import parse, plain
from handlers import round_cards as cards
from handlers.round_cards import Circle
from storage.people import Member
from storage.profile import Profile
from storage.round_seats import Group

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EN = Catalogues()["en"]


def member(number: int, name: str) -> Member:
    return Member(number, name, "en", "Europe/Madrid", 20, 8, None, 5, "weekly", 1, NOW)


def circle(*names: str, **more: Any) -> Circle:
    members = tuple(member(number, name) for number, name in enumerate(names, 1))
    values: dict[str, Any] = {"profiles": {}, "first": 1} | more
    return Circle(Group(7, 1, 0, "", (NOW,)), 1, members, **values)


def test_a_private_member_is_a_name_and_nothing_else() -> None:
    told = Profile(2, headline="Chair maker", city="Thessaloniki")
    assert (
        "Kostas: Chair maker, Thessaloniki" in cards.seated(circle("Ann", "Kostas", profiles={2: told}), 1, {}, EN).text
    )
    assert "Chair maker" not in cards.seated(circle("Ann", "Kostas"), 1, {}, EN).text


def test_a_trio_reads_both_names_and_one_writes_first() -> None:
    one = circle("Ann", "Bo", "Cy", first=2)
    assert "you and Bo and Cy" in cards.seated(one, 1, {}, EN).text
    assert "Bo writes first." in cards.seated(one, 1, {}, EN).text
    assert "You write first." in cards.seated(one, 2, {}, EN).text
    assert "Times that suit all of you: Mon 10:00." in cards.seated(one, 1, {}, EN).text


def test_what_they_share_or_what_parts_them_is_the_reason() -> None:
    design, wood = Profile(1, sectors=("design",)), Profile(2, sectors=("furniture",))
    apart = cards.seated(circle("Ann", "Kostas", profiles={1: design, 2: wood}), 1, {}, EN).text
    assert "You come from design, Kostas from furniture." in apart
    both = cards.seated(circle("Ann", "Kostas", profiles={1: design, 2: Profile(2, sectors=("design",))}), 1, {}, EN)
    assert "You share a sector: design." in both.text
    again = circle("Ann", "Kostas", met={frozenset({1, 2}): datetime(2026, 3, 2, tzinfo=UTC)})
    assert "you last sat together in March 2026" in cards.seated(again, 1, {}, EN).text


def test_a_name_is_only_ever_text() -> None:
    said = cards.seated(circle("Ann", "*Kostas* [x](https://evil.example)"), 1, {2: "tg://user?id=5"}, EN).text
    assert {span.url for span in parse(said) if span.url} == {"tg://user?id=5"}
    assert "*Kostas* [x](https://evil.example)" in plain(said)
