"""A long text is cut where a reader would cut it, and never inside what looks like one character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.splitting import inside_character, pieces
from bot.markup import Span, utf16

TEXT = st.text("ab \n🦊é\u0301\u200d🇪🇸👍🏽", max_size=300)


def words(spans: tuple[Span, ...]) -> str:
    """The text of a piece."""
    return "".join(span.text for span in spans)


@given(st.lists(st.builds(Span, TEXT.filter(bool), bold=st.booleans())), st.integers(2, 60))
def test_pieces_fit_and_join_to_the_same_text_and_styles(spans: list[Span], limit: int) -> None:
    found = pieces(spans, limit, utf16)
    assert all(utf16(words(part)) <= limit for part in found)
    assert [(char, span.bold) for part in found for span in part for char in span.text] == [
        (char, span.bold) for span in spans for char in span.text
    ]


@given(TEXT, st.integers(30, 60))
def test_no_cut_falls_inside_a_character_that_fits(text: str, limit: int) -> None:
    position = 0
    for part in pieces([Span(text)], limit, utf16):
        position += len(words(part))
        alone = any(inside_character(text, at) for at in range(position - 10, position))
        assert not inside_character(text, position) or alone


def test_a_line_end_is_the_best_place() -> None:
    found = pieces([Span("one two\nthree four five")], 12, len)
    assert [words(part) for part in found] == ["one two\n", "three four ", "five"]


def test_a_short_text_is_one_piece() -> None:
    assert pieces([Span("short")], 5, len) == [(Span("short"),)]
    assert pieces([], 5, len) == [()]


@pytest.mark.parametrize("character", ["👩‍👩‍👧‍👦", "🇪🇸", "e\u0301\u0302", "👍🏽", "한", "☂️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_characters_of_several_parts_stay_whole(character: str) -> None:
    size = len(character)
    found = pieces([Span(character * 10)], size * 2 + size // 2, len)
    assert [words(part) for part in found] == [character * 2] * 5


def test_a_character_larger_than_the_limit_is_cut_all_the_same() -> None:
    assert [len(words(part)) for part in pieces([Span("a" + "\u0301" * 20)], 10, len)] == [10, 10, 1]
