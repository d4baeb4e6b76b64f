"""What is read for a round on both databases: who is in it, what is remembered, and that a change is seen."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from domain.rounds import Absent
from handlers import round_seating as seating
from storage import blocks, consent, people, profile, round_members, round_seats, rounds
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture
def lonja(db: Database) -> Database:
    """Ann to Eva (1 to 5), all public and with a chat."""

    def unit(c: Connection) -> None:
        place = people.add_community(c, "Lonja", "open", "en", "Europe/Madrid", NOW)
        for name in ("Ann", "Bo", "Cy", "Di", "Eva"):
            one = people.add_member(c, name, "en", "Europe/Madrid", place, NOW)
            people.set_membership(c, place, one, "in", NOW)
            people.add_account(c, one, "console", "", name, name, NOW)
            profile.change(c, one, NOW, published=True, sectors=("design",) if one < 3 else ("wood",))

    db.run_now(unit)
    return db


def read(db: Database, **more: bool) -> seating.Reading:
    found = db.read_now(lambda c: seating.read(c, 1, NOW, **more))
    assert found is not None
    return found


def test_who_is_in_it_and_who_is_not(lonja: Database) -> None:
    def unit(c: Connection) -> None:
        people.set_member(c, 1, snoozed_until=NOW + timedelta(days=1))
        people.set_membership(c, 1, 2, "suspended", NOW)
        round_members.take_part(c, 1, 3, NOW, part="out")
        consent.note(c, 4, consent.MATCHING, False, NOW, "no")

    lonja.run_now(unit)
    reading = read(lonja)
    assert [one.id for one in reading.people] == ["5"]
    assert dict(reading.absent) == {1: Absent.AWAY, 3: Absent.OUT, 4: Absent.UNASKED}
    assert lonja.read_now(lambda c: seating.read(c, 9, NOW)) is None


def test_what_has_to_be_respected(lonja: Database) -> None:
    def unit(c: Connection) -> None:
        one = rounds.add(c, community_id=1, number=1, state="held", at=NOW - timedelta(days=30))
        round_seats.add_group(c, one, 0, "", [1, 2])
        round_seats.leave_out(c, one, 3, "no seat")
        blocks.add(c, 1, 5, NOW)
        round_members.avoid(c, 4, 5, NOW, on=True)
        rounds.decide_pair(c, 1, 2, 4, rounds.TOGETHER, NOW)
        rounds.decide_pair(c, 1, 1, 3, rounds.APART, NOW)

    lonja.run_now(unit)
    reading = read(lonja, early=True)
    assert reading.memory.met == {("1", "2"): 30}
    assert reading.memory.apart == {("1", "5"), ("4", "5"), ("1", "3")}
    assert reading.memory.together == (("2", "4"),)
    assert reading.memory.first == {"3"}
    found = seating.seat(reading)
    assert found.groups == (("1", "2", "4"), ("3", "5")), "an odd number makes a trio around the manager's pair"
    assert not seating.allowed(reading, ("4", "5"))
    assert seating.again(reading, (("1", "2"),)) == (("1", "2"),)


def test_a_change_of_anything_makes_another_reading(lonja: Database) -> None:
    before = read(lonja, early=True)
    assert read(lonja, early=True) == before
    lonja.run_now(lambda c: people.set_membership(c, 1, 4, "left", NOW))
    after = read(lonja, early=True)
    assert after != before
    lonja.run_now(lambda c: round_members.avoid(c, 1, 2, NOW, on=True))
    assert read(lonja, early=True) != after


def test_sides_are_told_by_sector_or_space(lonja: Database) -> None:
    lonja.run_now(lambda c: rounds.locked(c, 1))
    lonja.run_now(lambda c: rounds.change(c, 1, mixing="across"))
    assert {one.id: one.side for one in read(lonja).people}["1"] == "creative"
    assert {one.id: one.side for one in read(lonja).people}["5"] == "traditional"
    assert all(seating.allowed(read(lonja), group) == (group == ("1", "3")) for group in (("1", "2"), ("1", "3")))
