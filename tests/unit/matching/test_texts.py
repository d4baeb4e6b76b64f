"""However a word is written it is the same word: capitals, accents, scripts, plurals; and offers come apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import languages, lexicon_reading, text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Μουσικός", "ΜΟΥΣΙΚΟΣ"),
        ("diseño", "DISENO"),
        ("instal·lació", "instal·LACIÓ"),
        ("đurđica", "Đurđica"),
        ("ﬁlm", "FILM"),
        ("straße", "STRASSE"),
        ("İzmir", "izmir"),
    ],
)
def test_the_same_word_in_other_letters(one: str, other: str) -> None:
    assert text.normal(one) == text.normal(other)


@given(st.text())
def test_capitals_and_repetition_change_no_word(said: str) -> None:
    assert text.words(said.upper()) == text.words(said)
    assert text.words(" ".join(text.words(said))) == text.words(said)


@given(st.text())
def test_an_offer_is_always_in_the_persons_words(said: str) -> None:
    for offer in text.offers([said]):
        assert " ".join(offer.split()) in " ".join(said.split())


def test_offers_come_apart() -> None:
    assert text.offers(["I cook. I sew; I weld\n• I sing"]) == ("I cook", "I sew", "I weld", "I sing")
    assert text.offers(["🙂", "", "..."]) == ()
    assert max(len(offer.split()) for offer in text.offers(["word " * 10_000])) == text.LONGEST_OFFER


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("we are looking for someone who can help us with the website", "en"),
        ("buscamos a alguien que nos ayude con la página web", "es"),
        ("busquem algú que ens ajudi amb la pàgina web", "ca"),
        ("nous cherchons quelqu'un pour notre site", "fr"),
        ("cerchiamo qualcuno che ci aiuti con il sito", "it"),
        ("procuramos alguém que nos ajude com o site", "pt"),
        ("ψάχνουμε κάποιον για την ιστοσελίδα", "el"),
        ("tražimo nekoga tko zna izraditi web stranicu za našu tvrtku", "hr"),
        ("iščemo nekoga, ki bi nam pomagal s spletno stranjo", "sl"),
        ("", ""),
        ("🙂", ""),
    ],
)
def test_the_language_of_a_sentence(said: str, language: str) -> None:
    assert languages.guess(text.words(said)) == language


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_each_concept_is_found_by_its_name_in_each_language(language: str) -> None:
    shipped = lexicon_reading.shipped()
    lost = [
        key for key, concept in shipped.concepts.items() if key not in shipped.find(text.words(concept.name(language)))
    ]
    assert lost == []


def test_a_nice_day_names_no_trade() -> None:
    assert lexicon_reading.shipped().find(text.words("just a nice day")) == {}
