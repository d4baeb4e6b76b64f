"""Digests in both databases: a member's week has one winner, and what is told is told once."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from domain.digest import Item, Kind, State, week
from domain.roles import Role
from storage import blocks, digest, digest_news, needs, people, profile
from storage.db import Database

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BEFORE = MONDAY - timedelta(days=5)
MADRID = week(MONDAY, "Europe/Madrid")


def member(db: Connection, name: str, zone: str = "Europe/Madrid", state: str = "in") -> int:
    if not people.communities(db):
        people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", BEFORE)
    member_id = people.add_member(db, name, "en", zone, 1, BEFORE)
    people.set_membership(db, 1, member_id, state, BEFORE)
    return member_id


def waiting(db: Connection, after: int = 0, limit: int = 500) -> list[int]:
    return [one.id for one in digest.waiting(db, "Europe/Madrid", MADRID, after, limit)]


async def test_who_waits_was_in_at_the_slot_and_has_none_yet(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann, _, asked, off, late = (
            member(on, "Ann"),
            member(on, "Kostas", "Europe/Athens"),
            member(on, "Asked", state="asked"),
            member(on, "Off"),
            member(on, "Late"),
        )
        del asked
        people.set_member(on, off, digest="off")
        people.set_membership(on, 1, late, "left", BEFORE)
        people.set_membership(on, 1, late, "in", MONDAY + timedelta(hours=1))
        mara = member(on, "Mara")
        assert digest.zones(on) == ["Europe/Athens", "Europe/Madrid"]
        assert waiting(on) == [ann, off, mara]
        assert (waiting(on, off), waiting(on, limit=1)) == ([mara], [ann])
        assert digest.win(on, ann, MADRID.name, MONDAY)
        assert not digest.win(on, ann, MADRID.name, MONDAY)
        digest.settle(on, ann, MADRID.name, State.EMPTY)
        people.set_membership(on, 1, mara, "in", MONDAY + timedelta(hours=1), Role.MANAGER)
        gone = member(on, "Gone")
        people.set_membership(on, 1, gone, "left", MONDAY + timedelta(hours=1))
        assert (digest.inside(on, mara, MADRID.slot), digest.inside(on, gone, MADRID.slot)) == (True, False)
        digest.skip_late(on, "Europe/Madrid", MADRID, MONDAY)
        assert waiting(on) == []
        assert digest.of_member(on, ann) == [("2026-W48", "empty", "")]
        assert digest.of_member(on, mara) == [("2026-W48", "skipped", "late")]
        assert digest.of_member(on, off) == [("2026-W48", "skipped", "off")]
        assert digest.of_member(on, gone) == [("2026-W48", "skipped", "left")]
        assert digest.lock(on, ann)
        assert not digest.lock(on, 99)

    await db.run(unit)


async def test_what_a_clock_that_ran_ahead_skipped_can_be_won_once_in_time(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann = member(on, "Ann")
        digest.skip_late(on, "Europe/Madrid", MADRID, MONDAY + timedelta(days=90))
        assert waiting(on) == []
        in_time = digest.waiting(on, "Europe/Madrid", MADRID, ahead=MONDAY + timedelta(hours=1))
        assert [one.id for one in in_time] == [ann]
        assert not digest.win(on, ann, MADRID.name, MONDAY + timedelta(days=90))
        assert digest.win(on, ann, MADRID.name, MONDAY)
        assert not digest.win(on, ann, MADRID.name, MONDAY)

    await db.run(unit)


async def test_of_many_at_once_one_wins(db: Database) -> None:
    ann = await db.run(partial(member, name="Ann"))
    won = await asyncio.gather(
        *(db.run(partial(digest.win, member_id=ann, week=MADRID.name, now=MONDAY)) for _ in range(20))
    )
    assert sorted(won) == [False] * 19 + [True]


async def test_what_was_told_is_remembered(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann = member(on, "Ann")
        digest.remember(on, ann, [], MONDAY)
        digest.remember(on, ann, [Item(Kind.PROJECT, 7), Item(Kind.PERSON, 7)], MONDAY)
        assert digest.told(on, ann) == {("need", "7"), ("person", "7")}

    await db.run(unit)


async def test_requests_are_of_others_open_and_of_my_communities(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann, kostas, gone, foe = (member(on, name) for name in ("Ann", "Kostas", "Gone", "Foe"))
        elsewhere = people.add_community(on, "La Lonja", "open", "en", "Europe/Madrid", BEFORE)
        people.set_membership(on, elsewhere, kostas, "in", BEFORE)
        people.set_membership(on, 1, gone, "left", BEFORE)
        blocks.add(on, foe, ann, BEFORE)
        ask = partial(needs.add, on, BEFORE, side="need", text="web")
        seen = ask(member_id=kostas, community_id=1, state="open")
        for owner, place, state in (
            (ann, 1, "open"), (kostas, 1, "withdrawn"), (kostas, elsewhere, "open"), (gone, 1, "open"), (foe, 1, "open")
        ):  # fmt: skip
            ask(member_id=owner, community_id=place, state=state)
        assert [row.id for row in digest_news.requests(on, ann)] == [seen]
        assert digest_news.request(on, ann, seen)
        assert digest_news.request(on, ann, seen + 1) is None
        for person in (kostas, foe):
            profile.change(on, person, BEFORE, published=True, offers=("chairs",))
        needs.add(on, BEFORE, side="offer", text="tables", member_id=kostas, community_id=1, state="open")
        assert [item.name for item in digest_news.Arrivals(BEFORE).to(on, ann)] == ["Kostas"]
        assert digest_news.Arrivals(MONDAY).to(on, ann) == []
        assert list(digest_news.offered(on, kostas)) == ["chairs", "tables"]
        assert (digest_news.asks(on, ann), digest_news.introductions(on, ann, BEFORE)) == ([], [])
        assert digest.reachable(on, ann) is False

    await db.run(unit)
