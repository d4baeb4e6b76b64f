"""A text too long for one post as a thread: cut between paragraphs, sentences or words, and numbered."""

from collections.abc import Iterator, Sequence
from itertools import islice

import regex

from domain.post_links import pieces
from domain.post_rulers import Ruler

LONGEST = 25
"""Posts a thread; a text that needs more is an article, and belongs behind a link."""
WIDEST = 24
"""Code points looked at for each that a channel allows: marks and joiners count nothing, an address counts 23."""
ENOUGH = 20
"""Characters by which the end of a post is known again."""
_CUTS = (
    regex.compile(r"\n\s*\n"),
    regex.compile(r"(?<=[.!?…;·;])[\"'”’»)]*\s+|\n"),
    regex.compile(r"(?<=[,:–—])\s+"),
    regex.compile(r"\s+"),
)
"""Where a text may be cut, best first: after a paragraph, a sentence or a line, a clause, a word."""
_NUMBER = regex.compile(r" \d{1,2}/\d{1,2}$")
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
    return _numbered(text, ruler, 0)


def continued(text: str, ruler: Ruler, out: Sequence[str]) -> tuple[str, ...] | None:
    """The thread where its first posts are public and stay as they are: those, and what the text says after them.

    The text may differ before that place. None where it does not hold the end of the last public post: nobody could
    say what is still to be told.

    Raises:
        TooLong: over 25 posts.
    """
    end = _told(text, out)
    if end is None:
        return None
    rest = text[end:].strip()
    return (*out, *_numbered(rest, ruler, len(out))) if rest else tuple(out)


def unnumbered(part: str) -> str:
    """A post's words without its number in the thread."""
    return _NUMBER.sub("", part)


def _told(text: str, out: Sequence[str]) -> int | None:
    """How far the public posts tell the text; the last one counts, by its whole words or else by their second half."""
    end = 0
    for words in map(unnumbered, out[:-1]):
        at = text.find(words, end)
        end = at + len(words) if at >= 0 else end
    last = unnumbered(out[-1])
    half = last[len(last) // 2 :]
    for words in (last, half if len(half) >= ENOUGH else ""):
        if words and (at := text.find(words, end)) >= 0:
            return at + len(words)
    return None


def _numbered(text: str, ruler: Ruler, before: int) -> tuple[str, ...]:
    """The posts of a thread after so many others, each with its number."""
    for digits in (1, 2):
        room = " " + "0" * digits + "/" + "0" * digits
        parts = list(islice(_parts(text, ruler, room), LONGEST + 1 - before))
        if before + len(parts) > LONGEST:
            raise TooLong(f"it needs more than {LONGEST} posts")
        if len(str(before + len(parts))) <= digits:
            break
    return tuple(f"{part} {number}/{before + len(parts)}" for number, part in enumerate(parts, before + 1))


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
