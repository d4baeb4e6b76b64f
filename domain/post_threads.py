"""A text too long for one post as a thread: cut between paragraphs, sentences or words, and numbered."""

from collections.abc import Iterator
from itertools import islice

import regex

from domain.post_links import pieces
from domain.post_rulers import Ruler

LONGEST = 25
"""Posts a thread; a text that needs more is an article, and belongs behind a link."""
WIDEST = 24
"""Code points looked at for each that a channel allows: marks and joiners count nothing, an address counts 23."""
_CUTS = (
    regex.compile(r"\n\s*\n"),
    regex.compile(r"(?<=[.!?…;·;])[\"'”’»)]*\s+|\n"),
    regex.compile(r"(?<=[,:–—])\s+"),
    regex.compile(r"\s+"),
)
"""Where a text may be cut, best first: after a paragraph, a sentence or a line, a clause, a word."""
_GRAPHEME = regex.compile(r"\X")


class TooLong(ValueError):
    """The text does not fit the longest thread; what it needs instead is fewer words or a link."""


def thread(text: str, ruler: Ruler) -> tuple[str, ...]:
    """The posts that say this text: one where it fits, else each with its number ("2/3").

    Nothing but blanks at the cuts is lost, no address, tag or mention is cut unless it alone is too long, and no
    character as a person sees it ever is.

    Raises:
        TooLong: over 25 posts.
    """
    text = text.strip()
    if len(text) <= ruler.limit * WIDEST and ruler.fits(text):
        return (text,) if text else ()
    for digits in (1, 2):
        room = " " + "0" * digits + "/" + "0" * digits
        parts = list(islice(_parts(text, ruler, room), LONGEST + 1))
        if len(parts) > LONGEST:
            raise TooLong(f"it needs more than {LONGEST} posts")
        if len(str(len(parts))) <= digits:
            break
    return tuple(f"{part} {number}/{len(parts)}" for number, part in enumerate(parts, 1))


def _parts(text: str, ruler: Ruler, room: str) -> Iterator[str]:
    rest = text
    while len(rest) > ruler.limit * WIDEST or not ruler.fits(rest + room):
        end = _end(rest, ruler, room)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    if rest:
        yield rest


def _end(text: str, ruler: Ruler, room: str) -> int:
    """Where the first post ends: the last good cut that fits, if it leaves the post at least half full."""
    most = _most(text, ruler, room)
    whole = [(piece.start, piece.end) for piece in pieces(text[: most + 400])]
    for cuts in _CUTS:
        ends = [match.start() for match in cuts.finditer(text, 0, most + 1) if 0 < match.start() <= most]
        ends = [end for end in ends if not any(start < end < stop for start, stop in whole)]
        if ends and (cuts is _CUTS[-1] or ends[-1] * 2 >= most):
            return ends[-1]
    before = [start for start, stop in whole if start < most < stop and text[:start].strip()]
    return before[-1] if before else most


def _most(text: str, ruler: Ruler, room: str) -> int:
    """How many characters fit at most, always whole graphemes and at least one."""
    ends = [match.end() for match in _GRAPHEME.finditer(text[: ruler.limit * WIDEST])]
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if ruler.fits(text[: ends[middle]].rstrip() + room) else (low, middle - 1)
    return ends[low]
