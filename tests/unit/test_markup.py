"""The markup: it survives anything, and what a person wrote is only ever text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.markup import Span, clean, clipped, escape, parse, plain, utf16

TEXT = st.text(alphabet=st.characters(codec=None), max_size=200) | st.text("\\*_`[]()a https://x.y \n", max_size=60)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("plain", (Span("plain"),)),
        ("*bold* rest", (Span("bold", bold=True), Span(" rest"))),
        ("_it_", (Span("it", italic=True),)),
        ("`a*b*`", (Span("a*b*", code=True),)),
        ("*a _b_*", (Span("a ", bold=True), Span("b", bold=True, italic=True))),
        ("[site](https://a.b/c)", (Span("site", url="https://a.b/c"),)),
        ("*never closed", (Span("*never closed"),)),
        ("snake_case_name", (Span("snake_case_name"),)),
        (r"\*not bold\*", (Span("*not bold*"),)),
        ("[x](javascript:alert)", (Span("[x](javascript:alert)"),)),
        ("**", (Span("**"),)),
        ("", ()),
    ],
)
def test_marks_become_spans(text: str, spans: tuple[Span, ...]) -> None:
    assert parse(text) == spans


@given(TEXT)
@example("*bold* [x](https://evil.example) `code` \\")
def test_what_a_person_wrote_is_only_ever_text(written: str) -> None:
    spans = parse(escape(written))
    assert "".join(span.text for span in spans) == clean(written)
    assert not any(span.bold or span.italic or span.code or span.url for span in spans)


@given(TEXT)
def test_it_stays_text_inside_a_bold_sentence(written: str) -> None:
    spans = parse(f"*You said:* “{escape(written)}”")
    assert "".join(span.text for span in spans) == f"You said: “{clean(written)}”"
    assert all(span.url is None and not span.code for span in spans)


@given(TEXT)
def test_no_text_is_an_error_and_all_of_it_can_be_sent(text: str) -> None:
    for span in parse(text):
        span.text.encode()
    plain(text).encode()


def test_plain_text_shows_where_a_link_leads() -> None:
    assert plain("see [the page](https://a.b)") == "see the page (https://a.b)"
    assert plain("[https://a.b](https://a.b)") == "https://a.b"


@given(st.text(max_size=80), st.integers(2, 40))
def test_clipped_text_fits_as_the_platform_counts(text: str, limit: int) -> None:
    short = clipped(clean(text), limit, utf16)
    assert utf16(short) <= limit
    assert utf16(clean(text)) > limit or short == clean(text)
