"""Languages by their names, and zones and cities by what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import places, tongues, zones


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Spanish, italiano, ελληνικά", ("es", "it", "el")),
        ("ES/FR + el", ("es", "fr", "el")),
        ("castellano y valenciano", ("es", "ca")),
        ("English (native), German B2", ("en", "de")),
        ("spanish english", ("es", "en")),
        ("Itallian", ("it",)),
        ("ΙΤΑΛΙΚΑ", ("it",)),
        ("Spanish, español", ("es",)),
    ],
)
def test_languages_are_known_by_any_name(written: str, codes: tuple[str, ...]) -> None:
    assert tongues.read(written) == (codes, ())


def test_words_that_are_no_language_are_given_back() -> None:
    assert tongues.read("Spanish, Klingon") == (("es",), ("Klingon",))
    assert tongues.read("") == ((), ())


@given(st.text(max_size=40))
def test_any_text_is_read_into_languages_we_know(written: str) -> None:
    codes, _ = tongues.read(written)
    assert set(codes) <= set(tongues.SPOKEN)


def test_a_language_has_a_name_for_every_reader() -> None:
    assert tongues.name("el", "es") == "griego"
    assert tongues.name("el", "xx") == "Greek"
    assert {"Greek", "griego", "Ελληνικά"} <= set(tongues.all_names("el"))


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Europe/Athens", "Europe/Athens"),
        ("athens", "Europe/Athens"),
        ("València", "Europe/Madrid"),
        ("New York", "America/New_York"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_a_zone_is_found_by_city_or_name(written: str, zone: str) -> None:
    assert zones.named(written) == zone


def test_a_point_lies_in_a_zone_and_near_a_city() -> None:
    assert zones.at((39.47, -0.37)) == "Europe/Madrid"
    assert places.nearest((39.46, -0.38)) == "Valencia"
    assert places.nearest((64.1, -21.9)) == ""


def test_a_slip_in_a_city_is_noticed() -> None:
    assert places.resembling("Valenica") == "Valencia"
    assert places.resembling("xyz") == ""
