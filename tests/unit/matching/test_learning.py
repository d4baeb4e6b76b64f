"""Learning from outcomes: little, late, bounded, the same for the same outcomes, and never against a person."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.learning import TRUTHS, played
from domain.learning import AT_MOST, NEARLY, SHARE, Lesson, lesson, line
from matching import engine, score
from matching.encoder import PLAIN
from matching.index import Index
from matching.learning import EACH_WAY, ENOUGH, FAR, Outcome, learn
from matching.model import Person, Request, Weighing

PLANTED = next(iter(TRUTHS))


def outcomes(size: int, seed: int, slope: float = 3.0) -> list[Outcome]:
    """Answers that only the related trades decide."""
    chance = np.random.default_rng(seed)
    found = []
    for at in range(size):
        parts = {name: float(chance.random()) for name in score.WEIGHTS["plain"]}
        likely = 1 / (1 + np.exp(-slope * (2 * parts["related"] - 1)))
        fitted = bool(chance.random() < likely)
        found.append(Outcome(f"n{at // 2}", f"h{at % 97}", f"o{at // 2}", parts, fitted))
    return found


def change(found: Weighing | None, part: str) -> float:
    return 0.0 if found is None else found.weights[part] / score.WEIGHTS["plain"][part] - 1


def test_what_decides_the_answers_counts_more_and_what_does_not_less() -> None:
    found = learn(outcomes(600, 1), "plain")
    assert found.why == "learned"
    assert change(found.weighing, "related") > 0.1
    assert change(found.weighing, "sense") < 0


def test_few_or_one_sided_outcomes_change_nothing() -> None:
    told = outcomes(600, 1)
    assert learn(told[: ENOUGH - 1], "plain").why == "few"
    glad = [one for one in told if one.fitted][:250] + [one for one in told if not one.fitted][: EACH_WAY - 1]
    assert learn(glad, "plain").weighing is None
    assert learn([], "plain").why == "few"


@given(st.integers(0, 10_000), st.sampled_from([0.0, 1.0, 6.0, -6.0]))
def test_no_answers_whatever_move_a_weight_far(seed: int, slope: float) -> None:
    told = outcomes(220, seed, slope)
    found = learn(told, "plain").weighing
    if found is not None:
        assert all(abs(change(found, part)) <= FAR + 1e-3 for part in found.weights)
        sums = [
            sum(how.weights[part] * one.parts[part] for part in one.parts) + how.bias
            for how in (found, score.SHIPPED["plain"])
            for one in told
        ]
        before, after = float(np.mean(sums[220:])), float(np.mean(sums[:220]))
        assert abs(before - after) < 0.5, "on the average match nothing changes"


@given(st.randoms(use_true_random=False), st.integers(0, 50))
def test_the_order_and_the_names_of_people_do_not_matter(rng: random.Random, seed: int) -> None:
    told = outcomes(240, seed)
    shuffled = told[:]
    rng.shuffle(shuffled)
    assert learn(shuffled, "plain") == learn(told, "plain")
    renamed = [replace(one, helper=f"x{one.helper}", owner=f"y{one.owner}") for one in told]
    assert learn(renamed, "plain") == learn(told, "plain")


def test_one_person_who_says_no_to_all_is_a_few_voices_among_many() -> None:
    told = outcomes(600, 3)
    parts = dict.fromkeys(score.WEIGHTS["plain"], 0.0) | {"related": 1.0}
    loud = [Outcome(f"m{at}", "loud", f"p{at}", parts, fitted=False) for at in range(300)]
    alone = change(learn(told, "plain").weighing, "related")
    with_them = change(learn([*told, *loud], "plain").weighing, "related")
    many = [replace(one, helper=f"l{at}") for at, one in enumerate(loud)]
    crowd = change(learn([*told, *many], "plain").weighing, "related")
    assert alone - with_them < 0.08
    assert alone - crowd > alone - with_them


def test_outcomes_drawn_by_lot_may_say_no() -> None:
    told = outcomes(600, 1)
    drawn = [replace(one, fitted=one.parts["related"] < 0.5, drawn=True) for one in outcomes(80, 9)]
    assert learn(told, "plain").why == "learned"
    assert learn([*told, *drawn], "plain").why in {"worse_where_drawn", "no_better"}


@pytest.mark.parametrize("seed", range(6))
def test_a_planted_truth_is_found_and_helps(seed: int) -> None:
    found = played(TRUTHS[PLANTED], 1500, seed)
    assert found.why == "learned"
    assert found.after > found.before


def test_where_there_is_nothing_to_find_nothing_is_harmed() -> None:
    """Coins, and answers by the very weights that are shipped."""
    for truth in list(TRUTHS)[1:]:
        found = [played(TRUTHS[truth], 400, seed) for seed in range(25)]
        assert sum(one.why == "learned" for one in found) <= 1
        assert np.mean([one.after - one.before for one in found]) > -0.001


def test_learnt_weights_decide_who_is_best() -> None:
    people = [Person("a", ("roofing",)), Person("b", ("I seal flat roofs and gutters when water comes in",))]
    need = Request("n", "roofer")
    assert engine.rank(need, Index(people, PLAIN))[0].person == "a"
    only_sense = Weighing(dict.fromkeys(score.WEIGHTS["plain"], 0.0), -9.0)
    found = engine.rank(need, Index(people, PLAIN, learnt={"plain": only_sense}))
    assert max(one.score for one in found) < 0.1
    assert engine.rank(need, Index(people, PLAIN, learnt={"encoder": only_sense})) == engine.rank(
        need, Index(people, PLAIN)
    ), "another tier's weights change nothing"


@pytest.mark.parametrize(
    ("state", "why", "met", "outcome", "worth", "teaches"),
    [
        ("not_for_me", "skill", "", "", (), Lesson(fitted=False)),
        ("not_for_me", "time", "", "", (), None),
        ("not_for_me", "far", "", "", (), None),
        ("not_for_me", "other", "", "", (), None),
        ("not_now", "", "", "", (), None),
        ("lapsed", "", "", "", (), None),
        ("asked_owner", "", "", "", (), None),
        ("introduced", "", "", "", (), Lesson(fitted=True)),
        ("introduced", "", "met", "done", (), Lesson(fitted=True, counts=2.0)),
        ("introduced", "", "met", "", ("good",), Lesson(fitted=True, counts=2.0)),
        ("introduced", "", "met", "", ("good", "poor"), None),
        ("introduced", "", "no", "", (), None),
    ],
)
def test_only_what_is_about_the_fit_teaches(
    state: str, why: str, met: str, outcome: str, worth: tuple[str, ...], teaches: Lesson | None
) -> None:
    assert lesson(state, why, met, outcome, worth) == teaches


@given(st.lists(st.floats(0.1, 1.0), max_size=9), st.integers(0, 99))
def test_everybody_keeps_a_place_and_only_the_nearly_as_good_are_drawn(scores: list[float], seed: int) -> None:
    scores = sorted(scores, reverse=True)
    order = line(scores, random.Random(seed))
    assert sorted(place.at for place in order) == list(range(len(scores)))
    assert order == line(scores, random.Random(seed)), "one seed, one order"
    if order:
        assert order[0].at < AT_MOST
        assert scores[order[0].at] >= NEARLY * scores[0]


def test_the_chance_that_is_written_down_is_the_one_that_decides() -> None:
    lots, scores, size = random.Random(5), [0.9, 0.85, 0.8, 0.2], 6000
    firsts = [line(scores, lots)[0] for _ in range(size)]
    for at in range(3):
        seen = [place for place in firsts if place.at == at]
        assert abs(len(seen) / size - seen[0].chance) < 0.02
        assert {round(place.chance, 9) for place in seen} == {round(seen[0].chance, 9)}
    assert abs(sum(place.drawn for place in firsts) / size - SHARE) < 0.02
