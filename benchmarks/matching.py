"""How well needs find people: nDCG@10 by tier, language and kind of need, and with whole roles left out.

`python -m benchmarks.matching` prints the tables of docs/matching.md. Its rows, for each set and tier:
*as shipped* with the weights of `score.py`; *weights of other roles* where each group of roles is answered with weights
fitted on the others; *roles unknown* where the lexicon's entries that express those roles are taken out as well.
`--worst` prints the needs that are answered worst, `--fit` the weights that all roles together ask for.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.matching_folds import Floats, dropped, fitted, folds
from benchmarks.matching_gaps import gap as gap_of
from benchmarks.matching_sets import TOP, Asked, Set, installed, mean, ndcg
from matching import score
from matching.comparing import compare
from matching.encoder import ENCODERS, Tier, choose
from matching.index import Index
from matching.lexicon import Lexicon
from matching.lexicon_reading import shipped

GOOD = 2
"""From this grade on, an answer counts as good where weights are fitted."""
WORST = 25


@dataclass(frozen=True)
class Answers:
    """The parts of everybody's relevance for each need, people in the set's order."""

    parts: dict[str, Mapping[str, Floats]]

    def good(self, asked: Asked, one: Set) -> Floats:
        return np.array([asked.grades.get(person.id, 0) >= GOOD for person in one.people], float)


def main(wishes: Sequence[str] = ()) -> int:
    cache: dict[str, bytes] = {}
    for one in installed():
        for name in ("plain", *ENCODERS):
            tier = choose(name, cache)
            if tier.name != name:
                print(f"\n{name} is not installed: {tier.note}")
                continue
            known, unknown = answered(one, one.asked, tier), _unknown(one, tier)
            row = "encoder" if tier.encoder else "plain"
            shown = {"bias": score.BIAS[row], **score.WEIGHTS[row]}
            names = list(score.WEIGHTS[row])
            print(f"\n### {one.name}, {name}\n")
            _table(one, known, unknown, shown, names)
            if "--fit" in wishes:
                print(fitted(*_all(one, (known, unknown)), names))
            if "--worst" in wishes:
                _worst(one, known, shown)
    return 0


def answered(one: Set, asked: Sequence[Asked], tier: Tier, lexicon: Lexicon | None = None) -> Answers:
    """Every part of relevance, need by need."""
    index = Index(one.people, tier, lexicon or shipped())
    order = [index.by_id[person.id] for person in one.people]
    found: dict[str, Mapping[str, Floats]] = {}
    for each in asked:
        compared = compare([each.request], index, np.zeros(len(order), np.int64), np.array(order, np.int64))
        found[each.request.id] = {name: np.asarray(values, float) for name, values in compared.values.items()}
    return Answers(found)


def _unknown(one: Set, tier: Tier) -> Answers:
    """Every need answered with a lexicon that does not know its role."""
    found: dict[str, Mapping[str, Floats]] = {}
    for roles, lexicon in dropped(one, shipped()):
        found |= answered(one, [each for each in one.asked if each.role in roles], tier, lexicon).parts
    return Answers(found)


def _all(
    one: Set, answers: Sequence[Answers], left_out: frozenset[str] = frozenset()
) -> tuple[list[Mapping[str, Floats]], list[Floats]]:
    """What weights are fitted on: needs whose roles are known and needs whose roles are not, alike."""
    kept = [(some, each) for some in answers for each in one.asked if each.role not in left_out]
    return [some.parts[each.request.id] for some, each in kept], [some.good(each, one) for some, each in kept]


def _table(one: Set, known: Answers, unknown: Answers, shown: Mapping[str, float], names: list[str]) -> None:
    kinds = sorted({each.kind for each in one.asked})
    spoken = sorted({each.language for each in one.asked})
    print(
        f"| | all | across languages | {' | '.join((*kinds, *spoken))} | gap | at equal roles | chance alone | likely |"
    )
    print("|---" * (7 + len(kinds) + len(spoken)) + "|")
    by_fold = {role: fitted(*_all(one, (known, unknown), roles), names) for roles in folds(one) for role in roles}
    for title, answers, weights in (
        ("as shipped", known, dict.fromkeys(by_fold, shown)),
        ("weights of other roles", known, by_fold),
        ("roles unknown, as shipped", unknown, dict.fromkeys(by_fold, shown)),
        ("roles unknown, weights of other roles", unknown, by_fold),
    ):
        everything, across = figures(one, answers, weights)
        cells = [mean(list(everything.values())), mean(list(across.values()))]
        cells += [mean([across[each.request.id] for each in one.asked if each.kind == kind]) for kind in kinds]
        by_language = [
            mean([across[each.request.id] for each in one.asked if each.language == spoke]) for spoke in spoken
        ]
        gap = max(by_language) - min(by_language)
        fair = gap_of(one.asked, across)
        cells += [*by_language, gap, fair.seen, fair.usual, fair.likely]
        print(f"| {title} | {' | '.join(f'{cell:.3f}' for cell in cells)} |")
    _pairs(one, known, shown, spoken)


def _pairs(one: Set, answers: Answers, weights: Mapping[str, float], spoken: Sequence[str]) -> None:
    """From the need's language (rows) to the profiles' language (columns)."""
    offered = sorted(set(one.spoken.values()))
    print(f"\n| need in | {' | '.join(offered)} |\n|---{'|---' * len(offered)}|")
    for language in spoken:
        cells = []
        for other in offered:
            values = [
                ndcg([p for p in order(one, answers, each, weights) if one.spoken[p] == other], grades)
                for each in one.asked
                if each.language == language
                and (grades := {p: g for p, g in each.grades.items() if one.spoken[p] == other})
            ]
            cells.append(f"{mean(values):.2f}" if values else "")
        print(f"| {language} | {' | '.join(cells)} |")


def figures(
    one: Set, answers: Answers, weights: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, float], dict[str, float]]:
    """Of each need: nDCG@10 over all profiles, and over those in other languages only."""
    everything, across = {}, {}
    for each in one.asked:
        found = order(one, answers, each, weights[each.role])
        foreign = {person: grade for person, grade in each.grades.items() if one.spoken[person] != each.language}
        everything[each.request.id] = ndcg(found, each.grades)
        across[each.request.id] = ndcg([p for p in found if one.spoken[p] != each.language], foreign)
    return everything, across


def order(one: Set, answers: Answers, asked: Asked, weights: Mapping[str, float]) -> list[str]:
    """People from best to worst."""
    parts = answers.parts[asked.request.id]
    sums = sum((weights[name] * values for name, values in parts.items() if name in weights), np.zeros(1))
    return [one.people[at].id for at in np.argsort(-np.round(sums, 9), kind="stable")]


def _worst(one: Set, answers: Answers, weights: Mapping[str, float]) -> None:
    everything, _ = figures(one, answers, dict.fromkeys(set(one.roles.values()), weights))
    said = {person.id: person.offers[0] for person in one.people}
    for each in sorted(one.asked, key=lambda asked: everything[asked.request.id])[:WORST]:
        found = order(one, answers, each, weights)
        wrong = next((person for person in found[:TOP] if not each.grades.get(person)), "")
        print(f"| {everything[each.request.id]:.2f} | {each.request.id} {each.language} {each.kind}", end="")
        print(f" | {each.request.text} | {said.get(wrong, '')} |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
