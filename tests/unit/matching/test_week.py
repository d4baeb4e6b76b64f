"""A week's matching: nobody is swamped, nobody against their word, and it says why somebody was left out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import engine
from matching.model import Past, Person, Request
from matching.places import kilometres, known, where

PEOPLE = tuple(Person(f"p{number}", ("translation",), capacity=1) for number in range(4))
NEEDS = tuple(Request(f"n{number}", "a translator", wanted=2) for number in range(3))


def test_nobody_is_asked_more_than_they_can_take() -> None:
    result = engine.match(NEEDS, PEOPLE)
    assert sorted(one.person for one in result.suggestions) == ["p0", "p1", "p2", "p3"]
    assert result.report.busiest == 1
    assert all(one.reasons for one in result.suggestions)


def test_the_default_capacity_is_for_those_who_give_none() -> None:
    people = [replace(PEOPLE[0], capacity=None)]
    assert len(engine.match(NEEDS, people, capacity_default=2).suggestions) == 2


@given(st.permutations(PEOPLE), st.permutations(NEEDS))
def test_a_week_comes_out_the_same_in_any_order(people: list[Person], needs: list[Request]) -> None:
    assert engine.match(needs, people) == engine.match(NEEDS, PEOPLE)


def test_who_was_left_out_is_in_the_report() -> None:
    report = engine.match([*NEEDS, Request("moulds", "mould maker")], PEOPLE).report
    assert "moulds" in report.left_out
    assert report.tier == "plain"
    assert report.bound >= report.value > 0


@pytest.mark.parametrize(
    ("rule", "person", "request_"),
    [
        ("own", Person("p", ("translation",)), Request("n", "translator", owner="p")),
        ("consent", Person("p", ("translation",), consent=False), Request("n", "translator")),
        ("avoid", Person("p", ("translation",), avoid=frozenset({"o"})), Request("n", "translator", owner="o")),
        ("snoozed", Person("p", ("translation",), snoozed=True), Request("n", "translator")),
        ("capacity", Person("p", ("translation",), capacity=0), Request("n", "translator")),
        ("language", Person("p", ("translation",), languages=("EL",)), Request("n", "translator", languages=("fr",))),
        ("place", Person("p", ("translation",), city="Αθήνα"), Request("n", "translator", place="Roma", remote=False)),
        (
            "community",
            Person("p", ("translation",), communities=frozenset({"a"})),
            Request("n", "translator", communities=frozenset({"b"})),
        ),
    ],
)
def test_each_rule_keeps_away_and_says_so(rule: str, person: Person, request_: Request) -> None:
    assert engine.rank(request_, [person]) == []
    assert engine.explain(request_, [person]).kept_away == {rule: 1}


def test_nobody_near_but_two_elsewhere() -> None:
    people = [replace(person, city=city) for person, city in zip(PEOPLE, ("Athens", "Ρόδος", "", "Tunis"), strict=True)]
    people[3] = replace(people[3], consent=False)
    why = engine.explain(Request("n", "translator", place="Valencia", remote=False), people)
    assert why.relaxed == {"place": 2}
    assert why.fitting == 1, "whose city is not known is not kept away"


def test_what_is_not_said_keeps_nobody_away() -> None:
    request = Request("n", "translator", languages=("fr",), place="Roma", remote=False)
    assert engine.explain(request, PEOPLE).fitting == len(PEOPLE)


def test_nobody_at_all() -> None:
    assert engine.rank(NEEDS[0], []) == []
    assert engine.match([], []).suggestions == ()
    assert engine.match(NEEDS, []).report.left_out == ("n0", "n1", "n2")
    assert engine.explain(NEEDS[0], [], Past()).fitting == 0


@pytest.mark.parametrize("name", ["Salónica", "ΘΕΣΣΑΛΟΝΙΚΗ", "thessaloniki, Greece", "Solun"])
def test_a_city_has_many_names(name: str) -> None:
    assert known(name) == "Thessaloniki"


def test_how_far_it_is() -> None:
    assert kilometres(where("València", None), where("Barcellona", None)) == pytest.approx(303, abs=5)
    assert kilometres(where("Atlantis", None), where("Roma", None)) is None
