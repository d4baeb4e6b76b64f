"""Matches on both databases: kept once, counted, and what distance and silence are remembered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from storage import matches, needs, people
from storage.db import Database
from storage.matches import Candidate

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
FOUND = Candidate(1, 1, 0.7, [{"name": "letters", "value": 0.5}], [("offer", {"offer": "άλφα"})], 12.5)


def people_and_need(db: Connection) -> int:
    """Two members, and a need of the second."""
    place = people.add_community(db, "Lonja", "open", "en", "Europe/Madrid", NOW)
    for name in ("Ann", "Kostas", "Bo"):
        people.add_member(db, name, "en", "Europe/Madrid", place, NOW)
    values = {"side": "need", "state": "open", "kind": "skill", "wanted": 1, "remote": True, "place": "", "effort": ""}
    return needs.add(db, NOW, text="a catalogue", community_id=place, member_id=2, language="", gives="", **values)


@pytest.fixture
def need(db: Database) -> int:
    return db.run_now(people_and_need)


def kept(db: Database, need: int, found: Candidate = FOUND) -> int:
    return db.run_now(lambda c: matches.keep(c, need, 2, found, NOW))


def test_a_pair_is_kept_once_and_begins_again(db: Database, need: int) -> None:
    first = kept(db, need)
    db.run_now(lambda c: matches.change(c, first, state="lapsed", ended_by="helper"))
    assert kept(db, need, replace(FOUND, rank=2)) == first
    (one,) = db.read_now(lambda c: matches.of_need(c, need))
    assert (one.state, one.ended_by, one.rank, one.kilometres) == ("waiting", "", 2, 12.5)
    assert one.reasons == (("offer", {"offer": "άλφα"}),)


def test_each_finds_their_own_matches(db: Database, need: int) -> None:
    one = kept(db, need)
    for member, count in ((1, 1), (2, 1), (3, 0)):
        assert len(db.read_now(lambda c, m=member: matches.of_member(c, m, ("waiting",)))) == count  # type: ignore[misc]  # a default binds the loop's value
    assert db.read_now(lambda c: matches.of_member(c, 1, ("introduced",))) == []
    assert db.run_now(lambda c: matches.get(c, one, lock=True)) is not None
    assert db.read_now(lambda c: matches.get(c, 99)) is None


def test_load_counts_what_waits_and_what_was_asked_lately(db: Database, need: int) -> None:
    one = kept(db, need)
    week = NOW - timedelta(days=7)
    assert db.read_now(lambda c: matches.load(c, week)) == {}
    db.run_now(lambda c: matches.change(c, one, state="asked_helper", asked=NOW - timedelta(days=8)))
    assert db.read_now(lambda c: matches.load(c, week)) == {1: (1, 0)}
    db.run_now(lambda c: matches.change(c, one, state="asked_owner", asked=NOW))
    assert db.read_now(lambda c: matches.load(c, week, 1)) == {1: (0, 1)}
    assert db.read_now(lambda c: matches.load(c, week, 3)) == {}


def test_too_far_is_remembered_by_need_and_by_helper(db: Database, need: int) -> None:
    one = kept(db, need)
    db.run_now(lambda c: matches.change(c, one, state="not_for_me", why_not="far", ended_by="owner"))
    assert db.read_now(lambda c: matches.too_far(c, need)) == (12.5, {})
    db.run_now(lambda c: matches.change(c, one, ended_by="helper"))
    assert db.read_now(lambda c: matches.too_far(c, need)) == (None, {1: 12.5})


def test_what_waits_is_forgotten_and_what_is_asked_is_found(db: Database, need: int) -> None:
    one, other = kept(db, need), kept(db, need, replace(FOUND, helper_id=3))
    db.run_now(lambda c: matches.change(c, one, state="asked_helper"))
    db.run_now(lambda c: matches.forget_waiting(c, need))
    states = {m.id: m.state for m in db.read_now(lambda c: matches.of_need(c, need))}
    assert states == {one: "asked_helper", other: "withdrawn"}
    assert db.read_now(lambda c: matches.asking(c, [need, 77])) == {need}
    assert db.read_now(matches.asking_anywhere) == {need}


def test_only_those_are_held_who_were_here_then_and_still_are(db: Database, need: int) -> None:
    del need
    late = db.run_now(lambda c: people.add_member(c, "Dee", "en", "Europe/Madrid", 1, NOW + timedelta(minutes=1)))
    assert db.run_now(lambda c: matches.hold(c, [1, 3, late, 99], NOW)) == {1, 3}
    assert db.run_now(lambda c: matches.hold(c, [late], NOW + timedelta(minutes=1))) == {late}


def test_silences_count_in_a_row_and_an_answer_ends_them(db: Database, need: int) -> None:
    assert db.read_now(lambda c: matches.silences(c, 1)) == 0
    assert [db.run_now(lambda c: matches.silent(c, 1)) for _ in range(3)] == [1, 2, 3]
    assert db.read_now(lambda c: matches.resting(c, NOW, 3)) == {1}
    db.run_now(lambda c: matches.spoke(c, 1))
    assert db.read_now(lambda c: matches.resting(c, NOW, 3)) == set()
    db.run_now(lambda c: matches.spoke(c, 3, NOW + timedelta(days=1)))
    assert db.read_now(lambda c: matches.resting(c, NOW, 3)) == {3}
    assert db.read_now(lambda c: matches.resting(c, NOW + timedelta(days=2), 3)) == set()
