"""What a text is about: the same matter is recognised across words and languages, and nonsense is about nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import text
from matching.lexicon import Concept, Lexicon, Said
from matching.lexicon_reading import shipped
from matching.senses import KEPT, Senses, senses

SAID = [
    Said("roofs", "en", "water comes through the ceiling when it rains"),
    Said("roofs", "it", "riparo tetti e grondaie che perdono"),
    Said("accounts", "en", "we do not know which invoices were paid"),
    Said("accounts", "it", "tengo la contabilità di piccole imprese"),
]


@pytest.fixture
def two() -> Senses:
    concepts = [Concept("roofs", "building", {"en": "roofing"}), Concept("accounts", "office", {"en": "bookkeeping"})]
    return Senses(Lexicon(concepts, [], SAID))


def alike(senses_: Senses, one: str, other: str) -> float:
    return float(senses_.dense(text.words(one)) @ senses_.dense(text.words(other)))


def test_a_trouble_finds_its_trade_in_another_language(two: Senses) -> None:
    trouble = "rain comes in through our ceiling"
    assert alike(two, trouble, "sistemo i tetti che perdono") > 0.9
    assert alike(two, trouble, "contabilità per le imprese") < 0.3


def test_a_shouted_text_is_about_the_same(two: Senses) -> None:
    assert alike(two, "INVOICES NOT PAID", "contabilità") == alike(two, "invoices not paid", "contabilità")


def test_what_sounds_like_nothing_is_about_nothing(two: Senses) -> None:
    assert not two.dense(text.words("🙂 !!! 12")).any()
    assert not two.dense([]).any()
    assert alike(two, "", "riparo tetti") == 0.0


def test_without_sayings_there_is_no_sense() -> None:
    silent = Senses(Lexicon([Concept("roofs", "building", {"en": "roofing"})], []))
    assert alike(silent, "roofs", "roofs") == 0.0


@given(st.text(max_size=80))
def test_a_sense_is_a_few_concepts_of_length_one_or_nothing(said: str) -> None:
    dense = senses(shipped()).dense(text.words(said))
    assert np.isclose(dense @ dense, 1.0) or not dense.any()
    assert np.count_nonzero(dense) <= KEPT
