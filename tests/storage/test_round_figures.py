"""The figures of rounds on both databases: repeats, left out twice, what people said, and whether it was fair."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from domain.errors import Refused
from handlers.round_figures import figures
from storage import people, round_seats, rounds
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def filled(db: Connection) -> None:
    """Three rounds: Ann and Bo twice, Cy left out of both, then all three together; one more was skipped."""
    place = people.add_community(db, "Lonja", "open", "en", "Europe/Madrid", NOW)
    for name in ("Ann", "Bo", "Cy"):
        people.add_member(db, name, "en", "Europe/Madrid", place, NOW)
    for number, group in ((1, (1, 2)), (2, (1, 2)), (3, (1, 2, 3))):
        at = NOW + timedelta(weeks=number)
        one = rounds.add(db, community_id=place, number=number, state="held", at=at)
        group_id = round_seats.add_group(db, one, 0, "", group)
        if 3 not in group:
            round_seats.leave_out(db, one, 3, "no seat")
        seat = round_seats.mine(db, group_id, 1)
        assert seat is not None
        round_seats.say(db, seat, met="met" if number == 1 else "", asked=at, worth="good" if number == 1 else "")
    rounds.add(db, community_id=place, number=4, state="skipped", reason="late", at=NOW + timedelta(weeks=4))


def test_they_count_what_happened(db: Database) -> None:
    db.run_now(filled)
    found = db.read_now(lambda c: figures(c, 1))
    assert (found["held"], found["skipped"], found["people"], found["groups"]) == (3, {4: "late"}, 3, 3)
    assert (found["pairs"], found["repeats"]) == (5, 2)
    assert [(one["round"], one["name"]) for one in found["left_out"]] == [(1, "Cy"), (2, "Cy")]
    assert found["left_out_twice"] == 1
    assert (found["met"]["met"], found["met"]["silent"], found["worth"]) == (1, 2, {"good": 1})
    assert found["sizes"] == {"2": 2, "3": 1}
    assert found["fairness"] == {"smallest_share": 0.333, "mean_share": 0.778}
    assert db.read_now(lambda c: figures(c, 1, 3))["left_out"] == []


def test_a_round_that_was_not_is_refused_and_none_at_all_is_empty(db: Database) -> None:
    with pytest.raises(Refused):
        db.read_now(lambda c: figures(c, 1, 9))
    assert db.read_now(lambda c: figures(c, 1))["fairness"] == {}
