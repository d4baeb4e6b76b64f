"""Telegram counts text in UTF-16 code units; these are the few ways to count and cut like it."""

from collections.abc import Iterator

HIGHEST_ONE_UNIT = 0xFFFF
SURROGATES = range(0xD800, 0xE000)


def units(text: str) -> int:
    """How long Telegram says this text is."""
    return len(text) + sum(1 for character in text if ord(character) > HIGHEST_ONE_UNIT)


def has_lone_surrogate(text: str) -> bool:
    """Whether this text could not be written as UTF-8."""
    return any(ord(character) in SURROGATES for character in text)


def cut(text: str, offset: int, length: int) -> str:
    """The part of the text that an entity covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def pieces(text: str, limit: int) -> Iterator[str]:
    """Split as the Telegram app splits a long paste: every piece at most `limit` units."""
    piece: list[str] = []
    length = 0
    for character in text:
        width = units(character)
        if length + width > limit:
            yield "".join(piece)
            piece, length = [], 0
        piece.append(character)
        length += width
    if piece:
        yield "".join(piece)


def positions(text: str) -> list[int]:
    """For each character index (and the end), its offset in UTF-16 units."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + units(character))
    return offsets
