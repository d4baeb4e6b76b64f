"""Broadcasts in both databases: whoever belongs to one has exactly one row, and the ledger adds up in between."""

from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, select

from bot.context import Setting
from bot.i18n import Catalogues
from domain.broadcasts import Ledger, State
from domain.delivery import State as Stands
from scheduler import broadcasts as scheduled
from scheduler.works import Office
from storage import broadcast_ledger as ledgers
from storage import broadcasts, consent, leases, outbox, people, privacy
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PEOPLE = scheduled.CHUNK * 2 + 30


def office(db: Database, now: datetime = NOW) -> Office:
    return Office(db, Setting(Catalogues(), lambda: now), lambda: None)


def crowd(db: Connection, count: int, *, sending: bool = True) -> int:
    """A community of so many, and a broadcast that has just been sent off; gives its id."""
    here = people.add_community(db, "Here", "open", "en", "UTC", NOW)
    for number in range(count):
        one = people.add_member(db, f"P{number}", "it" if number % 2 else "en", "UTC", here, NOW)
        people.set_member(db, one, quiet_from=0, quiet_until=0)
        people.set_membership(db, here, one, "in", NOW)
        people.add_account(db, one, "letters", "", str(number), str(number), NOW)
    values = {"community_id": here, "language": "en", "text": "Soup", "zone": "UTC"}
    state = {"state": str(State.SENDING), "begun": NOW} if sending else {}
    return broadcasts.add(db, NOW, **values, **state)


def ledger(db: Connection) -> Ledger:
    one = broadcasts.get(db, 1)
    assert one is not None
    found = ledgers.ledger(db, one)
    assert found.adds_up, found
    return found


async def test_rows_are_made_in_chunks_and_it_adds_up_after_each(db: Database) -> None:
    await db.run(partial(crowd, count=PEOPLE))
    at = office(db)
    one = await at.run(partial(scheduled._on_its_way, 1))
    assert one is not None
    found = await at.read(partial(scheduled._meant, one, NOW))
    await at.run(partial(scheduled._written_down, 1, found))
    waiting = []
    while await at.run(partial(scheduled._chunk, 1)):
        waiting.append((await db.read(ledger)).waiting)
    assert waiting == [230, 30, 0]
    await scheduled.begin(at, "1")
    assert (await db.read(ledger)).states == {"pending": PEOPLE}, "begun again, nobody gets a second row"


async def test_the_words_are_stored_once_a_language(db: Database) -> None:
    await db.run(partial(crowd, count=4))
    await db.run(partial(broadcasts.translate, broadcast_id=1, language="it", text="Minestra"))
    await scheduled.begin(office(db), "1")
    claimed = await db.run(
        partial(leases.claim, lease="here", until=NOW + timedelta(minutes=1), now=NOW, adapters=["letters"], limit=9)
    )
    assert ["Minestra" in item.message for item in claimed] == [False, True, False, True]
    rows = await db.read(lambda on: on.execute(select(outbox.outbox.c.message)).scalars().all())
    assert set(rows) == {""}


async def test_everybody_has_a_row_whatever_happened_meanwhile(db: Database) -> None:
    def meanwhile(on: Connection) -> None:
        people.set_membership(on, 1, 1, "left", NOW)
        people.set_member(on, 2, snoozed_until=NOW + timedelta(days=1))
        consent.note(on, 3, ledgers.PURPOSE, False, NOW, "words")
        people.set_account(on, 4, state="blocked")
        people.set_member(on, 5, budget=0)
        privacy.erase(on, 6, NOW)

    await db.run(partial(crowd, count=8))
    at = office(db)
    one = await at.run(partial(scheduled._on_its_way, 1))
    assert one is not None
    found = await at.read(partial(scheduled._meant, one, NOW))
    await at.run(partial(scheduled._written_down, 1, found))
    await db.run(meanwhile)
    await scheduled.begin(at, "1")
    told = await db.read(ledger)
    assert (told.audience, told.erased, told.states) == (8, 1, {"pending": 2, "skipped": 5})
    assert told.reasons == {"left": 1, "snoozed": 1, "no consent": 1, "unreachable": 1, "over budget": 1}


async def test_stopped_while_rows_are_made_the_rest_has_cancelled_ones(db: Database) -> None:
    await db.run(partial(crowd, count=PEOPLE))
    at = office(db)
    one = await at.run(partial(scheduled._on_its_way, 1))
    assert one is not None
    found = await at.read(partial(scheduled._meant, one, NOW))
    await at.run(partial(scheduled._written_down, 1, found))
    await at.run(partial(scheduled._chunk, 1))
    await db.run(partial(ledgers.stop, broadcast_id=1, now=NOW))
    await db.run(partial(broadcasts.change, broadcast_id=1, state=str(State.STOPPED)))
    await scheduled.begin(at, "1")
    assert (await db.read(ledger)).states == {"cancelled": PEOPLE}
    assert len(await db.read(partial(ledgers.unreached, broadcast_id=1))) == PEOPLE


async def test_after_a_restore_nothing_of_it_leaves_by_itself(db: Database) -> None:
    await db.run(partial(crowd, count=3))
    doubtful = Office(db, Setting(Catalogues(), lambda: NOW, doubtful=True), lambda: None)
    await scheduled.begin(doubtful, "1")
    assert (await db.read(ledger)).states == {"uncertain": 3}


async def test_a_draft_does_not_begin_and_what_is_planned_waits_for_its_moment(db: Database) -> None:
    await db.run(partial(crowd, count=2, sending=False))
    await scheduled.begin(office(db), "1")
    assert (await db.read(ledger)).audience == 0
    due = NOW + timedelta(hours=1)
    await db.run(partial(broadcasts.change, broadcast_id=1, state=str(State.SCHEDULED), due=due))
    await scheduled.begin(office(db), "1")
    assert (await db.read(ledger)).audience == 0
    await scheduled.begin(office(db, due), "1")
    assert (await db.read(ledger)).audience == 2
    await scheduled.begin(office(db, due), "99")


async def test_a_tap_counts_a_person_once(db: Database) -> None:
    def unit(on: Connection) -> None:
        crowd(on, 2)
        assert broadcasts.tap(on, 1, 0, 1, NOW)
        assert not broadcasts.tap(on, 1, 0, 1, NOW)
        assert broadcasts.tap(on, 1, 0, 2, NOW)
        assert broadcasts.taps(on, 1) == {0: 2}

    await db.run(unit)


async def test_what_is_just_leaving_cannot_be_rewritten(db: Database) -> None:
    await db.run(partial(crowd, count=2))
    await scheduled.begin(office(db), "1")
    assert not await db.run(partial(ledgers.leaving, broadcast_id=1))
    claim = partial(
        leases.claim, lease="here", until=NOW + timedelta(minutes=1), now=NOW, adapters=["letters"], limit=1
    )
    (item,) = await db.run(claim)
    assert await db.run(partial(ledgers.leaving, broadcast_id=1))
    await db.run(partial(outbox.mark, row_id=item.id, state=Stands.SENT, now=NOW, receipt="r"))
    assert not await db.run(partial(ledgers.leaving, broadcast_id=1))
