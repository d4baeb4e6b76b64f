"""What a translator is asked for: every way in which the code says a sentence is found."""

import ast
from pathlib import Path

import pytest

from locales.sentences import ROOT, Found, _Reader, _template, sentences

BESIDE = ROOT / "bot" / "forms.py"
"""Code under test is read as if it stood in this module, so that its imports are at hand."""


def said(code: str) -> set[tuple[str, str]]:
    found = Found()
    _Reader(BESIDE, found).visit(ast.parse(code))
    return set(found.places)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('t("Back")', {("Back", "")}),
        ('ctx.t("Hello {name}", name=name)', {("Hello {name}", "")}),
        ('ctx.t("One " "sentence")', {("One sentence", "")}),
        ('t.n("{n} person", "{n} people", 3)', {("{n} person", "{n} people")}),
        ('ctx.t.n("{n} seat", "{n} seats", left)', {("{n} seat", "{n} seats")}),
        ('t("Yes" if sure else "Perhaps")', {("Yes", ""), ("Perhaps", "")}),
        ('raise Refused("No seat is left.", "events")', {("No seat is left.", "")}),
        ('raise Forbidden("Not yours.")', {("Not yours.", "")}),
        ('t({"a": "Open", "b": "Closed"}[state])', {("Open", ""), ("Closed", "")}),
        ('t({"a": "Open"}.get(state, "Gone"))', {("Open", ""), ("Gone", "")}),
        ('def f(t):\n    text = "Later"\n    return t(text)', {("Later", "")}),
        ("def f(t, text):\n    return t(text)", set()),
        ("t(FieldKind.TEXT.name)", set()),
        ('t("{question}", question=q)', set()),
        ('get("Back")', set()),
    ],
)
def test_a_sentence_is_found(code: str, expected: set[tuple[str, str]]) -> None:
    assert said(code) - {("TEXT", "")} == expected


def test_a_sentence_that_cannot_be_translated_is_refused() -> None:
    with pytest.raises(SyntaxError, match="not an f-string"):
        said('t(f"Hello {name}")')


def test_pages_are_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locales.sentences.ROOT", tmp_path)
    page = tmp_path / "page.html"
    page.write_text('<h1>{{ t("Your week") }}</h1>{{ t.n("{n} line", "{n} lines", count) }}{{ other("No") }}', "utf-8")
    found = Found()
    _template(page, found)
    assert set(found.places) == {("Your week", ""), ("{n} line", "{n} lines")}


def test_forms_and_help_are_among_all_sentences() -> None:
    ones = {one for one, _ in sentences()}
    assert "What I can do; `help need` tells about one command." in ones
    assert "Please write a whole number, such as 3." in ones
