"""Seats in both databases: eight people at a time ask, and nobody gets a seat that is somebody else's."""

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from domain.seats import Seat, Waiting
from storage import people
from storage.db import Database
from storage.events import attendance, event
from storage.seats import Answered, Door
from storage.tables import metadata
from tests.databases import KINDS, fresh

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BEGINS = NOW + timedelta(days=8)
CLIENTS, CAPACITY = 8, 5


@pytest.fixture(params=KINDS)
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with two events."""
    db = Database(fresh(request.param, tmp_path, request))
    db.run_now(_filled)
    yield db
    db.close()


def _filled(db: Connection) -> None:
    metadata.create_all(db)
    here = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    for number in range(100):
        people.add_member(db, f"Member {number}", "en", "Europe/Madrid", here, NOW)
    what = {"community_id": here, "title": "Talk", "zone": "Europe/Madrid", "state": "published", "capacity": CAPACITY}
    what |= {"begins": BEGINS, "ends": BEGINS + timedelta(hours=2), "created": NOW, "changed": NOW}
    db.execute(insert(event), [what | {"id": n, "uid": f"talk-{n}"} for n in (1, 2)])


def goes(db: Connection, member: int, event: int = 1, party: int = 1) -> Answered:
    return Door(db, event).going(member, NOW, party)


def leaves(db: Connection, member: int, event: int = 1, seat: Seat = Seat.OUT) -> Answered:
    return Door(db, event).out(member, NOW, seat)


def faults(db: Connection) -> list[str]:
    """Counts that do not agree with who stands where, and seats that were given twice."""
    wrong = []
    for one in db.execute(select(event)):
        rows = [row for row in db.execute(select(attendance)) if row.event_id == one.id]
        taken = sum(row.party for row in rows if Seat(row.seat).held)
        line = sorted(row.line for row in rows if row.seat == Seat.WAITING)
        if (taken, len(line)) != (one.taken, one.waiting) or taken > one.capacity:
            wrong.append(f"event {one.id}: {taken} of {one.capacity} taken, {len(line)} in line")
        if len(set(line)) != len(line):
            wrong.append(f"event {one.id}: two with one number")
    return wrong


async def test_of_many_who_ask_at_once_as_many_as_there_are_seats_go(hall: Database) -> None:
    answers = await asyncio.gather(*(hall.run(partial(goes, member=number)) for number in range(1, 21)))
    assert [one.seat for one in answers].count(Seat.GOING) == CAPACITY
    assert sorted(one.line for one in answers if one.line) == list(range(1, 16))
    assert hall.read_now(faults) == []


async def test_eight_clients_who_come_and_go_never_oversell(hall: Database) -> None:
    rng = random.Random(5)

    async def client(mine: range) -> None:
        for _ in range(60):
            member, event = rng.choice(mine), rng.randint(1, 2)
            act = rng.choice((goes, goes, leaves))
            await hall.run(partial(act, member=member, event=event))

    await asyncio.gather(*(client(range(start, start + 10)) for start in range(1, CLIENTS * 10, 10)))
    assert hall.read_now(faults) == []


async def test_a_freed_seat_is_offered_to_the_first_and_lapses_to_the_next(hall: Database) -> None:
    def unit(db: Connection) -> None:
        for member in range(1, 9):
            goes(db, member)
        assert leaves(db, 2).offered == (Waiting(6),)
        assert goes(db, 9) == Answered(Seat.WAITING, 4), "a held seat is nobody else's"
        assert goes(db, 6).seat is Seat.GOING
        assert leaves(db, 1, seat=Seat.MAYBE).offered == (Waiting(7),)
        assert Door(db, 1).lapse(NOW + timedelta(hours=24)) == []
        assert Door(db, 1).lapse(NOW + timedelta(hours=24, seconds=1)) == [7]
        assert goes(db, 7) == Answered(Seat.WAITING, 5), "at the end of the line"
        assert goes(db, 8).seat is Seat.GOING
        assert goes(db, 8).seat is Seat.GOING, "said twice"
        assert goes(db, 9) == Answered(Seat.WAITING, 4), "said twice"

    await hall.run(unit)
    assert hall.read_now(faults) == []


async def test_guests_have_seats_too_and_a_large_party_is_not_passed(hall: Database) -> None:
    def unit(db: Connection) -> None:
        assert goes(db, 1, party=4).seat is Seat.GOING
        assert goes(db, 2, party=2).seat is Seat.WAITING
        assert goes(db, 3).seat is Seat.WAITING
        assert leaves(db, 1).offered == (Waiting(2, 2), Waiting(3))

    await hall.run(unit)
    assert hall.read_now(faults) == []


async def test_there_is_no_event(hall: Database) -> None:
    with pytest.raises(LookupError):
        await hall.run(partial(goes, member=1, event=3))
