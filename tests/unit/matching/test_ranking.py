"""What a person who asks would notice: the right people come first, in any order, with true reasons."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import engine, score
from matching.model import Past, Person, Request, pair

PEOPLE = (
    Person("ann", ("Catalogue design", "logos for small firms"), languages=("en", "it"), city="Valencia"),
    Person("bilal", ("bookkeeping and tax returns",), languages=("en", "fr"), city="Marseille"),
    Person("chiara", ("sviluppo siti web", "fotografia di prodotto"), languages=("it",), city="Genova"),
    Person("dimitra", ("Μετάφραση από ελληνικά στα αγγλικά",), languages=("el", "en"), city="Θεσσαλονίκη"),
    Person("eva", ("energía solar y fotovoltaica",), languages=("es",), city="Alicante"),
)
NEEDS = (
    "web designer for a furniture catalogue",
    "traducción de un folleto",
    "la bolletta della luce è troppo alta",
    "κάποιος για λογιστικά και φορολογία",
    "product photos",
)


def first(need: str, people: tuple[Person, ...] = PEOPLE) -> str:
    found = engine.rank(Request("n", need), people)
    return found[0].person if found else "nobody"


@pytest.mark.parametrize(
    ("need", "person"),
    [
        ("Someone to design our catalogue", "ann"),
        ("traductor de griego", "dimitra"),
        ("Cherche photographe", "chiara"),
        ("λογιστής", "bilal"),
        ("La nostra bolletta della luce è troppo alta", "eva"),
        ("iščemo prevajalca", "dimitra"),
        ("spletna stran za zadrugo", "chiara"),
    ],
)
def test_who_can_help_is_found_across_languages(need: str, person: str) -> None:
    assert first(need) == person


@pytest.mark.parametrize("need", NEEDS)
def test_capitals_make_no_difference(need: str) -> None:
    quiet = engine.rank(Request("n", need), PEOPLE)
    shouted = [replace(person, offers=tuple(offer.upper() for offer in person.offers)) for person in PEOPLE]
    loud = engine.rank(Request("n", need.upper()), shouted)
    assert [(one.person, one.score) for one in loud] == [(one.person, one.score) for one in quiet]


@given(people=st.permutations(PEOPLE), need=st.sampled_from(NEEDS))
def test_the_order_people_come_in_makes_no_difference(people: list[Person], need: str) -> None:
    assert engine.rank(Request("n", need), people) == engine.rank(Request("n", need), PEOPLE)


@settings(deadline=None)
@given(offer=st.text(max_size=80), need=st.sampled_from(NEEDS))
def test_somebody_else_joining_changes_nothing_between_the_others(offer: str, need: str) -> None:
    before = engine.rank(Request("n", need), PEOPLE)
    after = engine.rank(Request("n", need), (*PEOPLE, Person("zoe", (offer,))))
    assert [(one.person, one.score) for one in after if one.person != "zoe"] == [
        (one.person, one.score) for one in before
    ]


@settings(deadline=None)
@given(need=st.text(max_size=200), offers=st.lists(st.text(max_size=200), max_size=4))
def test_whatever_is_written_each_match_has_a_reason(need: str, offers: list[str]) -> None:
    for one in engine.rank(Request("n", need), [*PEOPLE, Person("zoe", tuple(offers))]):
        assert one.reasons[0].kind == "offer"
        assert 0 < one.score < 1


def test_the_reason_quotes_the_offer_that_fits() -> None:
    (reason, *_) = engine.rank(Request("n", "product photos"), PEOPLE)[0].reasons
    assert dict(reason.values) == {"offer": "fotografia di prodotto"}


FULL = replace(PEOPLE[0], sectors=("furniture",), newcomer=True, looking_for="chairs made to measure")


@pytest.mark.parametrize(
    ("kind", "silent"),
    [
        ("language", replace(FULL, languages=())),
        ("place", replace(FULL, city="")),
        ("sector", replace(FULL, sectors=())),
        ("newcomer", replace(FULL, newcomer=False)),
        ("mutual", replace(FULL, looking_for="")),
        ("offer", replace(FULL, offers=("yoga",))),
    ],
)
def test_without_the_fact_there_is_no_such_reason(kind: str, silent: Person) -> None:
    owner = Person("kostas", ("chairs made to measure",), sectors=("furniture",), languages=("en",))
    request = Request("n", "catalogue design", owner="kostas", languages=("en",), place="Valencia")
    assert kind in kinds(request, (owner, FULL))
    assert kind not in kinds(request, (owner, silent))


def kinds(request: Request, people: tuple[Person, ...]) -> set[str]:
    return {reason.kind for one in engine.rank(request, people) if one.person == "ann" for reason in one.reasons}


@pytest.mark.parametrize("text", ["", " ", "🙂🙂🙂", "x", "the and of", "…", "\ud800", "\0"])
def test_a_text_that_says_nothing_finds_nobody(text: str) -> None:
    assert engine.rank(Request("n", text), PEOPLE) == []
    assert first("product photos", (*PEOPLE, Person("zoe", (text,)))) == "chiara"


def test_ten_thousand_words_do_not_win_everything() -> None:
    everything = " ".join(f"word{number} photos" for number in range(5_000))
    assert first("Someone to design our catalogue", (*PEOPLE, Person("zoe", (everything,)))) == "ann"
    assert engine.rank(Request("n", everything), PEOPLE)


def test_a_contradictory_wish_is_answered_as_far_as_it_goes() -> None:
    people = (*PEOPLE, Person("zoe", ("logos",), capacity=0, consent=True, snoozed=True))
    found = engine.rank(Request("n", "logos, no logos", remote=False, place="Atlantis", wanted=0), people)
    assert found[0].person == "ann"
    assert "zoe" not in [one.person for one in found]


def test_saying_what_one_looks_for_helps_when_it_fits_and_hurts_little_when_not() -> None:
    owner = Person("kostas", ("wooden chairs",))
    request = Request("n", "catalogue design", owner="kostas")
    scores = {
        wish: next(
            one.score
            for one in engine.rank(request, (owner, replace(PEOPLE[0], looking_for=wish)))
            if one.person == "ann"
        )
        for wish in ("", "a carpenter for chairs", "someone to teach yoga")
    }
    assert scores["a carpenter for chairs"] > scores["someone to teach yoga"] >= scores[""] * 0.7


def test_a_bonus_never_buys_a_bad_match() -> None:
    assert score.utility(0.01, {"newcomer": 1.0, "near": 1.0}) == pytest.approx(0.01)


def test_those_who_were_introduced_or_said_no_are_not_asked_again() -> None:
    request = Request("n", "product photos", owner="ann")
    assert engine.rank(request, PEOPLE)
    assert not engine.rank(request, PEOPLE, Past(introduced=frozenset({pair("chiara", "ann")})))
    assert not engine.rank(request, PEOPLE, Past(refused=frozenset({("n", "chiara")})))
