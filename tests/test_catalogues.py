"""Every language says everything: nothing missing, the same places, links and commands, all plural forms."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.i18n import FOLDER, LANGUAGES, Catalogues
from bot.markup import parse
from locales.extract import existing, merged, missing, template

SHIPPED = sorted(path.stem for path in FOLDER.glob("*.po"))


@pytest.fixture(scope="module")
def source() -> Catalog:
    return template()


def pairs(code: str) -> list[tuple[str, str]]:
    """Each sentence with each of its translations; plural forms count against the plural sentence."""
    found = []
    for message in existing(code):
        if isinstance(message.id, tuple | list):
            found += [(str(message.id[1]), str(text)) for text in message.string or ()]
        elif message.id:
            found.append((str(message.id), str(message.string)))
    return found


def places(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{(\w*)[^}]*\}", text))


def commands(text: str) -> list[str]:
    """The first word of each piece of code: what is typed is the same in every language."""
    return sorted(span.text.split()[0] for span in parse(text) if span.code and span.text.split())


def test_the_first_version_speaks_spanish_and_italian() -> None:
    assert {"es", "it"} <= set(SHIPPED)


def test_every_catalogue_is_of_a_language_that_can_be_chosen() -> None:
    assert set(SHIPPED) <= set(LANGUAGES)


@pytest.mark.parametrize("code", SHIPPED)
def test_no_sentence_is_left_in_english(code: str, source: Catalog) -> None:
    lacking = [message.id for message in missing(merged(code, source))]
    assert not lacking, f"{len(lacking)} sentences; `python -m locales.extract {code}` adds them: {lacking[:10]}"


@pytest.mark.parametrize("code", SHIPPED)
def test_nothing_is_left_for_a_translator_to_look_at(code: str) -> None:
    assert not [message.id for message in existing(code) if message.id and message.fuzzy]


@pytest.mark.parametrize("code", SHIPPED)
def test_each_translation_has_the_places_of_its_sentence(code: str) -> None:
    wrong = [(one, said) for one, said in pairs(code) if said and set(places(one)) - {"n"} != set(places(said)) - {"n"}]
    assert not wrong


@pytest.mark.parametrize("code", SHIPPED)
def test_commands_and_links_are_the_same_in_each_translation(code: str) -> None:
    wrong = [
        (one, said)
        for one, said in pairs(code)
        if said and (commands(one) != commands(said) or {s.url for s in parse(one)} != {s.url for s in parse(said)})
    ]
    assert not wrong


@pytest.mark.parametrize("code", SHIPPED)
def test_plurals_have_each_form_of_the_language(code: str) -> None:
    catalog = existing(code)
    short = [m.id for m in catalog if isinstance(m.string, tuple | list) and len(m.string) != catalog.num_plurals]
    assert not short


@pytest.mark.parametrize("code", SHIPPED)
def test_every_count_finds_its_form(code: str) -> None:
    t = Catalogues()[code]
    for message in existing(code):
        if isinstance(message.id, tuple | list):
            said = {t._plural(str(message.id[0]), str(message.id[1]), count) for count in range(250)}
            assert said <= {str(text) for text in message.string or ()}


def test_a_new_language_begins_with_every_sentence(tmp_path: Path, source: Catalog) -> None:
    begun = merged("sl", source, tmp_path)
    assert len(missing(begun)) == len(begun) == len(source)
    assert begun.num_plurals == 4


def test_an_update_keeps_what_was_translated(tmp_path: Path) -> None:
    source = Catalog()
    source.add("Back")
    source.add("Skip")
    (tmp_path / "es.po").write_text('msgid "Back"\nmsgstr "Atrás"\n\nmsgid "Gone"\nmsgstr "Ido"\n', "utf-8")

    updated = merged("es", source, tmp_path)

    assert updated["Back"].string == "Atrás"
    assert [message.id for message in missing(updated)] == ["Skip"]
    assert "Gone" in updated.obsolete
