"""The outbox: no row leaves twice or gets lost, addresses are decided late, and the states add up to the plan."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import Connection, select

from domain.delivery import Purpose, State
from storage import addresses, leases, outbox, people
from storage.db import Database
from storage.outbox import Item
from storage.tables import metadata

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def put(db: Connection, text: str = "{}", purpose: Purpose = Purpose.NOTICE, **columns: Any) -> Item:
    address = {"adapter": "letters", "chat": "ann"} if "member_id" not in columns else {}
    op = columns.pop("op", "send")
    item = outbox.put(db, NOW, op, text, purpose, **(address | columns))
    assert item
    return item


def claim(
    db: Connection, lease: str = "me", now: datetime = NOW, limit: int = 50, adapters: Any = ("letters",)
) -> list[Item]:
    return leases.claim(db, lease, now + timedelta(minutes=1), now, adapters, limit)


def row(db: Connection, item: Item) -> Any:
    return db.execute(select(outbox.outbox).where(outbox.outbox.c.id == item.id)).one()


def ann(db: Connection, *chats: tuple[str, str]) -> int:
    """A member with accounts on these platforms, the last one used last."""
    member = people.add_member(db, "Ann", "en", "Europe/Madrid", None, NOW)
    for number, (platform, chat) in enumerate(chats):
        people.add_account(db, member, platform, "", chat, chat, NOW + timedelta(minutes=number))
    return member


async def test_a_key_is_planned_once_however_often_it_is_asked_for(db: Database) -> None:
    def unit(on: Connection) -> bool:
        return (
            outbox.put(on, NOW, "send", "{}", Purpose.DIGEST, once="digest:1", adapter="letters", chat="a") is not None
        )

    made = await asyncio.gather(*(db.run(unit) for _ in range(8)))
    assert made.count(True) == 1
    assert db.read_now(outbox.counts) == {"pending": 1}


async def test_eight_workers_claim_no_row_twice(db: Database) -> None:
    await db.run(lambda on: [put(on, str(n)) for n in range(200)])
    taken = await asyncio.gather(*(db.run(partial(claim, lease=str(w), limit=10)) for w in range(8) for _ in range(4)))
    ids = [item.id for batch in taken for item in batch]
    assert len(ids) == len(set(ids))
    while batch := await db.run(partial(claim, lease="last")):
        ids += [item.id for item in batch]
    assert len(ids) == len(set(ids)) == 200


async def test_the_most_urgent_leaves_first(db: Database) -> None:
    def unit(on: Connection) -> list[str]:
        for purpose in (Purpose.BROADCAST, Purpose.MATCH, Purpose.ANSWER, Purpose.REMINDER):
            put(on, str(purpose), purpose)
        put(on, "earlier", Purpose.MATCH, due=NOW - timedelta(hours=1))
        put(on, "tomorrow", Purpose.ANSWER, due=NOW + timedelta(days=1))
        return [item.message for item in claim(on)]

    assert await db.run(unit) == ["answer", "earlier", "match", "reminder", "broadcast"]


async def test_what_is_worthless_later_expires(db: Database) -> None:
    def unit(on: Connection) -> tuple[set[int], str, list[Item]]:
        item = put(on, not_after=NOW)
        assert claim(on) == [item]
        marked = leases.mark_sending(on, [item.id], "me", NOW + timedelta(seconds=1))
        again = claim(on, now=NOW + timedelta(hours=1))
        return marked, row(on, item).state, again

    assert await db.run(unit) == (set(), "expired", [])


async def test_the_account_used_last_is_written_to(db: Database) -> None:
    def unit(on: Connection) -> list[str]:
        both = ("telegram", "slack")
        member = ann(on, ("telegram", "t1"), ("slack", "s1"))
        found = [claim(on, adapters=both)[0].chat for _ in [put(on, member_id=member)]]
        on.execute(people.account.update().where(people.account.c.chat == "s1").values(chat="s2"))
        found += [claim(on, adapters=both)[0].chat for _ in [put(on, member_id=member)]]
        found += [claim(on, adapters=both)[0].chat for _ in [put(on, member_id=member, adapter="telegram")]]
        addresses.close(on, "slack", "", "s2")
        found += [claim(on, adapters=both)[0].chat for _ in [put(on, member_id=member)]]
        addresses.close(on, "telegram", "", "t1")
        last = put(on, member_id=member)
        return [*found, *(item.chat for item in claim(on, adapters=both)), row(on, last).error]

    assert await db.run(unit) == ["s1", "s2", "t1", "t1", "unreachable"]


async def test_rows_for_a_channel_elsewhere_stay(db: Database) -> None:
    def unit(on: Connection) -> tuple[list[str], list[str], datetime | None]:
        away = ann(on, ("letters", "ann"), ("elsewhere", "ann"))
        for _ in range(60):
            put(on, "away", Purpose.SEAT, member_id=away)
        put(on, "here", Purpose.BROADCAST)
        return (
            [item.message for item in claim(on)],
            [item.message for item in claim(on, adapters=["elsewhere"], limit=2)],
            leases.next_look(on, NOW, ["nowhere"]),
        )

    assert await db.run(unit) == (["here"], ["away", "away"], None)


async def test_an_edit_finds_its_card(db: Database) -> None:
    def unit(on: Connection) -> list[tuple[str, str, str]]:
        member = ann(on, ("letters", "ann"))
        card = put(on, "card", member_id=member, card="need:1")
        claim(on)
        leases.mark_sending(on, [card.id], "me", NOW)
        outbox.mark(on, card.id, State.SENT, NOW, receipt="m1")
        put(on, "new", Purpose.ANSWER, member_id=member, card="need:1", op="edit")
        put(on, "none", Purpose.ANSWER, member_id=member, card="need:2", op="edit")
        return [(item.op, item.target, item.message) for item in claim(on)]

    assert await db.run(unit) == [("edit", "m1", "new")]
    assert db.read_now(outbox.counts) == {"sent": 1, "pending": 1, "cancelled": 1}


async def test_an_edit_of_a_card_on_a_channel_elsewhere_waits(db: Database) -> None:
    def unit(on: Connection) -> tuple[list[Item], list[str]]:
        member = ann(on, ("elsewhere", "ann"))
        card = put(on, "card", member_id=member, card="need:1")
        claim(on, adapters=["elsewhere"])
        outbox.mark(on, card.id, State.SENT, NOW, receipt="m1")
        put(on, "new", Purpose.ANSWER, member_id=member, card="need:1", op="edit")
        return claim(on), [item.target for item in claim(on, adapters=["elsewhere"])]

    assert await db.run(unit) == ([], ["m1"])


async def test_a_card_that_waits_is_changed_before_it_leaves(db: Database) -> None:
    def unit(on: Connection) -> tuple[list[Item], list[str]]:
        member = ann(on, ("letters", "ann"))
        put(on, "old", member_id=member, card="need:1", due=LATER)
        put(on, "new", Purpose.ANSWER, member_id=member, card="need:1", op="edit")
        return claim(on), [item.message for item in claim(on, now=LATER)]

    assert await db.run(unit) == ([], ["new"])


async def test_an_edit_waits_for_a_card_that_is_being_sent(db: Database) -> None:
    def unit(on: Connection) -> tuple[list[Item], list[str]]:
        member = ann(on, ("letters", "ann"))
        card = put(on, "old", member_id=member, card="need:1")
        claim(on)
        leases.mark_sending(on, [card.id], "me", NOW)
        put(on, "new", Purpose.ANSWER, member_id=member, card="need:1", op="edit")
        early = claim(on)
        outbox.mark(on, card.id, State.SENT, NOW, receipt="m1")
        return early, [item.target for item in claim(on, now=NOW + leases.SOON)]

    assert await db.run(unit) == ([], ["m1"])


async def test_a_lease_that_was_lost_marks_nothing(db: Database) -> None:
    def unit(on: Connection) -> tuple[set[int], set[int], set[int]]:
        item = put(on)
        claim(on, "dead")
        assert claim(on, "me") == []
        assert claim(on, "me", now=NOW + timedelta(minutes=2))
        mark = partial(leases.mark_sending, on, [item.id], now=NOW)
        return mark(lease="dead") or set(), mark(lease="me"), mark(lease="me")

    dead, first, again = await db.run(unit)
    assert (dead, first) == (set(), again)
    assert len(first) == 1


@pytest.mark.parametrize("alone", [True, False])
async def test_a_dead_process_leaves_doubt_and_nothing_else(db: Database, alone: bool) -> None:
    def unit(on: Connection) -> tuple[int, dict[str, int], int]:
        begun, held, fresh = put(on), put(on), put(on)
        claim(on, "dead", limit=2)
        leases.mark_sending(on, [begun.id], "dead", NOW)
        now = NOW if alone else NOW + timedelta(minutes=2)
        assert leases.recover(on, NOW, alone=False) == 0
        found = leases.recover(on, now, alone=alone)
        assert row(on, begun).error == "crash"
        assert {item.id for item in claim(on, now=now)} == {held.id, fresh.id}
        return found, outbox.counts(on), len(outbox.in_state(on, State.UNCERTAIN))

    assert await db.run(unit) == (1, {"uncertain": 1, "pending": 2}, 1)


async def test_what_has_not_left_can_be_stopped(db: Database) -> None:
    def unit(on: Connection) -> tuple[int, int, dict[str, int], bool]:
        member = ann(on, ("letters", "ann"))
        sent, flying = put(on, member_id=member), put(on, purpose=Purpose.SEAT, once="b")
        claim(on)
        outbox.mark(on, sent.id, State.SENT, NOW)
        put(on, member_id=member)
        by_member, by_key = outbox.cancel(on, NOW, member_id=member), outbox.cancel(on, NOW, once="b")
        outbox.mark(on, flying.id, State.PENDING, NOW, due=NOW)  # its try ended in a retry after it was stopped
        return by_member, by_key, outbox.counts(on), outbox.was_sent(on, "b")

    assert await db.run(unit) == (1, 1, {"sent": 1, "cancelled": 2}, False)


async def test_a_row_given_back_is_due_when_its_chat_opens(db: Database) -> None:
    def unit(on: Connection) -> tuple[list[Item], datetime | None, int]:
        item = put(on)
        claim(on)
        leases.postpone(on, {item.id: LATER}, "another")
        assert leases.next_look(on, NOW, ["letters"]) == LATER  # the lease's end
        leases.postpone(on, {item.id: LATER + timedelta(hours=1)}, "me")
        return claim(on), leases.next_look(on, NOW, ["letters"]), len(claim(on, now=LATER + timedelta(hours=1)))

    assert await db.run(unit) == ([], LATER + timedelta(hours=1), 1)


async def test_a_claim_whose_answer_was_lost_is_free_again(db: Database) -> None:
    def unit(on: Connection) -> tuple[int, list[Item], set[int]]:
        held, stray, begun = put(on), put(on), put(on)
        claim(on)
        leases.mark_sending(on, [begun.id], "me", NOW)
        assert leases.let_go(on, "another", [held.id]) == 0
        return leases.let_go(on, "me", [held.id]), [stray], {item.id for item in claim(on)}

    freed, strays, claimed = await db.run(unit)
    assert (freed, claimed) == (1, {item.id for item in strays})


class Ledger(RuleBasedStateMachine):
    """Whatever happens in whatever order, each planned row stands in exactly one state."""

    def __init__(self) -> None:
        super().__init__()
        self.db = Database("sqlite:///")
        metadata.create_all(self.db.engine.execution_options(writes=True))
        self.now, self.planned, self.hands = NOW, 0, list[tuple[str, Item]]()

    def teardown(self) -> None:
        self.db.close()

    @rule(purpose=st.sampled_from(Purpose), wait=st.integers(0, 90), lives=st.none() | st.integers(0, 90))
    def plan(self, purpose: Purpose, wait: int, lives: int | None) -> None:
        not_after = None if lives is None else self.now + timedelta(seconds=lives)
        due = self.now + timedelta(seconds=wait)
        self.db.run_now(lambda on: put(on, purpose=purpose, due=due, not_after=not_after))
        self.planned += 1

    @rule(lease=st.sampled_from("ab"), limit=st.integers(1, 4))
    def take(self, lease: str, limit: int) -> None:
        taken = self.db.run_now(partial(claim, lease=lease, now=self.now, limit=limit))
        self.hands += [(lease, item) for item in taken]

    @rule(
        number=st.integers(0, 9), mark=st.booleans(), state=st.sampled_from(["sent", "failed", "uncertain", "pending"])
    )
    def try_one(self, number: int, mark: bool, state: str) -> None:
        if number >= len(self.hands):
            return
        lease, item = self.hands.pop(number)
        ours = not mark or self.db.run_now(partial(leases.mark_sending, ids=[item.id], lease=lease, now=self.now))
        if ours:
            self.db.run_now(partial(outbox.mark, row_id=item.id, state=State(state), now=self.now, due=self.now))

    @rule(seconds=st.integers(1, 100))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(alone=st.booleans())
    def crash(self, alone: bool) -> None:
        self.db.run_now(partial(leases.recover, now=self.now, alone=alone))
        self.hands = [] if alone else self.hands

    @invariant()
    def the_states_add_up(self) -> None:
        assert sum(self.db.read_now(outbox.counts).values()) == self.planned


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
