"""Rounds: everybody is seated, nobody meets the same person too soon, and one seed gives one result."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.round_people import REST_DAYS, Arrangement, Memory, Mixing, Participant, Why, pairs_of, two
from matching.rounds import arrange

IDS = st.lists(st.integers(1, 60).map(str), unique=True, max_size=25)


def people(*ids: str, side: str = "") -> list[Participant]:
    return [Participant(one, side) for one in ids]


def seated(found: Arrangement) -> list[str]:
    return [one for group in found.groups for one in group]


@given(IDS, st.integers(0, 5), st.integers(2, 8))
def test_everybody_sits_once_or_is_told_why(ids: list[str], seed: int, size: int) -> None:
    found = arrange(people(*ids), Memory(), seed, size)
    assert sorted([*seated(found), *found.left_out]) == sorted(ids)
    assert not found.left_out or len(ids) == 1


@given(st.integers(2, 30), st.integers(0, 3), st.integers(2, 8))
def test_what_does_not_divide_makes_groups_one_larger(count: int, seed: int, size: int) -> None:
    sizes = [len(group) for group in arrange(people(*map(str, range(count))), Memory(), seed, size).groups]
    assert max(sizes) - min(sizes) <= 1
    assert len(sizes) == max(1, count // size)


@given(IDS, st.randoms(use_true_random=False))
def test_the_order_people_come_in_makes_no_difference(ids: list[str], rng: Random) -> None:
    shuffled = ids[:]
    rng.shuffle(shuffled)
    assert arrange(people(*ids), Memory(), 7) == arrange(people(*shuffled), Memory(), 7)


def test_another_seed_seats_people_otherwise() -> None:
    twenty = people(*map(str, range(20)))
    assert len({arrange(twenty, Memory(), seed).groups for seed in range(5)}) == 5


@given(st.integers(4, 16), st.integers(0, 5), st.data())
def test_who_wishes_to_be_apart_never_sits_together(count: int, seed: int, data: st.DataObject) -> None:
    ids = [str(n) for n in range(count)]
    every = [two(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :]]
    apart = frozenset(data.draw(st.lists(st.sampled_from(every), unique=True)))
    size = data.draw(st.integers(2, 5))
    found = arrange(people(*ids), Memory(apart=apart, together=tuple(sorted(apart)[:1])), seed, size)
    assert not [pair for pair in apart for group in found.groups if set(pair) <= set(group)]
    assert sorted([*seated(found), *found.left_out]) == sorted(ids)


def test_nobody_meets_again_while_there_is_anybody_else() -> None:
    memory = Memory(met={two("a", "b"): 7, two("c", "d"): 7})
    assert arrange(people("a", "b", "c", "d"), memory, 1).repeats == ()


def test_where_nobody_else_is_left_those_meet_who_met_longest_ago() -> None:
    days = {"ab": 7, "cd": 7, "ac": 60, "bd": 60, "ad": 7, "bc": 7}
    memory = Memory(met={two(*pair): ago for pair, ago in days.items()})
    found = arrange(people("a", "b", "c", "d"), memory, 1)
    assert found.groups == (("a", "c"), ("b", "d"))
    assert found.repeats == (("a", "c"), ("b", "d"))


def test_an_odd_one_joins_where_nobody_meets_again() -> None:
    memory = Memory(met={two("a", "e"): 3, two("b", "e"): 3, two("a", "b"): REST_DAYS + 30})
    found = arrange(people("a", "b", "c", "d", "e"), memory, 3)
    assert sorted(map(len, found.groups)) == [2, 3]
    assert found.repeats == ()


def test_who_was_left_out_comes_first() -> None:
    ids = ["a", "b", "c"]
    apart = frozenset({two("b", "c")})  # a can sit with b or with c, and never with both
    for first in ("b", "c"):
        found = arrange(people(*ids), Memory(apart=apart, first=frozenset({first})), 5)
        assert found.groups == (two("a", first),)
        assert set(found.left_out.values()) == {Why.NO_SEAT}


def test_across_seats_the_other_side_and_within_ones_own() -> None:
    everybody = [*people("a", "b", side="creative"), *people("x", "y", side="traditional")]
    across = arrange(everybody, Memory(), 2, mixing=Mixing.ACROSS)
    assert all(len({one in "ab" for one in group}) == 2 for group in across.groups)
    assert arrange(everybody, Memory(), 2, mixing=Mixing.WITHIN).groups == (("a", "b"), ("x", "y"))


def test_a_managers_pair_stands_and_the_others_are_seated_around_it() -> None:
    found = arrange(people("a", "b", "c", "d"), Memory(together=(("d", "a"), ("a", "b"), ("z", "a"))), 1)
    assert found.groups == (("a", "d"), ("b", "c"))


@pytest.mark.parametrize(("ids", "why"), [(["a"], Why.ALONE), ([], None)])
def test_too_few_for_a_round_is_said(ids: list[str], why: Why | None) -> None:
    assert arrange(people(*ids), Memory(), 1).left_out == dict.fromkeys(ids, why)


def test_who_may_sit_with_nobody_hears_so() -> None:
    apart = frozenset({two("a", "b"), two("a", "c")})
    assert arrange(people("a", "b", "c"), Memory(apart=apart), 1).left_out == {"a": Why.NOBODY_ALLOWED}


def seatings(ids: tuple[str, ...]) -> list[list[tuple[str, ...]]]:
    """Every way to make pairs, with one trio where the number is odd."""
    if not ids:
        return [[]]
    one, rest = ids[0], ids[1:]
    sizes = (1,) if len(ids) % 2 == 0 else (1, 2)
    found = []
    for size in sizes:
        for others in combinations(rest, size):
            left = tuple(person for person in rest if person not in others)
            found += [[(one, *others), *more] for more in seatings(left) if size == 1 or len(left) % 2 == 0]
    return found


@given(st.integers(2, 7), st.integers(0, 3), st.data())
def test_nobody_meets_again_too_soon_where_any_other_seating_exists(count: int, seed: int, data: st.DataObject) -> None:
    ids = tuple("abcdefg"[:count])
    days = {pair: data.draw(st.sampled_from([None, 7, 89, 90, 200])) for pair in pairs_of(ids)}
    met = {pair: ago for pair, ago in days.items() if ago is not None}
    found = arrange(people(*ids), Memory(met), seed)
    fewest = min(
        sum(met.get(pair, REST_DAYS) < REST_DAYS for group in groups for pair in pairs_of(group))
        for groups in seatings(ids)
    )
    assert len(found.repeats) == fewest
    assert not found.left_out


def test_a_seating_somebody_decided_on_stays_and_who_came_since_sits_around_it() -> None:
    kept = (("a", "c"), ("b", "d"), ("e", "gone"))
    found = arrange(people(*"abcdef"), Memory(), 1, kept=kept)
    assert found.groups == (("a", "c"), ("b", "d"), ("e", "f"))
    late = arrange(people(*"abcde"), Memory(), 1, kept=kept[:2])
    assert sorted(map(len, late.groups)) == [2, 3]
    assert set("abcd") <= {one for group in late.groups for one in group}
    parted = arrange(people(*"abcd"), Memory(apart=frozenset({two("a", "c")})), 1, kept=kept)
    assert parted.groups in {(("a", "b"), ("c", "d")), (("a", "d"), ("b", "c"))}, "nobody is left out for its sake"
    larger = arrange(people(*"abcdefg"), Memory(), 1, size=3, kept=(("a", "b", "c"),))
    assert ("a", "b", "c") in larger.groups
