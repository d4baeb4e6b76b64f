"""Finding a person by what somebody typed of their name: accents, case and order do not matter."""

import unicodedata
from collections.abc import Iterable

MOST = 6
"""Candidates shown at once; more means that more of the name is needed."""


def folded(text: str) -> str:
    """The text without accents and case."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char)).replace("ς", "σ").strip()


def named(people: Iterable[tuple[int, str]], text: str) -> list[tuple[int, str]]:
    """Those whose name is the text, else those whose name's words begin with its words."""
    wanted = folded(text)
    if not wanted:
        return []
    everyone = [(person, name, folded(name)) for person, name in people]
    exact = [(person, name) for person, name, plain in everyone if plain == wanted]
    words = wanted.split()
    near = [
        (person, name)
        for person, name, plain in everyone
        if all(any(part.startswith(word) for part in plain.split()) for word in words)
    ]
    return exact or near
