"""A typed need is understood in three languages, and what is not understood stays in its text."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.need_reading import read, read_effort, read_gives, read_place
from domain.needs import Gives, Kind

TODAY = date(2026, 11, 18)
JUNE = date(2027, 6, 30)
KNOWN = (
    "web",
    "designer",
    "3h",
    "Valencia",
    "by",
    "30 June",
    "31 June",
    ",",
    "paid",
    "#x1",
    "per",
    "el lunes",
    "in",
    "🎉",
)


@pytest.mark.parametrize(
    ("line", "text", "effort", "place", "remote", "until"),
    [
        (
            "3h web designer for a furniture catalogue, Valencia, by 30 June",
            "web designer for a furniture catalogue", "3h", "Valencia", None, JUNE,
        ),
        (
            "diseñadora web 3 horas para un catálogo, en Valencia o remoto, antes del 30 de junio",
            "diseñadora web para un catálogo", "3h", "Valencia", True, JUNE,
        ),
        (
            "grafico per un catalogo, 2 giorni, Torino, entro il 30 giugno",
            "grafico per un catalogo", "2d", "Torino", None, JUNE,
        ),
        ("10h/week bookkeeper, remote", "bookkeeper", "10h/w", "", True, None),
        ("2-3 days of photography, Palma de Mallorca", "photography", "2-3d", "Palma de Mallorca", None, None),
        ("web designer, 1,5h, on site", "web designer", "1.5h", "", False, None),
        ("desk, half a day", "desk", "0.5d", "", None, None),
        ("carpenter in San Sebastián", "carpenter in San Sebastián", "", "San Sebastián", None, None),
        ("photographer, 30 June", "photographer", "", "", None, JUNE),
        ("translator who works remotely", "translator who works remotely", "", "", True, None),
    ],
)  # fmt: skip
def test_a_line_is_understood(
    line: str, text: str, effort: str, place: str, remote: bool | None, until: date | None
) -> None:
    found = read(line, TODAY)
    assert (found.text, found.effort, found.place, found.remote) == (text, effort, place, remote)
    assert (found.reading.day if found.reading else None) == until


@pytest.mark.parametrize(
    "line",
    [
        "3D designer", "24/7 support", "paid ads specialist", "translation by a native speaker",
        "translator in English",        "SEO, UX", "office move in June", "3 day workshop facilitator", "a day trader",
    ],
)  # fmt: skip
def test_words_that_only_look_like_something_stay_in_the_text(line: str) -> None:
    found = read(line, TODAY)
    assert found.text == line
    assert not found.effort
    assert not found.place
    assert found.gives is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("web designer", Kind.SKILL),
        ("a mentor for my first year", Kind.MENTOR),
        ("socia para abrir un taller", Kind.PARTNER),
        ("fornitore di legno", Kind.SUPPLIER),
        ("investor for a bakery", Kind.FUNDING),
        ("financiación para un taller", Kind.FUNDING),
        ("desk for a week", Kind.SPACE),
    ],
)
def test_the_kind_stands_among_the_first_words(line: str, kind: Kind) -> None:
    assert read(line, TODAY).kind is kind


@pytest.mark.parametrize(
    ("words", "gives"),
    [
        ("paid", Gives.PAID), ("300 €", Gives.PAID), ("pagado", Gives.PAID), ("a pago", Gives.PAID),
        ("swap", Gives.SWAP), ("intercambio", Gives.SWAP), ("gratis", Gives.GIFT), ("for free", Gives.GIFT),
        ("for equity", Gives.EQUITY), ("a cambio de participación", Gives.EQUITY), ("tirocinio", Gives.LEARNING),
        ("soon", None),
    ],
)  # fmt: skip
def test_what_is_given_for_it(words: str, gives: Gives | None) -> None:
    assert read_gives(words) is gives
    assert read(f"web designer, {words}", TODAY).gives is gives


def test_an_amount_of_money_stays_in_the_text() -> None:
    assert read("photographer, 300 € a day", TODAY).text == "photographer, 300 € a day"


def test_tags_are_taken_out_once_each() -> None:
    found = read("web designer #Furniture #catalogue #furniture", TODAY)
    assert (found.text, found.tags) == ("web designer", ("furniture", "catalogue"))


def test_a_line_of_particulars_alone_has_no_text() -> None:
    assert read("3h, by 30 June", TODAY).text == ""


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Valencia", ("Valencia", None)), ("Valencia or remote", ("Valencia", True)), ("remoto", ("", True)),
        ("in Torino o da remoto", ("Torino", True)), ("presencial", ("", False)),
        ("Valencia / remote", ("Valencia", True)),
    ],
)  # fmt: skip
def test_a_place_and_whether_from_afar_will_do(words: str, place: tuple[str, bool | None]) -> None:
    assert read_place(words) == place


@pytest.mark.parametrize(
    ("words", "effort"),
    [("about 3 hours", "3h"), ("3h", "3h"), ("2-3d", "2-3d"), ("una tarde libre", "una tarde libre")],
)
def test_effort_in_a_form(words: str, effort: str) -> None:
    assert read_effort(words) == effort


@settings(deadline=None)  # a slow machine is no failure
@given(st.text(max_size=200))
def test_any_text_is_read_and_keeps_its_words_in_their_order(text: str) -> None:
    found = read(text, TODAY)
    left = re.findall(r"\w", found.text)
    written = re.findall(r"\w", unicodedata.normalize("NFC", text))
    assert is_subsequence(left, written)


@settings(deadline=None)  # a slow machine is no failure
@given(st.lists(st.sampled_from(KNOWN), max_size=12))
def test_no_order_of_known_words_is_an_error(words: list[str]) -> None:
    line = " ".join(words)
    assert is_subsequence(re.findall(r"\w", read(line, TODAY).text), re.findall(r"\w", line))


def is_subsequence(part: Iterable[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)
