"""Sharing out limited time: never too much for anybody, never a pair twice, and a bound that no other sharing beats."""

import random
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
import rustworkx
from hypothesis import given
from hypothesis import strategies as st

from matching import auction
from matching.assign import Assignment, Edge, assign, prepared, tabled

SCORES = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 99).map(lambda n: n / 100), max_size=7
)


def worth(chosen: tuple[Edge, ...], first: float) -> float:
    return sum(edge.score for edge in chosen) + first * len({edge.request for edge in chosen})


@given(SCORES, st.integers(0, 2), st.integers(0, 2), st.sampled_from([0.0, 0.05, 0.3]))
def test_it_is_close_to_the_best_and_the_bound_is_above_it(
    scores: dict[tuple[str, str], float], want: int, room: int, first: float
) -> None:
    edges = [Edge(request, person, value) for (request, person), value in scores.items()]
    wanted, capacity = dict.fromkeys("abc", want), dict.fromkeys("xyz", room)
    found = assign(edges, wanted, capacity, first)
    best = max(
        worth(chosen, first)
        for size in range(len(edges) + 1)
        for chosen in combinations(edges, size)
        if all(sum(edge.request == name for edge in chosen) <= want for name in "abc")
        and all(sum(edge.person == name for edge in chosen) <= room for name in "xyz")
    )
    assert found.value == pytest.approx(worth(found.chosen, first), abs=1e-6)
    assert found.value <= best + 1e-6 <= found.bound + 2e-6
    assert found.value >= best * 0.98 - 0.02
    assert assign(edges[::-1], wanted, capacity, first) == found


def town(size: int, candidates: int, seed: int, *, alike: bool = False) -> list[Edge]:
    """Needs that want the same few people, as they do everywhere."""
    chance = random.Random(seed)
    people = [f"p{at:03}" for at in range(size)]
    liked = [chance.paretovariate(1.2) for _ in people]
    return [
        Edge(f"n{at:03}", person, 0.5 if alike else round(chance.random(), 3))
        for at in range(size)
        for person in sorted(set(chance.choices(people, liked, k=candidates)))
    ]


def check(found: Assignment, wanted: int, room: int) -> None:
    pairs = [(edge.request, edge.person) for edge in found.chosen]
    assert len(pairs) == len(set(pairs))
    assert max(Counter(request for request, _ in pairs).values()) <= wanted
    assert max(Counter(person for _, person in pairs).values()) <= room


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("alike", [False, True])
def test_a_town_is_shared_out_within_a_five_hundredth_of_the_best(seed: int, alike: bool) -> None:
    edges = town(300, 40, seed, alike=alike)
    needs, people = {edge.request for edge in edges}, {edge.person for edge in edges}
    found = assign(edges, dict.fromkeys(needs, 3), dict.fromkeys(people, 2))
    check(found, 3, 2)
    assert found.gap <= 0.002


@pytest.mark.parametrize("seed", range(4))
def test_one_to_one_it_is_the_maximum_weight_matching(seed: int) -> None:
    edges = town(60, 9, seed)
    graph = rustworkx.PyGraph()
    at = {name: graph.add_node(name) for name in sorted({n for e in edges for n in (e.request, e.person)})}
    for edge in edges:
        graph.add_edge(at[edge.request], at[edge.person], round(edge.score * 1000))
    chosen = rustworkx.max_weight_matching(graph, weight_fn=int)
    best = sum(graph.get_edge_data(*two) for two in chosen) / 1000
    found = assign(edges, dict.fromkeys(at, 1), dict.fromkeys(at, 1), first=0.0)
    assert best * 0.998 <= found.value <= best + 1e-6 <= found.bound + 2e-6


def test_whoever_would_be_left_out_comes_first_where_it_costs_little() -> None:
    edges = [Edge("a", "x", 0.9), Edge("a", "y", 0.6), Edge("b", "x", 0.5)]
    once = dict.fromkeys("xy", 1)
    assert {edge.request for edge in assign(edges, dict.fromkeys("ab", 2), once, first=0.0).chosen} == {"a"}
    assert {edge.request for edge in assign(edges, dict.fromkeys("ab", 2), once, first=0.5).chosen} == {"a", "b"}


def test_a_pair_named_twice_is_one_pair() -> None:
    found = assign([Edge("a", "x", 0.2), Edge("a", "x", 0.6)], {"a": 3}, {"x": 3})
    assert found.chosen == (Edge("a", "x", 0.6),)


def test_patience_ends_and_the_bound_stays_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where bidding is cut short, what is free is given away by hand."""
    monkeypatch.setattr(auction, "BUDGET", 2)
    edges = town(80, 20, 1)
    needs, people = {edge.request for edge in edges}, {edge.person for edge in edges}
    found = assign(edges, dict.fromkeys(needs, 3), dict.fromkeys(people, 2))
    check(found, 3, 2)
    assert found.bound >= found.value > 0
    taken, given = Counter(e.person for e in found.chosen), Counter(e.request for e in found.chosen)
    chosen = {(edge.request, edge.person) for edge in found.chosen}
    assert not [
        e for e in edges if taken[e.person] < 2 and given[e.request] < 3 and (e.request, e.person) not in chosen
    ]


def test_nothing_to_share_out() -> None:
    assert assign([], {}, {}) == Assignment((), 0.0, 0.0)
    assert assign([Edge("a", "x", 0.5)], {"a": 0}, {"x": 3}).chosen == ()
    assert assign([Edge("a", "x", 0.5)], {"a": 3}, {"x": 0}).chosen == ()


def test_a_table_has_each_rows_best_first() -> None:
    table, worths = tabled(np.array([1, 0, 1]), np.array([4, 2, 3]), np.array([0.2, 0.5, 0.6]), 3)
    assert table.tolist() == [[2, 0], [3, 4], [0, 0]]
    assert worths[2].tolist() == [0.0, 0.0]
    board = prepared(table, worths, np.array([1, 9, 1]), np.array([9] * 5))
    assert board.room.tolist() == [0, 0, 1, 1, 1]
