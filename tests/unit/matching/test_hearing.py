"""Messy texts: the language is told by its words, false friends part, typing changes little."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import engine, text
from matching.lexicon import Concept, Lexicon
from matching.lexicon_reading import shipped
from matching.model import Person, Request
from matching.senses import senses
from matching.vocabulary import Vocabulary, vocabulary


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("hiya any1 good with spreadsheets??", "en"),
        ("holaa alguien q sepa de bicis", "es"),
        ("bones algú que arregli ordinadors", "ca"),
        ("slt qui peut relire un devis", "fr"),
        ("raga chi sa aggiustare una stampante", "it"),
        ("pessoal alguém percebe de rega", "pt"),
        ("ΞΕΡΕΙ ΚΑΝΕΙΣ ΑΠΟ ΛΟΓΙΣΤΙΚΑ", "el"),
        ("ekipa tko zna popraviti bojler", "hr"),
        ("a kdo popravlja pralne stroje", "sl"),
        ("Web designer για ιστοσελίδα και λογότυπο", "el"),
        ("12345", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_chat(said: str, language: str) -> None:
    assert vocabulary(shipped()).guess(text.words(said)) == language


def test_a_lexicon_without_words_still_knows_the_small_ones() -> None:
    empty = Vocabulary(Lexicon([Concept("roofs", "building", {"en": "roofing"})], []))
    assert empty.guess(text.words("nous avons besoin de quelqu'un pour notre site")) == "fr"


@pytest.mark.parametrize(
    ("need", "right", "wrong"),
    [
        ("fabric for our curtains", "telas y cortinas a medida", "fábrica de piezas de metal"),
        ("paseo en burro con los niños por la montaña", "excursiones con animales por el monte", "burro e ricotta"),
        ("la carta de nuestro restaurante es larga y cara", "cartas y recetas de restaurante", "stampa su carta"),
        (
            "our camera broke before the shoot, photos for the catalogue",
            "product photographer",
            "camere con vista, B&B",
        ),
        ("éventuellement quelqu'un pour la paie", "buste paga e contributi", "eventi e feste"),
    ],
)
def test_false_friends_part(need: str, right: str, wrong: str) -> None:
    found = engine.rank(Request("n", need), (Person("wrong", (wrong,)), Person("right", (right,))))
    assert found[0].person == "right"


@pytest.mark.parametrize(
    "need",
    [
        "traductor de griego",
        "TRADUCTOR DE GRIEGO!!!",
        "hola buenas 😅 alguien que sea traductor de griego? gracias 🙏",
        "traductr de griego",
        "we need un traductor for the greek papers",
    ],
)
def test_typing_changes_nobody_s_meaning(need: str) -> None:
    people = (Person("ana", ("Μεταφράσεις από ελληνικά",)), Person("bo", ("tiling",)), Person("cy", ("yoga",)))
    assert engine.rank(Request("n", need), people)[0].person == "ana"


def test_a_described_trouble_sounds_like_its_trade() -> None:
    sense = senses(shipped())
    for said, trade in (
        ("tenemos cifras de ventas y no las entendemos", "data_analysis"),
        ("Το μηχάνημα σταματάει συνέχεια", "machine_maintenance"),
        ("piove dentro dal tetto", "roofing"),
    ):
        words = text.words(said)
        dense = sense.dense(words, vocabulary(shipped()).guess(words))
        best = [sense.keys[at] for at in (-dense).argsort()[:5]]
        assert trade in best


def test_a_part_of_a_longer_name_counts_less() -> None:
    found = shipped().find(text.words("IT support for our office"), "en")
    assert max(found, key=lambda key: found[key]) == "it_support"


PEOPLE = tuple(
    Person(f"p{at}", (offer, "I also like football"))
    for at, offer in enumerate(
        ("bookkeeping", "tejados y goteras", "siti web", "φωτογραφία", "prevodi", "podcast", "soudure", "jardins")
    )
)
NEEDS = ("the roof leaks", "fotografo per matrimonio", "κάποιος για την ιστοσελίδα", "we lost our invoices", "varilec")


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(NEEDS), st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True))
def test_each_reason_is_true_and_goes_with_its_fact(need: str, people: list[Person]) -> None:
    for one in engine.rank(Request("n", need), people):
        reason = one.reasons[0]
        person = next(each for each in people if each.id == one.person)
        assert reason.kind == "offer"
        assert reason.values["offer"] in person.offers
        rest = tuple(offer for offer in person.offers if offer != reason.values["offer"])
        without = engine.rank(Request("n", need), [Person(person.id, rest)])
        assert reason.values["offer"] not in [each.values.get("offer") for found in without for each in found.reasons]


@pytest.mark.parametrize("need", NEEDS)
def test_one_more_member_and_capitals_do_not_change_who_is_best(need: str) -> None:
    best = engine.rank(Request("n", need), PEOPLE)[0].person
    more = (Person("zz", ("chess on mondays",)), *reversed(PEOPLE))
    assert engine.rank(Request("n", need.upper()), more)[0].person == best
