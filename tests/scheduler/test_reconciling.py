"""Sends in doubt on Slack settle by themselves: the real sender and adapter on an emulated Slack that misbehaves."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import wire
from bot.adapters.base import Adapter
from bot.ui import File, Message
from bot.watching import Watch
from domain.delivery import Purpose, State
from emulators.slack import Fault
from emulators.slack.faults import Faults
from scheduler.carrier import parcel_of
from scheduler.reconciling import LATEST, PAUSE, SETTLED, Reconciling, Surroundings
from scheduler.sender import Sender
from storage import leases, outbox
from storage.backups.settling import WHY
from storage.db import Database
from storage.outbox import Item
from tests.contract.slack_side import ANN, SlackSide, slack_side
from tests.scheduler.channel import Channel, until
from tests.scheduler.post import NOW

RECORDED = (Fault.RESET_AFTER, Fault.UNAVAILABLE_AFTER, Fault.BROKEN_JSON)
LOST = (Fault.RESET_BEFORE, Fault.SERVER_ERROR)


class Office:
    """A sender to Slack, and whoever looks after what is in doubt; seconds pass when a test says so."""

    def __init__(self, db: Database, slack: SlackSide) -> None:
        self.db, self.slack = db, slack
        self.now, self.passed, self.woken = NOW, 0.0, 0
        self.adapters: dict[str, Adapter] = {"slack": slack.adapter, "letters": Channel()}
        self.sender = self.another()
        self.watch = Watch()
        self.reconciling = self.looking()

    def another(self) -> Sender:
        """The sender of a process that has just begun."""
        return Sender(self.db, self.adapters, {}, lambda: self.now, "office")

    def looking(self) -> Reconciling:
        """Whoever looks after doubts in a process that has just begun."""
        around = Surroundings(lambda: self.now, self._wake, lambda: self.passed)
        return Reconciling(self.db, self.adapters, around, self.watch)

    def _wake(self) -> None:
        self.woken += 1

    async def put(self, text: str = "A match", **columns: Any) -> Item:
        """A send to Ann that must not be repeated by itself."""
        files = columns.pop("files", ())
        letter = wire.dumps(Message(text, files=files))
        columns = {"adapter": "slack", "workspace": "T1", "chat": ANN} | columns
        item = await self.db.run(lambda on: outbox.put(on, self.now, "send", letter, Purpose.MATCH, **columns))
        assert item
        return item

    async def doubted(self, fault: Fault, text: str = "A match", **columns: Any) -> Item:
        """A send that ended in doubt."""
        item = await self.put(text, **columns)
        self.slack.fail(fault)
        await self.sender.idle()
        assert self.row(item).state == State.UNCERTAIN
        return item

    async def looks(self, *, after: float = 0.0) -> int:
        """One round, so many seconds after the last one; what it gives back for sending is sent."""
        self.passed += after
        settled = await self.reconciling.look()
        await self.sender.idle()
        return settled

    async def looks_twice(self) -> int:
        return await self.looks() + await self.looks(after=SETTLED)

    def row(self, item: Item) -> Any:
        table = outbox.outbox
        return self.db.read_now(lambda on: on.execute(select(table).where(table.c.id == item.id)).one())

    def texts(self) -> list[str]:
        return [seen.text for seen in self.slack.sees()]

    def verdicts(self) -> dict[str, int]:
        (traced,) = [total for total in self.watch.totals() if total.name == "tertulia_traced"]
        return {values[1]: count for values, count in traced.rows()}


@pytest.fixture
async def office(db: Database) -> AsyncIterator[Office]:
    async with slack_side(silence=60) as slack:  # no fault here is a silence: none shall come of a busy machine
        here = Office(db, slack)
        yield here
        await here.sender.stop()
        assert slack.violations() == []


@pytest.mark.parametrize("fault", RECORDED)
async def test_what_arrived_is_written_down_with_its_receipt_and_never_repeated(office: Office, fault: Fault) -> None:
    item = await office.doubted(fault)
    assert await office.looks() == 1
    row = office.row(item)
    (shown,) = office.slack.world.sees(ANN)
    assert (row.state, row.receipt, row.error) == ("sent", f"{shown.channel}/{shown.ts}", None)
    await office.looks_twice()
    assert office.texts() == ["A match"]
    assert office.verdicts() == {"sent": 1}


@pytest.mark.parametrize("fault", LOST)
async def test_what_surely_did_not_arrive_is_sent_again(office: Office, fault: Fault) -> None:
    item = await office.doubted(fault)
    assert await office.looks() == 0, "it may still be on its way"
    assert await office.looks(after=SETTLED - 1) == 0
    assert office.texts() == []
    assert await office.looks(after=1) == 1
    assert office.woken == 1
    assert (office.row(item).state, office.texts()) == ("sent", ["A match"])


async def test_what_shows_up_late_is_not_sent_again(office: Office) -> None:
    item = await office.doubted(Fault.SERVER_ERROR)
    await office.looks()
    await office.slack.adapter.send(parcel_of(item))
    assert await office.looks(after=SETTLED) == 1
    assert (office.row(item).state, office.texts()) == ("sent", ["A match"])


async def test_it_is_sent_again_once_ever_and_then_a_person_decides(office: Office) -> None:
    item = await office.doubted(Fault.SERVER_ERROR)
    await office.looks()
    office.slack.fail(Fault.SERVER_ERROR)
    assert await office.looks(after=SETTLED) == 1
    assert office.row(item).state == "uncertain"
    office.reconciling = office.looking()
    assert await office.looks_twice() == 0
    assert await office.looks_twice() == 0
    assert (office.row(item).state, office.texts()) == ("uncertain", [])


async def test_the_second_try_in_doubt_is_found_too(office: Office) -> None:
    item = await office.doubted(Fault.SERVER_ERROR)
    await office.looks()
    office.slack.fail(Fault.RESET_AFTER)
    await office.looks(after=SETTLED)
    assert office.row(item).state == "uncertain"
    assert await office.looks() == 1
    assert (office.row(item).state, office.texts()) == ("sent", ["A match"])


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_send_that_a_crash_cut_off_is_looked_for_after_the_restart(office: Office, *, arrived: bool) -> None:
    item = await office.put()
    now = office.now
    claim: dict[str, Any] = {"lease": "dead", "until": now, "now": now, "adapters": ["slack"], "limit": 9}
    await office.db.run(lambda on: leases.claim(on, **claim))
    await office.db.run(lambda on: leases.mark_sending(on, [item.id], "dead", now))
    if arrived:
        await office.slack.adapter.send(parcel_of(item))
    office.now += timedelta(minutes=5)
    office.sender = office.another()
    await office.sender.start()
    assert (office.row(item).state, office.row(item).error) == ("uncertain", "crash")
    assert await office.looks_twice() == 1
    assert (office.row(item).state, office.texts()) == ("sent", ["A match"])


async def test_without_the_right_to_read_it_stays_in_doubt_and_is_not_asked_for_over_and_over(office: Office) -> None:
    item = await office.doubted(Fault.RESET_AFTER)
    office.slack.world.world.teams["T1"].scopes.remove("im:history")
    for _ in range(3):
        assert await office.looks_twice() == 0
    assert office.row(item).state == "uncertain"
    assert len(office.slack.asked("conversations.history")) == 1
    assert office.verdicts() == {"unknown": 1}


async def test_a_slack_that_does_not_answer_is_asked_again_after_a_pause(office: Office) -> None:
    item = await office.doubted(Fault.RESET_AFTER)
    faults = office.slack.world.faults = Faults(methods={"conversations.history"}, retry_after=90)
    faults.next(Fault.TOO_MANY, Fault.UNAVAILABLE_AFTER)
    assert await office.looks() == 0
    assert await office.looks(after=89) == 0
    assert sum(faults.happened.values()) == 1, "it said how long to wait"
    assert await office.looks(after=1) == 0
    assert await office.looks(after=PAUSE) == 1
    assert office.row(item).state == "sent"


async def test_what_nobody_wants_any_more_is_not_sent_again(office: Office) -> None:
    until_when = NOW + timedelta(minutes=1)
    item = await office.doubted(Fault.SERVER_ERROR, not_after=until_when)
    await office.looks()
    office.now += timedelta(minutes=2)
    await office.looks(after=SETTLED)
    assert (office.row(item).state, office.texts()) == ("expired", [])


async def test_old_doubts_are_left_to_a_person(office: Office) -> None:
    item = await office.doubted(Fault.SERVER_ERROR)
    office.now += LATEST + timedelta(seconds=1)
    assert await office.looks_twice() == 0
    assert office.row(item).state == "uncertain"


async def test_what_a_person_settles_meanwhile_stands(office: Office) -> None:
    item = await office.doubted(Fault.SERVER_ERROR)
    await office.looks()
    dropped = update(outbox.outbox).where(outbox.outbox.c.id == item.id).values(state=str(State.CANCELLED))
    await office.db.run(lambda on: on.execute(dropped))
    assert await office.looks(after=SETTLED) == 0
    assert (office.row(item).state, office.texts()) == ("cancelled", [])


async def test_files_are_nothing_that_a_history_proves(office: Office) -> None:
    item = await office.doubted(Fault.RESET_AFTER, files=(File("a.ics", b"BEGIN"),))
    assert await office.looks_twice() == 0
    assert office.row(item).state == "uncertain"


async def test_one_doubt_holds_up_no_other_and_other_channels_are_left_alone(office: Office) -> None:
    lost = await office.doubted(Fault.SERVER_ERROR, "The lost one")
    found = await office.doubted(Fault.RESET_AFTER, "The other")
    letters = await office.put("A letter", adapter="letters", state="uncertain", done=office.now)
    assert await office.looks() == 1
    assert [office.row(item).state for item in (lost, found, letters)] == ["uncertain", "sent", "uncertain"]


async def test_it_looks_by_itself_from_the_start(office: Office) -> None:
    item = await office.doubted(Fault.RESET_AFTER)
    office.reconciling.start()
    await until(lambda: office.row(item).state == "sent")
    await office.reconciling.stop()


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_a_restore_doubts_is_recognised_but_never_sent_again(office: Office, *, arrived: bool) -> None:
    """It may have been said under another number."""
    item = await office.put(state="uncertain", done=NOW, error=WHY)
    if arrived:
        await office.slack.adapter.send(parcel_of(item))
    await office.looks_twice()
    assert office.row(item).state == ("sent" if arrived else "uncertain")
    assert len(office.texts()) == arrived


async def test_what_never_had_an_address_is_not_looked_for(office: Office) -> None:
    item = await office.put(state="uncertain", done=NOW, chat="", workspace="")
    await office.looks_twice()
    assert office.row(item).state == "uncertain"
    assert office.slack.asked("conversations.history") == []
