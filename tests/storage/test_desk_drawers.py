"""Inbox, drafts, ticks, audit and addresses in both databases: small tables that many units touch at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from storage import addresses, audit, drafts, inbox, people, ticks
from storage.db import Database
from storage.drafts import Draft

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HOLD = timedelta(minutes=5)


async def test_a_redelivery_is_known_however_many_come_at_once(db: Database) -> None:
    once = partial(inbox.first_time, platform="slack", key="Ev1", now=NOW)
    assert sorted(await asyncio.gather(*(db.run(once) for _ in range(8)))) == [*[False] * 7, True]
    assert await db.run(partial(inbox.first_time, platform="telegram", key="Ev1", now=NOW))
    assert await db.run(partial(inbox.prune, before=NOW)) == 0
    assert await db.run(partial(inbox.prune, before=NOW + HOLD)) == 2


async def test_one_of_eight_wins_a_slot(db: Database) -> None:
    win = partial(ticks.win, work="digest", period="47", now=NOW)
    assert (await asyncio.gather(*(db.run(win) for _ in range(8)))).count(True) == 1
    assert await db.run(partial(ticks.prune, before=NOW + HOLD)) == 1


async def test_eight_takers_share_what_is_due(db: Database) -> None:
    def planned(on: Connection) -> None:
        for number in range(100):
            ticks.plan(on, "note", str(number), NOW)

    await db.run(planned)
    taken = await asyncio.gather(*(db.run(partial(ticks.take, now=NOW, limit=20, hold=HOLD)) for _ in range(8)))
    keys = [piece.key for batch in taken for piece in batch]
    assert len(keys) == len(set(keys)) == 100


async def test_asked_for_by_many_at_once_it_stands_once(db: Database) -> None:
    moments = [NOW + timedelta(minutes=n) for n in range(8)]
    await asyncio.gather(*(db.run(partial(ticks.plan, work="note", key="a", at=at)) for at in moments))
    taken = await db.run(partial(ticks.take, now=NOW + HOLD * 9, limit=9, hold=HOLD))
    assert [piece.key for piece in taken] == ["a"]
    assert db.read_now(ticks.next_at) == NOW + HOLD * 10


async def test_work_planned_anew_while_it_runs_is_not_lost(db: Database) -> None:
    def unit(on: Connection) -> list[datetime | None]:
        ticks.plan(on, "note", "a", NOW)
        (piece,) = ticks.take(on, NOW, 9, HOLD)
        ticks.plan(on, "note", "a", NOW + timedelta(hours=1))
        ticks.finish(on, piece)
        stays = ticks.next_at(on)
        (piece,) = ticks.take(on, NOW + timedelta(hours=1), 9, HOLD)
        ticks.finish(on, piece)
        gone = ticks.next_at(on)
        ticks.plan(on, "note", "b", NOW)
        ticks.unplan(on, "note", "b")
        return [stays, gone, ticks.next_at(on)]

    assert await db.run(unit) == [NOW + timedelta(hours=1), None, None]


async def test_a_draft_is_kept_one_a_person(db: Database) -> None:
    def unit(on: Connection) -> list[object]:
        ann = people.add_member(on, "Ann", "en", "Europe/Madrid", None, NOW)
        drafts.keep(on, ann, Draft("need", "text", {}), NOW)
        drafts.keep(on, ann, Draft("need", "place", {"text": "añil 🎨"}, only="x"), NOW)
        return [drafts.get(on, ann), drafts.drop(on, ann), drafts.drop(on, ann), drafts.get(on, ann)]

    assert await db.run(unit) == [Draft("need", "place", {"text": "añil 🎨"}, "x"), True, False, None]


async def test_the_log_tells_the_newest_first_and_of_one_community(db: Database) -> None:
    def unit(on: Connection) -> list[str]:
        here, there = (people.add_community(on, name, "open", "en", "Europe/Madrid", NOW) for name in "ab")
        for number in range(25):
            audit.note(on, NOW, f"did.{number}", actor=1, community=here, subject="member:2", reason="because")
        audit.note(on, NOW, "elsewhere", actor=1, community=there)
        return [entry.what for entry in audit.latest(on, here)]

    assert await db.run(unit) == [f"did.{number}" for number in range(24, 4, -1)]


async def test_a_group_that_moved_is_the_communitys_at_its_new_place(db: Database) -> None:
    def unit(on: Connection) -> tuple[str | None, str | None]:
        here = people.add_community(on, "Àgora", "open", "en", "Europe/Madrid", NOW)
        people.settle(on, "telegram", "-1", here)
        addresses.move(on, "telegram", "", "-1", "-100")
        moved, old = people.community_at(on, "telegram", "-100"), people.community_at(on, "telegram", "-1")
        return moved.name if moved else None, old.name if old else None

    assert await db.run(unit) == ("Àgora", None)
