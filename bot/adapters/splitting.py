"""Cuts styled text into pieces that a platform takes: after a line, after a blank, else between characters (pure)."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.markup import Span

Size = Callable[[str], int]
ZERO_WIDTH_JOINER = "\u200d"
MARKS = frozenset({"Mn", "Me", "Mc"})


def pieces(spans: Sequence[Span], limit: int, size: Size) -> list[tuple[Span, ...]]:
    """The spans in pieces of at most `limit` units as `size` counts; joined again they are the same text."""
    text = "".join(span.text for span in spans)
    if size(text) <= limit:
        return [tuple(spans)]
    cuts = [0]
    while cuts[-1] < len(text):
        cuts.append(_end(text, cuts[-1], limit, size))
    return [_between(spans, start, end) for start, end in pairwise(cuts)]


def _end(text: str, start: int, limit: int, size: Size) -> int:
    """Where the piece that begins at `start` ends; always further on."""
    lengths = range(1, len(text) - start + 1)
    furthest = start + max(1, bisect_right(lengths, limit, key=lambda length: size(text[start : start + length])))
    if furthest == len(text):
        return furthest
    for mark in ("\n", " "):
        found = text.rfind(mark, start + (furthest - start) // 2, furthest) + 1
        if found and not inside_character(text, found):
            return found
    end = furthest
    while end > start and inside_character(text, end):
        end -= 1
    return end if end > start else furthest  # one character larger than the limit has to be cut


def inside_character(text: str, at: int) -> bool:
    """Whether what a person sees as one character lies on both sides of `at`."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if ZERO_WIDTH_JOINER in (before, after) or unicodedata.category(after) in MARKS:
        return True
    if _flag(before) and _flag(after):
        return _run_of_flags(text, at) % 2 == 1
    skin, tag, jamo = "\U0001f3fb" <= after <= "\U0001f3ff", "\U000e0020" <= after <= "\U000e007f", "ᅠ" <= after <= "ᇿ"
    return skin or tag or jamo or (before, after) == ("\r", "\n")


def _flag(char: str) -> bool:
    """Regional indicators: two of them are one flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _run_of_flags(text: str, end: int) -> int:
    start = end
    while start and _flag(text[start - 1]):
        start -= 1
    return end - start


def _between(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The part of the spans between two places of their text."""
    found, position = [], 0
    for span in spans:
        part = span.text[max(0, start - position) : max(0, end - position)]
        if part:
            found.append(span._replace(text=part))
        position += len(span.text)
    return tuple(found)
