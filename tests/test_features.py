"""Features do not import each other: a file knows the files of its own feature, and the ground that all share."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = {
    "handlers": (),
    "storage": (
        "db",
        "people",
        "outbox",
        "statements",
        "effects",
        "ticks",
        "profile",
        "needs",
        "audit",
        "matches",
        "introductions",
    ),
}
"""What any feature of a layer may know."""

TOGETHER = {
    # An offer lives like a need; a segment is whom a broadcast is for; unlinking is the end of linking.
    ("offers", "need"), ("segments", "broadcast"), ("unlink", "link"), ("matches", "match"),
    # What is told of an event carries its calendar file, and a calendar is made of events; seats are an event's.
    ("event_telling", "calendar"), ("calendars", "event"), ("seats", "event"),
    # Being named as somebody who was there takes a consent; whoever becomes one person has one digest a week.
    ("event_people", "consent"), ("link_digests", "digest"),
    # A chat that moves takes its standing cards along; the database's writer is a thread of its own.
    ("addresses", "card"), ("db", "writer"),
    # Whoever is erased takes the posts that name them along.
    ("privacy", "post"),
}  # fmt: skip
"""Two names that are one thing, file by file: each says why."""

EVERYTHING = {"tables", "migrate", "housekeeping", "stats", "__init__"}
"""Files whose work is to know, to sweep or to count all of them."""


def feature(name: str) -> str:
    """The first word, in the singular: `event_cards` and `events` are one feature."""
    return name.split("_", maxsplit=1)[0].removesuffix("s")


def imported(layer: str, path: Path) -> Iterator[str]:
    """The files of its own layer that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == layer:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{layer}."):
            yield str(node.module).split(".")[1]


def strangers(layer: str) -> list[str]:
    """Imports from one feature into another."""
    return [
        f"{layer}.{path.stem} -> {other}"
        for path in sorted((ROOT / layer).glob("*.py"))
        for other in imported(layer, path)
        if path.stem not in EVERYTHING
        and feature(other) != feature(path.stem)
        and other not in SHARED[layer]
        and (path.stem, feature(other)) not in TOGETHER
    ]


@pytest.mark.parametrize("layer", SHARED)
def test_no_feature_imports_another(layer: str) -> None:
    assert not strangers(layer)


def test_each_exception_is_still_needed() -> None:
    used = {
        (path.stem, feature(other))
        for layer in SHARED
        for path in (ROOT / layer).glob("*.py")
        for other in imported(layer, path)
    }
    assert not TOGETHER - used
