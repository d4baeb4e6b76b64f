"""How well needs find people on the development set: nDCG@10 for each tier that is installed."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from time import perf_counter

from matching import engine
from matching.encoder import ENCODERS, choose
from matching.index import Index
from matching.model import Person, Request

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "reference"
TOP = 10


@dataclass(frozen=True)
class Asked:
    """A need of the set with its graded answers."""

    request: Request
    language: str
    describes_task: bool
    grades: Mapping[str, int]


def main() -> int:
    path = Path(os.environ.get("TERTULIA_REFERENCE", DEFAULT)) / "medmatch_dev.jsonl"
    if not path.exists():
        print(f"Skipped: {path.name} is not here; point TERTULIA_REFERENCE at its folder.")
        return 0
    people, languages, asked = load(path)
    print("| tier | all | across languages | task | named | index s | ms a need |\n|---|---|---|---|---|---|---|")
    for name in ("plain", *ENCODERS):
        began = perf_counter()
        index = Index(people, choose(name, {}))
        built = perf_counter() - began
        if index.tier.name != name:
            print(f"| {name} | {index.tier.note} | | | | | |")
            continue
        began = perf_counter()
        figures = measure(index, languages, asked)
        each = (perf_counter() - began) / (2 * len(asked)) * 1000
        print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} | {built:.1f} | {each:.1f} |")
    return 0


def load(path: Path) -> tuple[list[Person], dict[str, str], list[Asked]]:
    """People with nothing but their text, their texts' languages, and the needs."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    people = [Person(row["id"], (row["text"],)) for row in rows if row.get("type") == "cand"]
    languages = {row["id"]: row["lang"] for row in rows if row.get("type") == "cand"}
    asked = [
        Asked(Request(row["id"], row["text"]), row["lang"], row["kind"] == "T", row["rel"])
        for row in rows
        if row.get("type") == "query"
    ]
    return people, languages, asked


def measure(index: Index, languages: Mapping[str, str], asked: list[Asked]) -> tuple[float, ...]:
    """nDCG@10: all needs, answers in other languages only, needs that describe a task, needs that name it."""
    everything, across = {}, {}
    for one in asked:
        found = [each.person for each in engine.rank(one.request, index, top=len(index.people))]
        everything[one.request.id] = ndcg(found, one.grades)
        foreign = {person: grade for person, grade in one.grades.items() if languages[person] != one.language}
        across[one.request.id] = ndcg([person for person in found if languages[person] != one.language], foreign)
    task = [everything[one.request.id] for one in asked if one.describes_task]
    named = [everything[one.request.id] for one in asked if not one.describes_task]
    return _mean(list(everything.values())), _mean(list(across.values())), _mean(task), _mean(named)


def ndcg(found: list[str], grades: Mapping[str, int]) -> float:
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(person, 0) for person in found]) / ideal if ideal else 0.0


def _gain(grades: list[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(place + 2) for place, grade in enumerate(grades[:TOP]))


def _mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


if __name__ == "__main__":
    sys.exit(main())
