"""Housekeeping: words that have served go within minutes, rows after their time, and what is still needed stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from bot.context import Setting
from bot.i18n import Catalogues
from domain.delivery import Purpose, State
from scheduler import housekeeping
from scheduler.works import Office
from storage import claim, drafts, inbox, link, outbox, people, ticks
from storage import housekeeping as house
from storage.db import Database
from storage.drafts import Draft
from storage.housekeeping import ANSWERED, BATCH, DOUBTED, RULES, TOLD, UNDECIDED
from storage.outbox import outbox as sends

NOW = datetime(2027, 11, 18, 12, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
Look = Callable[[Office, str], Any]


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db, Setting(Catalogues(), lambda: NOW), lambda: None)


def sent(on: Connection, name: str, purpose: Purpose, state: State, done: datetime | None, **columns: Any) -> None:
    moment = done or NOW
    item = outbox.put(on, moment, "send", f"the words of {name}", purpose, reference=name, **columns)
    assert item
    on.execute(update(sends).where(sends.c.id == item.id).values(state=str(state), done=done, receipt="7"))


def count(on: Connection, table: Table) -> int:
    return on.execute(select(func.count()).select_from(table)).scalar_one()


def words(db: Database) -> dict[str, bool]:
    """Which sends still have their words."""
    rows = db.read_now(lambda on: on.execute(select(sends.c.reference, sends.c.message)).all())
    return {row.reference: bool(row.message) for row in rows}


ANSWERS: tuple[tuple[str, Purpose, State, timedelta | None, bool], ...] = (
    ("an answer that left", Purpose.ANSWER, State.SENT, ANSWERED, False),
    ("a login link that left", Purpose.LOGIN, State.SENT, ANSWERED, False),
    ("an answer that failed", Purpose.ANSWER, State.FAILED, ANSWERED, False),
    ("an answer in doubt", Purpose.ANSWER, State.UNCERTAIN, DOUBTED, False),
    ("an answer that waits", Purpose.ANSWER, State.PENDING, None, True),
    ("an answer on its way", Purpose.ANSWER, State.SENDING, None, True),
    ("a match that left", Purpose.MATCH, State.SENT, ANSWERED, True),
)
OTHERS: tuple[tuple[str, Purpose, State, timedelta | None, bool], ...] = (
    ("a digest that left", Purpose.DIGEST, State.SENT, TOLD, False),
    ("a skipped broadcast", Purpose.BROADCAST, State.SKIPPED, TOLD, False),
    ("a match in doubt", Purpose.MATCH, State.UNCERTAIN, TOLD, True),
    ("an old match in doubt", Purpose.MATCH, State.UNCERTAIN, UNDECIDED, False),
    ("a reminder that waits", Purpose.REMINDER, State.PENDING, None, True),
)


@pytest.mark.parametrize(
    ("look", "rows"), [(housekeeping.words, ANSWERS), (housekeeping.day, ANSWERS), (housekeeping.day, OTHERS)]
)
async def test_words_that_have_served_are_forgotten_and_no_others(
    look: Look, rows: tuple[Any, ...], office: Office
) -> None:
    def unit(on: Connection) -> None:
        for number, (name, purpose, state, after, _) in enumerate(rows):
            once = f"{number}" if purpose.once else None
            sent(on, name, purpose, state, NOW - after - MOMENT if after else None, once=once)
            if after:
                sent(on, f"{name}, a moment ago", purpose, state, NOW - after + MOMENT, once=once and f"{once} too")

    office.db.run_now(unit)
    await look(office, "")
    kept = words(office.db)
    assert {name: kept[name] for name, *_ in rows} == {name: stays for name, *_, stays in rows}
    assert all(stays for name, stays in kept.items() if "a moment ago" in name)


async def test_an_answer_that_left_long_after_it_was_written_is_found_once_a_day(office: Office) -> None:
    office.db.run_now(
        lambda on: sent(on, "late", Purpose.ANSWER, State.SENT, NOW - ANSWERED - MOMENT, due=NOW - timedelta(days=3))
    )
    await housekeeping.words(office, "")
    assert words(office.db) == {"late": True}
    await housekeeping.day(office, "")
    assert words(office.db) == {"late": False}


async def test_a_key_is_never_usable_again(office: Office) -> None:
    old = NOW - timedelta(days=2000)
    office.db.run_now(lambda on: sent(on, "the digest", Purpose.DIGEST, State.SENT, old, once="digest:1:2020-W01"))
    await housekeeping.day(office, "")
    again = office.db.run_now(lambda on: outbox.put(on, NOW, "send", "again", Purpose.DIGEST, once="digest:1:2020-W01"))
    assert again is None
    assert words(office.db) == {"the digest": False}


async def test_sends_without_a_key_go_after_a_season_and_cards_after_a_year(office: Office) -> None:
    def unit(on: Connection) -> None:
        for days in (89, 91, 364, 366):
            done = NOW - timedelta(days=days)
            sent(on, f"answer {days}", Purpose.ANSWER, State.SENT, done)
            sent(on, f"card {days}", Purpose.ANSWER, State.SENT, done, card="need:1")
            sent(on, f"doubt {days}", Purpose.ANSWER, State.UNCERTAIN, done)
        sent(on, "late", Purpose.ANSWER, State.PENDING, None, due=NOW - timedelta(days=400))

    office.db.run_now(unit)
    await housekeeping.day(office, "")
    doubts = {f"doubt {days}" for days in (89, 91, 364, 366)}
    assert set(words(office.db)) == {"answer 89", "card 89", "card 91", "card 364", "late", *doubts}


async def test_the_newest_number_is_never_given_out_again(office: Office) -> None:
    old = NOW - timedelta(days=500)
    for number in range(5):
        office.db.run_now(partial(sent, name=f"{number}", purpose=Purpose.ANSWER, state=State.SENT, done=old))
    await housekeeping.day(office, "")
    assert set(words(office.db)) == {"4"}


async def test_rows_go_when_their_time_is_over_and_not_before(office: Office) -> None:
    after = {rule.table.name: rule.after for rule in RULES}

    def unit(on: Connection, age: str, beyond: timedelta) -> None:
        ann = people.add_member(on, age, "en", "UTC", None, NOW)
        assert inbox.first_time(on, "telegram", age, NOW - after["inbox"] - beyond)
        assert ticks.win(on, "digest.scan", age, NOW - after["slot"] - beyond)
        drafts.keep(on, ann, Draft("profile", "offers", {}), NOW - after["draft"] - beyond)
        link.keep_code(on, age, ann, "slack", NOW, NOW - after["link_code"] - beyond)
        claim.invite(on, ann, age, NOW - after["claim"] - beyond)

    office.db.run_now(lambda on: unit(on, "old", MOMENT))
    office.db.run_now(lambda on: unit(on, "fresh", -MOMENT))
    await housekeeping.day(office, "")
    tables = (inbox.inbox, ticks.slot, drafts.draft, link.link_code, claim.claim)
    counts = [office.db.read_now(partial(count, table=table)) for table in tables]
    assert counts == [1] * len(tables)
    assert office.db.read_now(lambda on: on.execute(select(inbox.inbox.c.key)).scalar()) == "fresh"


async def test_more_than_a_batch_goes_in_short_units_that_let_others_in_between(office: Office) -> None:
    rows = [{"platform": "telegram", "key": str(n), "received": NOW - timedelta(days=9)} for n in range(3 * BATCH + 1)]
    office.db.run_now(lambda on: on.execute(insert(inbox.inbox), rows))
    (rule,) = (rule for rule in RULES if rule.table is inbox.inbox)
    assert office.db.run_now(lambda on: house.remove(on, rule, NOW)) == BATCH
    await housekeeping.day(office, "")
    assert office.db.read_now(partial(count, table=inbox.inbox)) == 0


async def test_a_send_that_is_decided_on_meanwhile_keeps_its_words(office: Office) -> None:
    old = NOW - UNDECIDED - MOMENT
    office.db.run_now(lambda on: sent(on, "doubt", Purpose.MATCH, State.UNCERTAIN, old, once="1"))
    ids = office.db.read_now(lambda on: house.wordy(on, NOW, thorough=True))
    office.db.run_now(lambda on: on.execute(update(sends).values(state=str(State.PENDING), done=None)))
    assert ids
    assert office.db.run_now(lambda on: house.blank(on, ids, NOW)) == 0
    assert words(office.db) == {"doubt": True}
