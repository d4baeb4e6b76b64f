"""The rule of seats: never one too many, nobody passes the line, and an offer lasts as long as the event allows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import seats
from domain.seats import Room, Seat, Waiting

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("room", "mine", "party", "seat"),
    [
        (Room(2), Seat.OUT, 1, Seat.GOING),
        (Room(2, taken=2), Seat.OUT, 1, Seat.WAITING),
        (Room(2, taken=1), Seat.MAYBE, 2, Seat.WAITING),
        (Room(2, taken=1, waiting=1), Seat.OUT, 1, Seat.WAITING),
        (Room(2, taken=2, waiting=1), Seat.OFFERED, 1, Seat.GOING),
        (Room(2, taken=2, waiting=1), Seat.GOING, 1, Seat.GOING),
        (Room(2, taken=1, waiting=1), Seat.WAITING, 1, Seat.WAITING),
        (Room(0), Seat.OUT, 1, Seat.WAITING),
    ],
)
def test_what_i_am_going_becomes(room: Room, mine: Seat, party: int, seat: Seat) -> None:
    assert seats.going(room, mine, party) is seat


def test_free_seats_are_offered_in_order_and_a_large_party_is_not_passed() -> None:
    line = [Waiting(1), Waiting(2, party=3), Waiting(3)]
    assert seats.offered(Room(5, taken=5), line) == []
    assert seats.offered(Room(5, taken=3), line) == [Waiting(1)]
    assert seats.offered(Room(5, taken=0), line) == line


ACTS = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["going", "out", "maybe"]), st.integers(1, 3)), max_size=60
)


@given(st.integers(0, 5), ACTS)
def test_whatever_people_answer_nobody_is_one_too_many_and_nobody_passes_the_line(
    capacity: int, acts: list[tuple[int, str, int]]
) -> None:
    held: dict[int, tuple[Seat, int]] = {}
    line: list[Waiting] = []
    for member, act, party in acts:
        room = Room(capacity, sum(size for seat, size in held.values() if seat.held), len(line))
        mine = Seat.WAITING if any(one.member_id == member for one in line) else held.get(member, (Seat.OUT, 1))[0]
        if act == "going":
            seat = seats.going(room, mine, party)
            if seat is Seat.WAITING and mine is not Seat.WAITING:
                line.append(Waiting(member, party))
                held.pop(member, None)
            elif seat is Seat.GOING:
                assert mine.held or not line, "somebody passed the line"
                held[member] = (seat, held[member][1] if mine.held else party)
        else:
            held.pop(member, None)
            line = [one for one in line if one.member_id != member]
        room = Room(capacity, sum(size for seat, size in held.values() if seat.held), len(line))
        found = seats.offered(room, line)
        assert found == line[: len(found)], "in order"
        held |= {one.member_id: (Seat.OFFERED, one.party) for one in found}
        line = line[len(found) :]
        taken = sum(size for _, size in held.values())
        assert taken <= capacity
        assert not line or not replace(room, taken=taken).takes(line[0].party), "nobody waits beside a free seat"


@given(st.timedeltas(timedelta(hours=-1), timedelta(days=90)))
def test_a_claim_lasts_a_day_at_most_and_never_beyond_the_start(left: timedelta) -> None:
    until = seats.claim_until(NOW, NOW + left)
    assert NOW <= until <= NOW + timedelta(days=1)
    assert until <= max(NOW, NOW + left)


@pytest.mark.parametrize(
    ("days", "hours"), [(30, 24), (4, 24), (2, 12), (1, 6), (1 / 24, 0.5), (0.25 / 24, 0.25), (0, 0)]
)
def test_the_nearer_the_event_the_shorter_the_claim(days: float, hours: float) -> None:
    assert seats.claim_until(NOW, NOW + timedelta(days=days)) == NOW + timedelta(hours=hours)
