"""Introductions on both databases: one a match, seen by its two people, counted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from storage import introductions, matches, needs, people
from storage.db import Database
from storage.matches import Candidate

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SLOT = NOW + timedelta(days=1)


@pytest.fixture
def made(db: Database) -> int:
    """An introduction of Ann (1) to Kostas (2)."""

    def unit(c: Connection) -> int:
        place = people.add_community(c, "Lonja", "open", "en", "Europe/Madrid", NOW)
        for name in ("Ann", "Kostas", "Bo"):
            people.add_member(c, name, "en", "Europe/Madrid", place, NOW)
        need = needs.add(c, NOW, side="need", state="open", text="a catalogue", community_id=place, member_id=2)
        match = matches.keep(c, need, 2, Candidate(1, 1, 0.5, [], []), NOW)
        pair = {"helper_id": 1, "owner_id": 2, "need_id": need, "match_id": match}
        return introductions.add(c, NOW, (SLOT,), offer="catalogues", icebreaker="Why?", **pair)

    return db.run_now(unit)


def test_it_comes_back_as_it_was_made(db: Database, made: int) -> None:
    one = db.run_now(lambda c: introductions.get(c, made, lock=True))
    assert one is not None
    assert (one.slots, one.feedback, one.met, one.other(1), one.other(2)) == ((SLOT,), {}, "", 2, 1)
    assert db.read_now(lambda c: introductions.of_match(c, one.match_id)) == one
    assert db.read_now(lambda c: introductions.of_match(c, 99)) is None
    assert db.read_now(lambda c: introductions.get(c, 99)) is None


def test_a_match_leads_to_one_introduction_at_most(db: Database, made: int) -> None:
    pair = {"helper_id": 1, "owner_id": 2, "need_id": 1, "match_id": 1}
    with pytest.raises(IntegrityError):
        db.run_now(lambda c: introductions.add(c, NOW, (), **pair))


def test_both_see_it_and_nobody_else(db: Database, made: int) -> None:
    since = NOW - timedelta(days=1)
    seen = [len(db.read_now(lambda c, m=member: introductions.of_member(c, m, since))) for member in (1, 2, 3)]  # type: ignore[misc]  # a default binds the loop's value
    assert seen == [1, 1, 0]
    assert db.read_now(lambda c: introductions.of_member(c, 1, NOW + timedelta(days=1))) == []
    assert db.read_now(lambda c: introductions.pairs_since(c, since)) == [(1, 2)]
    assert db.read_now(lambda c: introductions.pairs_since(c, NOW + timedelta(days=1))) == []


def test_talks_are_counted(db: Database, made: int) -> None:
    assert db.read_now(lambda c: introductions.talks(c, 1)) == 0
    db.run_now(lambda c: introductions.change(c, made, met="met", feedback={"1": "good"}))
    assert db.read_now(lambda c: introductions.talks(c, 2)) == 1
    one = db.read_now(lambda c: introductions.get(c, made))
    assert one is not None
    assert one.feedback == {"1": "good"}
