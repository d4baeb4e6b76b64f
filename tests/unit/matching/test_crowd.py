"""A week of very many people, read part by part: the same as all at once, whoever stands in which part."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import community
from matching import crowd, engine
from matching.encoder import PLAIN, EncoderUnusableError, Tier, Vectors
from matching.model import Past, pair

PEOPLE, NEEDS = community.people(60), community.needs(25, 60)
IDS = st.sampled_from([person.id for person in PEOPLE])
PASTS = st.builds(
    Past,
    introduced=st.frozensets(st.builds(pair, IDS, IDS), max_size=20),
    refused=st.frozensets(st.tuples(st.sampled_from([need.id for need in NEEDS]), IDS), max_size=20),
    shown=st.dictionaries(IDS, st.integers(0, 9), max_size=20),
)


@settings(max_examples=25)
@given(PASTS, st.integers(1, 60), st.dictionaries(IDS, st.frozensets(IDS, max_size=3), max_size=10))
def test_part_by_part_is_all_at_once(past: Past, part: int, avoiding: dict[str, frozenset[str]]) -> None:
    people = [replace(one, avoid=avoiding.get(one.id, frozenset())) for one in PEOPLE]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowd, "PART", part)
        found = crowd.match(NEEDS, people, past)
    whole = engine.match(NEEDS, people, past)
    assert len(found.suggestions) > 20
    assert found == whole


def test_with_a_model_too(monkeypatch: pytest.MonkeyPatch) -> None:
    tier = Tier("stand-in", community.StandIn())
    monkeypatch.setattr(crowd, "PART", 17)
    found = crowd.match(NEEDS, PEOPLE[::-1], tier=tier)
    assert found == engine.match(NEEDS, PEOPLE, tier=tier)
    assert found.report.tier == "stand-in"


class Tires(community.StandIn):
    """Breaks after some texts."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    def encode(self, texts: Sequence[str]) -> Vectors:
        self._left -= len(texts)
        if self._left < 0:
            raise EncoderUnusableError("broken")
        return super().encode(texts)


@pytest.mark.parametrize("after", [5, 450, 520])
def test_a_model_that_breaks_on_the_way_is_left_out_for_all(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "PART", 20)
    found = crowd.match(NEEDS, PEOPLE, tier=Tier("stand-in", Tires(after)))
    assert (found.report.tier, found.report.note) == ("plain", "broken")
    assert found.suggestions == engine.match(NEEDS, PEOPLE, tier=PLAIN).suggestions


def test_nobody_and_nothing() -> None:
    assert crowd.match([], []).suggestions == ()
    assert crowd.match(NEEDS, []).report.left_out == tuple(sorted(need.id for need in NEEDS))
