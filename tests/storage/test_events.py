"""The book of events in both databases: who is told, who was there, and counts that heal."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete

from domain.seats import Seat, Waiting
from storage import cards, consent, event_book, event_people, people, privacy, ticks
from storage.db import Database
from storage.events import attendance
from storage.seats import Door

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BEGINS = NOW + timedelta(days=2)


def begun(db: Connection, capacity: int | None = 2, **more: Any) -> tuple[int, list[int]]:
    """An event and five people of its community, the first its organiser."""
    here = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    who = [people.add_member(db, name, "en", "Europe/Madrid", here, NOW) for name in ("Ann", "Bob", "Cy", "Di", "Ed")]
    for one in who:
        people.set_membership(db, here, one, "in", NOW)
    values = {
        "community_id": here, "organiser_id": who[0], "uid": "a", "title": "Talk", "zone": "Europe/Madrid",
        "state": "published", "capacity": capacity, "begins": BEGINS, "ends": BEGINS + timedelta(hours=2),
    }  # fmt: skip
    return event_book.add(db, NOW, **(values | more)), who


async def test_a_seat_of_somebody_who_was_erased_is_found_and_offered(db: Database) -> None:
    def unit(on: Connection) -> None:
        event, (_, bob, cy, di, _) = begun(on)
        for one in (bob, cy, di):
            Door(on, event).going(one, NOW)
        assert event_book.miscounted(on) == []
        privacy.erase(on, bob, NOW)
        assert event_book.miscounted(on) == [event]
        assert Door(on, event).recount(NOW) == [Waiting(di)]
        assert event_book.miscounted(on) == []
        assert event_people.of(on, event, di).seat is Seat.OFFERED

    await db.run(unit)


async def test_drafts_go_with_their_author_and_what_is_on_stays(db: Database) -> None:
    def unit(on: Connection) -> None:
        event, (ann, *_) = begun(on)
        draft = event_book.add(
            on, NOW, community_id=1, organiser_id=ann, author_id=ann, uid="b", title="Idea", zone="UTC", state="draft"
        )
        privacy.erase(on, ann, NOW)
        assert event_book.get(on, draft) is None
        left = event_book.get(on, event)
        assert left is not None
        assert left.organiser_id is None
        assert event_book.organisers(on, left, 0) != []

    await db.run(unit)


async def test_guests_and_another_capacity(db: Database) -> None:
    def unit(on: Connection) -> None:
        event, (_, bob, cy, di, _) = begun(on, 3)
        assert Door(on, event).bring(bob, 2, NOW) is not None
        assert Door(on, event).bring(bob, 4, NOW) is None
        Door(on, event).going(cy, NOW)
        Door(on, event).going(di, NOW)
        assert Door(on, event).bring(bob, 3, NOW) is None
        assert Door(on, event).resize(None, NOW) == [Waiting(di)]
        assert Door(on, event).move(NOW + timedelta(hours=1), NOW) == []
        claimed = event_people.of(on, event, di).claim_until
        assert claimed == NOW + timedelta(hours=1) == event_people.next_claim(on, event)

    await db.run(unit)


async def test_who_was_there_is_known_where_both_agreed(db: Database) -> None:
    def unit(on: Connection) -> None:
        event, (_, bob, cy, di, _) = begun(on)
        Door(on, event).going(bob, NOW)
        assert [one.id for one in event_people.were_there(on, event)] == [bob]
        for one in (bob, cy, bob):
            event_people.walked_in(on, event, one, NOW)
        assert [one.id for one in event_people.were_there(on, event)] == [bob, cy]
        assert event_people.took_part(on, event, cy)
        assert not event_people.took_part(on, event, di)
        assert event_people.company(on, bob, NOW) == {}
        for one in (bob, cy, di):
            consent.note(on, one, "events", True, NOW, "May I say that you were here?")
        assert event_people.company(on, bob, NOW) == {cy: "Talk"}
        assert event_people.company(on, di, NOW) == {}
        assert event_people.company(on, bob, BEGINS + timedelta(days=1)) == {}
        assert event_people.checked_in(on, event) == 2

    await db.run(unit)


async def test_people_are_told_hand_by_hand(db: Database) -> None:
    def unit(on: Connection) -> None:
        event, who = begun(on, None)
        for one in who:
            Door(on, event).going(one, NOW)
        first = event_people.told(on, event, 0, 3)
        rest = event_people.told(on, event, first[-1][0].id, 3)
        assert [member.id for member, _ in (*first, *rest)] == who
        on.execute(delete(attendance))
        assert event_people.told(on, event, 0, 3) == []

    await db.run(unit)


async def test_a_card_has_one_copy_a_place(db: Database) -> None:
    def unit(on: Connection) -> None:
        _, (ann, *_) = begun(on)
        for _ in range(2):
            cards.with_member(on, "event:1", ann, NOW)
            cards.in_chat(on, "event:1", "telegram", "", "-1", NOW)
        assert [copy.member_id for copy in cards.copies(on, "event:1", private=True)] == [ann]
        (group,) = cards.copies(on, "event:1", private=False)
        cards.drew(on, group.id, "abc")
        assert cards.in_chat(on, "event:1", "telegram", "", "-1", NOW).drawn == "abc"

    await db.run(unit)


async def test_many_who_ask_for_work_cannot_put_it_off(db: Database) -> None:
    def unit(on: Connection) -> None:
        for seconds in (3, 4, 2, 9):
            ticks.plan_soonest(on, "draw", "1", NOW + timedelta(seconds=seconds))
        assert ticks.next_at(on) == NOW + timedelta(seconds=2)
        (held,) = ticks.take(on, NOW + timedelta(seconds=2), 9, timedelta(minutes=5))
        ticks.plan_soonest(on, "draw", "1", NOW + timedelta(seconds=5))
        ticks.finish(on, held)
        assert ticks.next_at(on) == NOW + timedelta(seconds=5), "what changed while it was drawn is drawn too"

    await db.run(unit)


async def test_groups_are_known_by_platform_and_workspace(db: Database) -> None:
    def unit(on: Connection) -> list[tuple[str, str, str]]:
        event, (ann, bob, *_) = begun(on)
        found = event_book.get(on, event)
        assert found is not None
        people.add_account(on, ann, "telegram", "", "1", "1", NOW)
        people.add_account(on, bob, "slack", "T1", "U1", "U1", NOW)
        for platform, place in (("telegram", "-5"), ("slack", "T1"), ("slack", "C1")):
            people.settle(on, platform, place, found.community_id)
        return event_book.groups(on, found.community_id)

    assert await db.run(unit) == [("slack", "T1", "C1"), ("telegram", "", "-5")]
    assert db.read_now(partial(event_book.unfinished))
