"""Codes that people type, and what two accounts have together and apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import link as rules
from domain.errors import Refused
from domain.joining import Standing
from domain.link import Belonging
from domain.roles import Role

STATES = st.sampled_from([str(standing) for standing in Standing])
BELONGING = st.builds(Belonging, st.integers(1, 4), STATES, st.sampled_from([int(role) for role in Role]))
BELONGINGS = st.lists(BELONGING, unique_by=lambda one: one.community)
BANNED = {"suspended", "removed", "refused"}


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_back_however_it_is_typed(chance: bytes) -> None:
    code = rules.code(chance)
    assert len(code) == 26
    for way in (code, rules.shown(code), rules.shown(code).lower(), f" link_{code} ", code.replace("O", "0")):
        assert rules.typed(way) == code


@given(st.text(max_size=60))
def test_any_other_text_is_no_code(text: str) -> None:
    assert rules.typed(text) == "" or len(rules.typed(text)) == 26


def test_a_code_fits_into_a_deep_link_and_no_two_are_alike() -> None:
    assert len(f"link_{rules.code(bytes(16))}") <= 64
    assert rules.hashed(rules.code(bytes(16))) != rules.hashed(rules.code(bytes(15) + b"\1"))


def test_who_made_the_code_stays_unless_the_other_has_links() -> None:
    assert rules.keeps_issuer(issuer_has_links=False, other_has_links=False)
    assert rules.keeps_issuer(issuer_has_links=True, other_has_links=False)
    assert not rules.keeps_issuer(issuer_has_links=False, other_has_links=True)
    with pytest.raises(Refused, match="unlink"):
        rules.keeps_issuer(issuer_has_links=True, other_has_links=True)


@given(BELONGINGS, BELONGINGS)
def test_one_person_is_where_either_was_with_no_more_rights_than_one_had(
    kept: list[Belonging], joined: list[Belonging]
) -> None:
    united = {one.community: one for one in rules.united(kept, joined)}
    both = [*kept, *joined]
    assert set(united) == {one.community for one in both}
    for community, one in united.items():
        sources = [source for source in both if source.community == community]
        assert one.role in {source.role for source in sources}
        assert one.state in {source.state for source in sources}
        if any(source.state in BANNED for source in sources):
            assert one.state in BANNED
        inside = [source.role for source in sources if source.state == "in"]
        if inside and len(sources) == 2:
            assert one.role == max(inside)


@given(BELONGINGS, BELONGINGS)
def test_parting_at_once_restores_both(kept: list[Belonging], joined: list[Belonging]) -> None:
    before = {one.community: one for one in kept}
    united = {one.community: one for one in rules.united(kept, joined)}
    for theirs in joined:
        place = theirs.community
        assert rules.parted(theirs, united[place], united[place]) == theirs
        assert rules.remaining(before.get(place), united[place], united[place]) == before.get(place)


def test_what_a_manager_decided_meanwhile_holds_for_the_one_who_leaves() -> None:
    manager, member = int(Role.MANAGER), int(Role.MEMBER)
    before, then = Belonging(1, "in", manager), Belonging(1, "in", manager)
    assert rules.parted(before, then, Belonging(1, "suspended", manager)).state == "suspended"
    assert rules.parted(before, then, Belonging(1, "left", manager)).state == "left"
    assert rules.parted(before, then, Belonging(1, "in", member)).role == member
    assert rules.parted(before, then, None) == before
    assert rules.remaining(None, then, Belonging(1, "suspended", manager)) == Belonging(1, "suspended", manager)


def test_a_profile_takes_only_what_was_left_empty() -> None:
    mine = {"headline": "I draw", "offers": (), "city": "Valencia", "latitude": 39.5, "published": False}
    other = {"headline": "I build", "offers": ("chairs",), "city": "Alcoi", "latitude": 38.7, "published": True}
    assert rules.filled(mine, other) == {"offers": ("chairs",)}
    assert rules.filled({"headline": "", "city": ""}, other) == other
    assert rules.filled(other, mine) == {}


def test_a_row_that_names_both_stays_where_it_is() -> None:
    row = {"helper": 1, "owner": 2}
    assert rules.clashes(row, ["helper", "owner"], 1, 2)
    assert not rules.clashes(row, ["helper", "owner"], 1, 3)
