"""What somebody does not want, or has already, is not matched, in any of our languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import engine
from matching.hearing import hear
from matching.lexicon_reading import shipped
from matching.model import Person, Request
from matching.negation import affirmed

PEOPLE = (
    Person("lea", ("graphic design and logos",)),
    Person("tom", ("photography of products",)),
    Person("ana", ("translation into Greek and Croatian",)),
)


def best(need: str) -> str:
    return next((one.person for one in engine.rank(Request("n", need), PEOPLE)), "nobody")


@pytest.mark.parametrize(
    "need",
    [
        "not a graphic designer, we need a translator for a contract",
        "We already have a photographer, but nobody for translations",
        "no queremos un fotógrafo, buscamos alguien que traduzca un contrato",
        "ja tenim fotògraf, ens cal traductor",
        "on a déjà un photographe, il nous faut un traducteur",
        "non ci serve un grafico ma un traduttore",
        "já temos fotógrafo, precisamos de um tradutor",
        "έχουμε ήδη φωτογράφο, χρειαζόμαστε μεταφραστή",
        "fotografa već imamo, trebamo prevoditelja",
        "ne iščemo fotografa, ampak prevajalca",
    ],
)
def test_a_refused_trade_does_not_count(need: str) -> None:
    assert best(need) == "ana"
    names = hear(need, shipped()).concepts
    assert not {"photography", "graphic_design"} & set(names)


@pytest.mark.parametrize("need", ["we already have a photographer", "non cerchiamo un fotografo"])
def test_who_wants_nothing_is_offered_nobody(need: str) -> None:
    assert best(need) == "nobody"


def test_who_does_something_no_more_is_not_found_for_it() -> None:
    people = (Person("old", ("No hago bodas, hago retratos",)), Person("new", ("fotografía de bodas",)))
    (first, *_) = engine.rank(Request("n", "fotos de nuestra boda"), people)
    assert first.person == "new"


@pytest.mark.parametrize(
    ("trouble", "language"),
    [
        ("our website does not work", "en"),
        ("no tenemos web y no sabemos llevar las cuentas", "es"),
        ("la machine ne marche pas", "fr"),
        ("non sappiamo tenere i conti", "it"),
        ("δεν ξέρουμε να κρατάμε λογιστικά", "el"),
        ("ne znamo voditi knjige", "hr"),
        ("the bookings are not in one place", "en"),
    ],
)
def test_a_trouble_is_no_refusal(trouble: str, language: str) -> None:
    assert affirmed(trouble, language) == trouble


def test_what_is_there_stays_where_it_is_what_the_need_is_about() -> None:
    said = "we already have an online shop but nobody buys"
    assert hear(said, shipped()).said == said


@given(st.text(max_size=200), st.sampled_from(["", "en", "hr", "el"]))
def test_whatever_is_written_nothing_is_made_up(said: str, language: str) -> None:
    assert len(affirmed(said, language)) <= 2 * len(said) + 2
