"""The week for many people at once: as one by one, as the rules say, and the same whatever is already known."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import community
from matching import engine, filters, looking, score, week
from matching.barred import Barred
from matching.comparing import asked_by, compare
from matching.encoder import PLAIN, Tier, Vectors
from matching.index import Index
from matching.model import Past, Person, Request, pair
from matching.shortlist import Quick, sought, weighing
from matching.utility import Utility

NAMES = ("a", "b", "c", "d")
LANGUAGES = st.sampled_from([(), ("en",), ("es", "EN"), ("el",)])
PLACES = st.sampled_from(["", "Valencia", "Castellón de la Plana", "Athens", "nowhere"])
PEOPLE = st.builds(
    Person,
    id=st.just(""),
    offers=st.just(("translation",)),
    languages=LANGUAGES,
    city=PLACES,
    capacity=st.sampled_from([None, 0, 2]),
    consent=st.booleans(),
    snoozed=st.booleans(),
    newcomer=st.booleans(),
    travels=st.booleans(),
    avoid=st.frozensets(st.sampled_from(NAMES), max_size=2),
    communities=st.frozensets(st.sampled_from("xy")),
    sectors=st.sampled_from([(), ("Design",), ("building", "design")]),
)
REQUESTS = st.builds(
    Request,
    id=st.just(""),
    text=st.just("a translator"),
    owner=st.sampled_from([None, *NAMES, "elsewhere"]),
    languages=LANGUAGES,
    place=PLACES,
    coordinates=st.sampled_from([None, (39.5, -0.4)]),
    remote=st.booleans(),
    communities=st.frozensets(st.sampled_from("xy")),
)
PASTS = st.builds(
    Past,
    introduced=st.frozensets(st.builds(pair, st.sampled_from(NAMES), st.sampled_from(NAMES))),
    refused=st.frozensets(st.tuples(st.sampled_from("rs"), st.sampled_from(NAMES))),
    shown=st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9)),
)


@settings(max_examples=150)
@given(st.lists(PEOPLE, min_size=4, max_size=4), st.lists(REQUESTS, min_size=2, max_size=2), PASTS)
def test_rules_and_bonuses_for_all_are_those_for_each(people: list[Person], asked: list[Request], past: Past) -> None:
    index = Index([replace(one, id=name) for one, name in zip(people, NAMES, strict=True)], PLAIN)
    requests = [replace(one, id=name) for one, name in zip(asked, "rs", strict=True)]
    barred = Barred(requests, index, past)
    away = barred.away(np.repeat(np.arange(2), 4), np.tile(np.arange(4), 2)).reshape(2, 4)
    utility = Utility(requests, index, past)
    for row, request in enumerate(requests):
        owner = index.owner(request)
        for at, person in enumerate(index.people):
            against = filters.ruled_out(filters.Pairing(request, person, owner, past))
            assert away[row, at] == (against is not None), against
            for relevance in (0.05, 0.4, 0.99):
                worth = utility.of(np.array([row]), np.array([at]), np.array([relevance], np.float32))[0]
                bonuses = score.bonuses(request, person, owner, past)
                assert worth == pytest.approx(score.utility(relevance, bonuses), abs=1e-5)


class Counting(community.StandIn):
    """Counts how many texts it had to read."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.read += len(texts)
        return super().encode(texts)


def tiers() -> list[Tier]:
    return [PLAIN, Tier("stand-in", community.StandIn())]


@pytest.mark.parametrize("tier", tiers(), ids=lambda tier: tier.name)
def test_a_quick_look_at_everybody_misses_hardly_anybody(tier: Tier, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a community that is larger than the short list, the best people are those of a full comparison."""
    people, needs = community.people(400), community.needs(40, 400)
    index = Index(people, tier)
    quick = week.candidates(needs, index, engine.NO_PAST, 20, score.LEAST)
    monkeypatch.setattr(week, "SHORT", 400)
    full = week.candidates(needs, index, engine.NO_PAST, 20, score.LEAST)
    expected = set(zip(full.at.tolist(), full.people.tolist(), strict=True))
    found = set(zip(quick.at.tolist(), quick.people.tolist(), strict=True))
    assert len(expected) > 200
    assert len(expected & found) >= 0.99 * len(expected)


@pytest.mark.parametrize("tier", tiers(), ids=lambda tier: tier.name)
def test_a_quick_look_never_says_less_than_a_full_comparison(tier: Tier) -> None:
    """So that nobody is passed over who would be good enough."""
    people, needs = community.people(150), community.needs(30, 150)
    index = Index(people, tier)
    asked = asked_by(needs, index)
    how = weighing(index.offers)
    look = Quick(index.offers, np.arange(len(people)), how)
    sums, _ = look.sums(sought(asked[0], index.offers, how))
    at, place = (part.ravel() for part in np.indices(sums.shape))
    full = compare(needs, index, at, look.people[place], asked)
    one_way = score.relevance(full.values)
    most = 1 / (1 + np.exp(-(sums[at, place] + look.unseen)))
    assert (most >= one_way - 1e-4).all()
    assert (most < score.LEAST).any(), "and not everybody looks good"


@pytest.mark.parametrize("tier", tiers(), ids=lambda tier: tier.name)
def test_whom_letters_cannot_save_is_left_out_and_nobody_else(tier: Tier) -> None:
    index, needs = Index(community.people(80), tier), community.needs(10, 80)
    at, people = (part.ravel() for part in np.indices((len(needs), 80)))
    full, some = (
        compare(needs, index, at, people),
        compare(needs, index, at, people, hopeful=lambda _at, _people, _least, most: most >= score.LEAST),
    )
    expected = np.flatnonzero(full.relevance >= score.LEAST)
    found = np.flatnonzero(some.relevance >= score.LEAST)
    assert 0 < len(found) <= len(some.at) < len(at)
    for name in ("at", "people", "relevance", "back", "fits"):
        assert np.array_equal(getattr(full, name)[expected], getattr(some, name)[found]), name


SHORTER = 40
"""A short list that is one: the community of these tests is three times as large."""


def listed(people: Sequence[Person], needs: Sequence[Request]) -> list[tuple[str, str, float]]:
    index = Index(people, PLAIN)
    found = week.candidates(needs, index, engine.NO_PAST, 20, score.LEAST)
    return [
        (needs[at].id, index.people[person].id, round(float(worth), 5))
        for at, person, worth in zip(found.at, found.people, found.worth, strict=True)
    ]


def test_order_capitals_and_a_stranger_change_nothing_in_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week, "SHORT", SHORTER)
    people, needs = community.people(3 * SHORTER), community.needs(20, 3 * SHORTER)
    before = listed(people, needs)
    assert len(before) > 20
    assert listed(people[::-1], needs) == before
    stranger = Person("zoe", ("🙂", "x"), languages=("en",), city="Athens")
    assert listed([stranger, *people], needs) == before
    shouted = [replace(one, offers=tuple(offer.upper() for offer in one.offers)) for one in people]
    assert listed(shouted, [replace(one, text=one.text.upper()) for one in needs]) == before


@pytest.mark.parametrize("tier", tiers(), ids=lambda tier: tier.name)
def test_a_week_ranks_like_one_request_alone(tier: Tier) -> None:
    index = Index(community.people(60), tier)
    for need in community.needs(8, 60):
        alone = [(one.person, one.score) for one in engine.rank(need, index, top=5) if one.score >= 0.15]
        found = week.candidates([need], index, engine.NO_PAST, 5, score.LEAST)
        ranked = [(index.people[at].id, float(worth)) for at, worth in zip(found.people, found.worth, strict=True)]
        assert [one for one, _ in ranked[: len(alone)]] == [one for one, _ in alone]
        assert [worth for _, worth in ranked[: len(alone)]] == pytest.approx([worth for _, worth in alone], abs=1e-4)


def test_only_what_changed_is_read_again() -> None:
    people, encoder = community.people(30), Counting()
    first = Index(people, Tier("stand-in", encoder))
    before = encoder.read
    again = Index(
        [replace(people[0], offers=("something quite new",)), *people[1:]], first.tier, known=first.reader.known
    )
    assert encoder.read == before + 1
    assert engine.match([], again).report.people == 30


def test_what_another_model_read_is_not_taken_over() -> None:
    people = community.people(5)
    plain = Index(people, PLAIN)
    assert Index(people, Tier("stand-in", community.StandIn()), known=plain.reader.known).offers.vectors.shape[1]


def test_blocks_of_any_size_give_the_same_week(monkeypatch: pytest.MonkeyPatch) -> None:
    index, needs = Index(community.people(120), PLAIN), community.needs(50, 120)
    whole = engine.match(needs, index)
    monkeypatch.setattr(week, "SHORT", SHORTER)
    whole = engine.match(needs, index)
    monkeypatch.setattr(week, "BLOCK", 8)
    monkeypatch.setattr(looking, "GROUP", 50)
    assert engine.match(needs, index) == whole
