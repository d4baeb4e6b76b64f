"""The weekly budget in both databases: one push too many is skipped, and no two units share a place."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, select

from bot.context import Desk, Setting
from bot.i18n import Catalogues, Translator
from bot.ui import Message
from domain.delivery import Purpose
from storage import budget, digest_missed, outbox, people
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SETTING = Setting(Catalogues(), lambda: NOW)


def said(t: Translator) -> Message:
    return Message(t("Hello"))


def pushed(purpose: Purpose, once: str, db: Connection) -> bool:
    return Desk(db, SETTING).send(1, said, purpose, once=once, not_after=NOW + timedelta(days=9))


def ann(db: Connection, allowed: int = 3) -> None:
    here = people.add_community(db, "Here", "open", "en", "UTC", NOW)
    people.set_member(db, people.add_member(db, "Ann", "en", "UTC", here, NOW), budget=allowed)


def states(db: Connection) -> list[str]:
    return sorted(db.execute(select(outbox.outbox.c.state)).scalars())


async def test_the_fourth_of_three_waits_for_the_digest(db: Database) -> None:
    await db.run(ann)
    for number in range(5):
        assert await db.run(partial(pushed, Purpose.INVITATION, f"push:{number}"))
    assert not await db.run(partial(pushed, Purpose.INVITATION, "push:4")), "planned is planned, skipped or not"
    assert await db.read(states) == ["pending"] * 3 + ["skipped"] * 2
    await db.run(partial(pushed, Purpose.REMINDER, "reminder"))
    assert (await db.read(states)).count("pending") == 4, "what one said yes to does not count"
    found = await db.read(partial(digest_missed.since, member_id=1, moment=NOW - timedelta(days=1), now=NOW))
    assert len(found) == 2
    late = NOW + timedelta(days=10)
    assert await db.read(partial(digest_missed.since, member_id=1, moment=NOW, now=late)) == []
    assert await db.read(partial(digest_missed.one, member_id=1, row_id=found[0][0], now=NOW))
    assert await db.read(partial(digest_missed.one, member_id=2, row_id=found[0][0], now=NOW)) == ""


async def test_many_at_once_leave_no_more_than_the_budget(db: Database) -> None:
    await db.run(ann)
    await asyncio.gather(*(db.run(partial(pushed, Purpose.MATCH, f"match:{n}")) for n in range(12)))
    assert (await db.read(states)).count("pending") == 3


async def test_nobody_is_nobodys_budget(db: Database) -> None:
    assert await db.run(partial(budget.room, member_id=99, purpose=Purpose.MATCH, at=NOW))


async def test_whoever_was_seated_in_a_round_has_one_push_less(db: Database) -> None:
    await db.run(partial(ann, allowed=2))
    for number in range(2):
        assert await db.run(partial(pushed, Purpose.ROUND, f"round:{number}"))
    assert await db.read(states) == ["pending"] * 2
    await db.run(partial(pushed, Purpose.MATCH, "match:1"))
    await db.run(partial(pushed, Purpose.ROUND, "round:3"))
    assert await db.read(states) == ["pending"] * 3 + ["skipped"], "the match waits for the digest, the group does not"
