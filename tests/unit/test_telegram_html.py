"""Whatever is said becomes HTML that Telegram takes: inert, within the limits, whole again when joined."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.telegram_html import (
    A_ROW,
    CAPTION,
    LABEL,
    NOTHING,
    SOURCE,
    TEXT,
    composed,
    keyboard,
    opens,
    rendered,
    visible,
)
from bot.markup import Span, clean, escape, parse, utf16
from bot.ui import Button, Message
from tests.strict.telegram_html import visible_text

ANY = st.text(st.characters(codec=None, categories=None))
LARGE = st.builds(
    lambda unit, times: unit * times, st.text("<&>\n a🦊é\u0301*", min_size=1, max_size=9), st.integers(0, 2000)
)


@given(ANY)
@example("<b>&amp;</b>")
@example("]]><!-- </code>")
def test_any_text_stays_text(text: str) -> None:
    assert visible_text(rendered(parse(escape(text)))) == clean(text)


@given(ANY, st.booleans())
def test_any_markup_is_html_that_parses(text: str, group: bool) -> None:
    for part in composed(Message(text), group=group).texts:
        assert visible_text(part).strip()


@settings(deadline=None)  # the largest take a moment
@given(ANY | LARGE)
def test_pieces_keep_the_limits_and_join_to_the_whole(text: str) -> None:
    parts = composed(Message(escape(text))).texts
    assert all(utf16(visible_text(part)) <= TEXT and len(part.encode()) <= SOURCE for part in parts)
    said, shown = clean(text), "".join(map(visible_text, parts))
    assert [char for char in said if visible([Span(char)])] == [char for char in shown if visible([Span(char)])]


@given(
    st.lists(
        st.builds(Span, st.text("ab<&> \n", min_size=1), *[st.booleans()] * 3, st.none() | st.just('https://a/?"&<'))
    )
)
def test_any_nesting_of_styles_is_clean(spans: list[Span]) -> None:
    assert visible_text(rendered(spans)) == "".join(span.text for span in spans)


def test_styles_go_on_in_the_next_piece() -> None:
    first, second = composed(Message(f"*{'word ' * 1000}*")).texts
    assert first.startswith("<b>")
    assert first.endswith("</b>")
    assert second.startswith("<b>")


def test_markup_that_grows_is_cut_sooner() -> None:
    link = "[x](https://site.example/" + "y" * 500 + ") "
    parts = composed(Message(link * 200)).texts
    assert len(parts) > 1
    assert all(len(part.encode()) <= SOURCE for part in parts)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060", "\ufe0f", "\u3164", "\u2800"])
def test_what_nobody_would_see_is_no_text(text: str) -> None:
    assert composed(Message(text)).texts == ()


@given(ANY, ANY)
def test_any_button_is_one_that_telegram_takes(label: str, data: str) -> None:
    made = keyboard(((Button(label, data), Button(label, url="https://a.example/")),))
    assert made is not None
    for button in made["inline_keyboard"][0]:
        assert button["text"].strip()
        assert utf16(button["text"]) <= LABEL
        assert ("callback_data" in button) != ("url" in button)
        assert 1 <= len(button.get("callback_data", "x").encode(errors="replace")) <= 64


def test_rows_are_no_wider_than_telegram_shows() -> None:
    made = keyboard((tuple(Button(str(n), str(n)) for n in range(20)),))
    assert made is not None
    assert [len(row) for row in made["inline_keyboard"]] == [A_ROW, A_ROW, 4]


def test_the_style_of_a_button_is_kept_where_telegram_knows_it() -> None:
    made = keyboard(((Button("Yes", "y", style="primary"), Button("No", "n", style="pale")),))
    assert made is not None
    assert [button.get("style") for button in made["inline_keyboard"][0]] == ["primary", None]


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://site.example/a?b=c", True),
        ("http://127.0.0.1:8000/login/x", True),
        ("tg://user?id=7", True),
        ("http://localhost:8000/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a.example/\n", False),
        ("http://[bad", False),
    ],
)
def test_only_addresses_that_telegram_opens_become_buttons(url: str, good: bool) -> None:
    assert opens(url) is good


def test_limits_are_telegrams() -> None:
    assert (TEXT, CAPTION, LABEL, NOTHING) == (4096, 1024, 64, "·")
