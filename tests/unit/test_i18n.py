"""The reader's language: plural forms, fallbacks, and values that stay inert."""

from pathlib import Path

import pytest

from bot.i18n import LANGUAGES, Catalogues, Markup

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello {name}"
msgstr "Pozdravljen, {name}"

msgid "one thing"
msgid_plural "{n} things"
msgstr[0] "{n} stvar"
msgstr[1] "{n} stvari (2)"
msgstr[2] "{n} stvari (3)"
msgstr[3] "{n} stvari"

msgid "untranslated"
msgstr ""
"""


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    """One with a small Slovenian catalogue: four plural forms."""
    (tmp_path / "sl.po").write_text(PO, encoding="utf-8")
    return Catalogues(tmp_path)


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 stvar"), (2, "2 stvari (2)"), (3, "3 stvari (3)"), (5, "5 stvari"), (101, "101 stvar")]
)
def test_each_count_has_its_form(catalogues: Catalogues, count: int, said: str) -> None:
    assert catalogues["sl"].n("one thing", "{n} things", count) == said


def test_what_a_catalogue_lacks_is_said_in_english(catalogues: Catalogues) -> None:
    assert catalogues["sl"]("untranslated") == "untranslated"
    assert catalogues["sl"].n("a cat", "{n} cats", 3) == "3 cats"
    assert catalogues["hr"].n("a cat", "{n} cats", 1) == "a cat"


@pytest.mark.parametrize("tag", ["sl", "sl-SI", "sl_SI", "SL"])
def test_a_language_tag_finds_its_catalogue(catalogues: Catalogues, tag: str) -> None:
    assert catalogues[tag]("Hello {name}", name="Ann") == "Pozdravljen, Ann"


def test_unknown_languages_read_english(catalogues: Catalogues) -> None:
    assert catalogues["xx"].language == "en"
    assert catalogues.has("sl")
    assert catalogues.has("en")
    assert not catalogues.has("hr")


def test_values_are_inert_and_sentences_of_ours_are_not(catalogues: Catalogues) -> None:
    t = catalogues["en"]
    assert t("{a}", a="*x*") == r"\*x\*"
    assert t("{a}", a=Markup("*x*")) == "*x*"
    assert t("{text}", text="a value may be called anything") == "a value may be called anything"


def test_a_language_without_a_catalogue_is_english_throughout(catalogues: Catalogues) -> None:
    assert str(catalogues["el"].locale) == "en"
    assert str(catalogues["sl"].locale) == "sl"


def test_the_machinery_knows_nine_languages(tmp_path: Path) -> None:
    for code in LANGUAGES:
        (tmp_path / f"{code}.po").write_text(PO.split("\n\n", maxsplit=1)[0] + "\n", encoding="utf-8")
    assert [str(Catalogues(tmp_path)[code].locale) for code in LANGUAGES] == list(LANGUAGES)
    assert len(LANGUAGES) == 9
