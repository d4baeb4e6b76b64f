"""Rounds on both databases: one number once, drafts, pairs, wishes, memory and who was never told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from storage import introductions, matches, needs, people, privacy, round_members, round_seats, rounds
from storage.db import Database
from storage.matches import Candidate

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=800)
HELD = {"community_id": 1, "state": "held", "at": NOW}


@pytest.fixture
def lonja(db: Database) -> Database:
    """Ann, Bo, Cy and Di (1 to 4)."""

    def unit(c: Connection) -> None:
        place = people.add_community(c, "Lonja", "open", "en", "Europe/Madrid", NOW)
        for name in ("Ann", "Bo", "Cy", "Di"):
            one = people.add_member(c, name, "en", "Europe/Madrid", place, NOW)
            people.set_membership(c, place, one, "in", NOW)
            people.add_account(c, one, "console", "", name, name, NOW)

    db.run_now(unit)
    return db


def done(db: Database, unit: Callable[[Connection], Any]) -> Any:
    return db.run_now(unit)


def test_a_number_of_a_community_is_taken_once(lonja: Database) -> None:
    assert done(lonja, lambda c: rounds.next_number(c, 1)) == 1
    done(lonja, lambda c: rounds.add(c, number=1, **HELD))
    with pytest.raises(IntegrityError):
        done(lonja, lambda c: rounds.add(c, number=1, **HELD))
    assert done(lonja, lambda c: rounds.next_number(c, 1)) == 2


def test_whoever_read_a_plan_before_sees_that_it_is_another(lonja: Database) -> None:
    before = done(lonja, lambda c: rounds.plan(c, 1))
    assert done(lonja, lambda c: rounds.locked(c, 1)) == before
    done(lonja, lambda c: rounds.change(c, 1, rhythm="2", at=NOW))
    after = done(lonja, lambda c: rounds.plan(c, 1))
    assert (after.version, after.rhythm, after.at) == (1, "2", NOW)
    assert done(lonja, lambda c: rounds.due(c, NOW)) == [1]
    assert done(lonja, lambda c: rounds.due(c, NOW - timedelta(seconds=1))) == []
    assert done(lonja, rounds.running) == [1]


def test_what_was_decided_about_one_round_ends_with_it(lonja: Database) -> None:
    def unit(c: Connection) -> None:
        rounds.keep_draft(c, 1, ((1, 2), (3, 4)))
        rounds.decide_pair(c, 1, 4, 2, rounds.TOGETHER, NOW)
        rounds.decide_pair(c, 1, 3, 1, rounds.APART, NOW)

    done(lonja, unit)
    assert done(lonja, lambda c: rounds.draft(c, 1)) == ((1, 2), (3, 4))
    assert done(lonja, lambda c: rounds.pairs(c, 1, rounds.TOGETHER)) == ((2, 4),)
    done(lonja, lambda c: rounds.clear_decisions(c, 1))
    assert done(lonja, lambda c: rounds.draft(c, 1)) == ()
    assert done(lonja, lambda c: rounds.pairs(c, 1, rounds.TOGETHER)) == ()
    assert done(lonja, lambda c: rounds.pairs(c, 1, rounds.APART)) == ((1, 3),)
    done(lonja, lambda c: rounds.decide_pair(c, 1, 1, 3, "", NOW))
    assert done(lonja, lambda c: rounds.pairs(c, 1, rounds.APART)) == ()


def test_who_sat_together_is_remembered_and_so_is_who_was_introduced(lonja: Database) -> None:
    def unit(c: Connection) -> None:
        one = rounds.add(c, number=1, **HELD)
        group = round_seats.add_group(c, one, 0, "Why?", [1, 2, 3])
        round_seats.leave_out(c, one, 4, "no seat")
        seat = round_seats.mine(c, group, 2, lock=True)
        assert seat is not None
        round_seats.say(c, seat, met="met")
        need = needs.add(c, NOW, side="need", state="open", text="a chair", community_id=1, member_id=4)
        match = matches.keep(c, need, 4, Candidate(1, 1, 0.5, [], []), NOW)
        introductions.add(c, NOW, (), helper_id=1, owner_id=4, need_id=need, match_id=match)

    done(lonja, unit)
    found = done(lonja, lambda c: round_seats.meetings(c, 1, LONG_AGO))
    assert sorted((one, other) for one, other, _, _ in found) == [(1, 2), (1, 3), (1, 4), (2, 3)]
    assert done(lonja, lambda c: round_seats.meetings(c, 1, NOW + timedelta(days=1))) == []
    assert done(lonja, lambda c: round_seats.mates(c, 1)) == {2, 3}
    assert done(lonja, lambda c: round_seats.talks(c, 2)) == 1
    assert done(lonja, lambda c: round_seats.seated(c, 1, 4)) == 0
    assert done(lonja, lambda c: round_seats.seated(c, 1, 1)) == 1
    (_, seat) = done(lonja, lambda c: round_seats.lately(c, 1, LONG_AGO))[4][0]
    assert (seat.group_id, seat.why) == (None, "no seat")


def test_who_had_no_seat_gets_one_late(lonja: Database) -> None:
    def unit(c: Connection) -> list[round_seats.Seat]:
        one = rounds.add(c, number=1, community_id=1, state="skipped", reason="few", at=NOW)
        round_seats.leave_out(c, one, 1, "alone")
        group = round_seats.add_empty_group(c, one, 0, "Why?")
        for member in (1, 2):
            round_seats.seat_late(c, one, member, group)
        rounds.hold(c, one)
        round_seats.set_slots(c, group, (NOW,))
        found = round_seats.group(c, group, lock=True)
        assert found is not None
        assert found.slots == (NOW,)
        assert round_seats.group(c, 99) is None
        return round_seats.of_group(c, group)

    seats = done(lonja, unit)
    assert [(seat.member_id, seat.why) for seat in seats] == [(1, ""), (2, "")]
    (held,) = done(lonja, lambda c: rounds.of_community(c, 1, 1))
    assert (held.state, held.reason) == ("held", "")
    assert done(lonja, lambda c: rounds.held(c, 99)) is None


def test_wishes_and_parts(lonja: Database) -> None:
    done(lonja, lambda c: round_members.avoid(c, 1, 2, NOW, on=True))
    done(lonja, lambda c: round_members.avoid(c, 1, 2, NOW, on=True))
    assert done(lonja, lambda c: round_members.avoided(c, 1)) == [2]
    assert done(lonja, round_members.avoiding) == [(1, 2)]
    done(lonja, lambda c: round_members.avoid(c, 1, 2, NOW, on=False))
    assert done(lonja, lambda c: round_members.avoided(c, 1)) == []
    assert done(lonja, lambda c: round_members.untold(c, 1, NOW)) == [1, 2, 3, 4]
    assert done(lonja, lambda c: round_members.untold(c, 1, NOW - timedelta(days=1))) == []
    done(lonja, lambda c: round_members.take_part(c, 1, 1, NOW, heard=NOW))
    assert done(lonja, lambda c: round_members.part(c, 1, 1)).part == "invited"
    done(lonja, lambda c: round_members.take_part(c, 1, 1, NOW, part="out"))
    assert done(lonja, lambda c: round_members.parts(c, 1))[1].part == "out"
    assert done(lonja, lambda c: round_members.untold(c, 1, NOW)) == [2, 3, 4]
    assert done(lonja, lambda c: round_members.reachable(c, [1, 9])) == {1}


def test_a_copy_of_ones_data_never_tells_whose_wish_it_was(lonja: Database) -> None:
    done(lonja, lambda c: round_members.avoid(c, 1, 2, NOW, on=True))
    assert "round_avoid" in done(lonja, lambda c: privacy.everything(c, 1))
    assert "round_avoid" not in done(lonja, lambda c: privacy.everything(c, 2))
