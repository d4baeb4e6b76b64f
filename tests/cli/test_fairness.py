"""`fairness`: who was asked and who was left out, as an operator reads it."""

import json

import pytest
from sqlalchemy import Connection

from storage import matches, needs, people, profile
from storage.db import Database
from storage.matches import Candidate
from tests.cli.conftest import Tertulia
from tests.journeys.world import NOON


@pytest.fixture
def village(held: Database) -> Database:
    """Five who write Greek and get nobody, five who write Spanish and get Ann."""

    def unit(db: Connection) -> None:
        home = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOON)
        ann = people.add_member(db, "Ann", "en", "Europe/Madrid", home, NOON)
        people.set_membership(db, home, ann, "in", NOON)
        profile.change(db, ann, NOON, headline="designer", city="València", published=True)
        for at in range(10):
            asking = people.add_member(db, f"P{at}", "es", "Europe/Madrid", home, NOON)
            values = {"side": "need", "state": "open", "text": "a designer", "language": "el" if at < 5 else "es"}
            need = needs.add(db, NOON, community_id=home, member_id=asking, **values)
            if at >= 5:
                match = matches.keep(db, need, asking, Candidate(ann, 1, 0.7, [], []), NOON)
                matches.change(db, match, asked=NOON)

    held.run_now(unit)
    return held


@pytest.mark.usefixtures("village")
def test_whoever_is_left_out_is_seen(tertulia: Tertulia) -> None:
    found = json.loads(tertulia("fairness", "--days", "3650", "--json").out)
    assert (found["needs"], found["left_out"], found["busiest"]) == (10, 5, 5)
    assert found["shares"]["needs language el"] == 0.0
    assert found["alarms"] == ["needs language el"]
    told = tertulia("fairness", "--days", "3650").out
    assert "10 needs, 5 of them left out" in told
    assert "!   0.0%  needs language el" in told


@pytest.mark.usefixtures("held")
def test_nothing_yet(tertulia: Tertulia) -> None:
    assert "0 needs, 0 of them left out" in tertulia("fairness").out
