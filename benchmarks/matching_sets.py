"""The sets of needs and profiles with graded answers that matching is measured on."""

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from matching.model import Person, Request

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"
MESSY = Path(__file__).resolve().parent / "sets" / "messy.toml"
TOP = 10
SAME, RELATED = 3, 1
"""What an answer of the messy set is worth."""


@dataclass(frozen=True)
class Asked:
    """A need of a set with its graded answers."""

    request: Request
    language: str
    kind: str
    role: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Set:
    """People with nothing but their text, whose roles and languages are known, and needs."""

    name: str
    people: tuple[Person, ...]
    spoken: Mapping[str, str]
    roles: Mapping[str, str]
    asked: tuple[Asked, ...]


def installed() -> list[Set]:
    """The project's own set, and the reference set where it is."""
    path = Path(os.environ.get("TERTULIA_REFERENCE", REFERENCE)) / "medmatch_dev.jsonl"
    return [*([reference(path)] if path.exists() else []), messy()]


def reference(path: Path) -> Set:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    people = [row for row in rows if row.get("type") == "cand"]
    kinds = {"T": "task", "D": "named"}
    return Set(
        "reference",
        tuple(Person(row["id"], (row["text"],)) for row in people),
        {row["id"]: row["lang"] for row in people},
        {row["id"]: row["role"] for row in people},
        tuple(
            Asked(Request(row["id"], row["text"]), row["lang"], kinds[row["kind"]], row["role"], row["rel"])
            for row in rows
            if row.get("type") == "query"
        ),
    )


def messy(path: Path = MESSY) -> Set:
    tables = tomllib.loads(path.read_text("utf-8"))["role"]
    told = [(f"{role}.{at}", role, *one) for role, table in tables.items() for at, one in enumerate(table["profiles"])]
    roles = {one: role for one, role, _, _ in told}
    return Set(
        "messy",
        tuple(Person(one, (said,)) for one, _, _, said in told),
        {one: language for one, _, language, _ in told},
        roles,
        tuple(
            Asked(Request(f"{role}?{at}", said), language, kind, role, _grades(role, table, roles))
            for role, table in tables.items()
            for at, (language, kind, said) in enumerate(table["needs"])
        ),
    )


def _grades(role: str, table: Mapping[str, Sequence[str]], roles: Mapping[str, str]) -> dict[str, int]:
    near = table.get("related", ())
    return {one: SAME if other == role else RELATED for one, other in roles.items() if other in (role, *near)}


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(person, 0) for person in found]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(place + 2) for place, grade in enumerate(grades[:TOP]))


def mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))
