"""Where links and tags stand in a post, in bytes of UTF-8 as Bluesky wants them."""

from dataclasses import dataclass

from domain.post_links import Kind, pieces
from domain.post_rulers import encoded

LONGEST_TAG = 64
"""Graphemes: the lexicon's limit; a longer one stays plain text."""


@dataclass(frozen=True)
class Facet:
    """A link or a tag at `start:end`, counted in bytes; a mention would need its account looked up and stays text."""

    start: int
    end: int
    kind: Kind
    target: str


def facets(text: str) -> list[Facet]:
    """The facets of a text, in order."""
    return [
        Facet(len(encoded(text[: piece.start])), len(encoded(text[: piece.end])), piece.kind, piece.target)
        for piece in pieces(text)
        if piece.kind is Kind.LINK or (piece.kind is Kind.TAG and len(piece.target) <= LONGEST_TAG)
    ]
