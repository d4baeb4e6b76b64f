"""Linking in both databases: everything moves that can, nothing stands twice, and parting restores it."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Integer, String, insert, select, update

from domain.delivery import Purpose, State
from domain.digest import Item, Kind
from domain.digest import State as Decided
from domain.roles import Role
from storage import blocks, digest, drafts, link, link_moves, needs, outbox, people, profile
from storage.db import Database, metadata
from storage.drafts import Draft
from storage.introductions import introduction
from storage.matches import match
from storage.outbox import outbox as rows
from storage.tables import FEATURES

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
APART = {"account", "membership", "member"}


def person(db: Connection, name: str, *communities: int, platform: str = "telegram", role: Role = Role.MEMBER) -> int:
    member_id = people.add_member(db, name, "en", "Europe/Madrid", communities[0] if communities else None, NOW)
    people.add_account(db, member_id, platform, "", name, f"chat of {name}", NOW)
    for community in communities:
        people.set_membership(db, community, member_id, "in", NOW, role)
    return member_id


def matched(db: Connection, need_id: int, helper: int, owner: int, state: str) -> int:
    values = {"need_id": need_id, "helper_id": helper, "owner_id": owner, "rank": 1, "score": 0.9, "state": state}
    made = insert(match).values(values | {"parts": "{}", "reasons": "[]", "created": NOW})
    return int(db.execute(made).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def a_life(db: Connection) -> tuple[int, int]:
    """Ann twice, with something in every corner, and Kostas who met both."""
    here = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    there = people.add_community(db, "La Lonja", "open", "en", "Europe/Madrid", NOW)
    ann, desk = person(db, "Ann", here), person(db, "Ann at work", here, there, platform="slack", role=Role.MANAGER)
    kostas, mara = person(db, "Kostas", here), person(db, "Mara", here)
    profile.change(db, ann, NOW, headline="I draw")
    profile.change(db, desk, NOW, headline="I draw too", offers=("catalogues",), city="Valencia", latitude=39.5)
    ask = partial(needs.add, db, NOW, community_id=here, side="need", state="open", text="web")
    mine, theirs, of_kostas = ask(member_id=ann), ask(member_id=desk), ask(member_id=kostas)
    matched(db, of_kostas, ann, kostas, "asked_helper")
    matched(db, of_kostas, desk, kostas, "waiting")
    matched(db, mine, desk, ann, "asked_owner")
    met = matched(db, theirs, mara, desk, "introduced")
    db.execute(insert(introduction).values(match_id=met, need_id=theirs, helper_id=mara, owner_id=desk, created=NOW))
    blocks.add(db, ann, mara, NOW)
    blocks.add(db, desk, mara, NOW)
    blocks.add(db, kostas, desk, NOW)
    drafts.keep(db, desk, Draft("need", "text", {}), NOW)
    outbox.put(db, NOW, "send", "{}", Purpose.NOTICE, member_id=desk)
    return ann, desk


def joined(db: Connection, kept: int, other: int) -> int:
    record = link_moves.join(db, kept, other, NOW)
    link_id = link.ask(
        db, NOW, kept_id=kept, joined_id=other, issuer_id=kept, issuer_platform="telegram", other_platform="slack",
        expires=NOW,
    )  # fmt: skip
    link.change(db, link_id, NOW, "joined", moved=record)
    return link_id


def everything(db: Connection) -> dict[str, list[Any]]:
    """All rows of all features, but for links and moments of change."""
    found = {}
    for table in metadata.sorted_tables:
        columns = [column for column in table.c if column.name not in {"changed", "since"}]
        if table.name not in link_moves.APART - APART or table.name == "profile":
            found[table.name] = sorted(map(repr, db.execute(select(*columns))))
    return found


async def test_all_that_can_move_moves_and_nothing_stands_twice(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann, desk = a_life(on)
        joined(on, ann, desk)
        assert len(needs.of_member(on, ann, "need")) == 2
        assert len(people.accounts(on, ann)) == 2
        assert [(m.name, m.role) for m in people.memberships(on, ann)] == [("Àgora", 30), ("La Lonja", 30)]
        assert people.memberships(on, desk) == []
        assert blocks.blocked_ids(on, ann) == {3, 4}
        told = profile.get(on, ann)
        assert (told.headline, told.offers, told.city) == ("I draw", ("catalogues",), "Valencia")
        states = on.execute(select(match.c.state).order_by(match.c.id)).scalars()
        assert list(states) == ["asked_helper", "withdrawn", "withdrawn", "introduced"]
        assert on.execute(select(introduction.c.owner_id)).scalar() == ann
        assert on.execute(select(rows.c.member_id)).scalar() == ann

    await db.run(unit)


async def test_parting_at_once_leaves_everything_as_it_was(db: Database) -> None:
    def unit(on: Connection) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
        ann, desk = a_life(on)
        on.execute(update(match).where(match.c.state.in_(link_moves.UNDECIDED)).values(state="waiting"))
        before = everything(on)
        found = link.locked(on, joined(on, ann, desk))
        assert found
        assert link.accounts_of(on, found.id)[0].platform == "slack"
        link_moves.part(on, ann, desk, found.moved, NOW)
        return before, everything(on)

    before, after = await db.run(unit)
    assert after == before


async def test_what_was_told_or_handed_on_since_is_left_alone(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann, desk = a_life(on)
        found = link.locked(on, joined(on, ann, desk))
        assert found
        theirs = needs.of_member(on, ann, "need")[1]
        needs.drop(on, theirs.id)
        profile.change(on, ann, NOW, city="Alcoi")
        needs.add(on, NOW, community_id=1, side="need", state="open", text="since", member_id=ann)
        link_moves.part(on, ann, desk, found.moved | {"rows": [*found.moved["rows"], UNKNOWN]}, NOW)
        assert [need.text for need in needs.of_member(on, ann, "need")] == ["web", "since"]
        assert needs.of_member(on, desk, "need") == []
        assert (profile.get(on, ann).city, profile.get(on, ann).offers) == ("Alcoi", ())

    await db.run(unit)


UNKNOWN = {"table": "of_a_feature_that_is_gone", "columns": ["member_id"], "key": {"id": 1}}


async def test_a_card_at_the_leaving_account_leaves_with_it(db: Database) -> None:
    def unit(on: Connection) -> list[tuple[str, int]]:
        ann, desk = a_life(on)
        found = link.locked(on, joined(on, ann, desk))
        assert found
        for chat, adapter in (("chat of Ann at work", "slack"), ("chat of Ann", "telegram")):
            outbox.put(on, NOW, "send", "{}", Purpose.NOTICE, member_id=ann, chat=chat, adapter=adapter)
        link_moves.part(on, ann, desk, found.moved, NOW)
        where = select(rows.c.chat, rows.c.member_id).order_by(rows.c.id)
        return [(row.chat, row.member_id) for row in on.execute(where)]

    assert await db.run(unit) == [("", 1), ("chat of Ann at work", 2), ("chat of Ann", 1)]


async def test_a_code_is_counted_kept_hashed_and_forgotten(db: Database) -> None:
    def unit(on: Connection) -> None:
        ann = person(on, "Ann")
        for number in range(2):
            link.keep_code(on, f"hash{number}", ann, "telegram", NOW, NOW + timedelta(minutes=10))
        assert link.made_since(on, ann, NOW - timedelta(minutes=10)) == 2
        link.use_code(on, "hash0", NOW)
        found = link.find_code(on, "hash0")
        assert found
        assert found.used == NOW
        link.keep_code(on, "later", ann, "telegram", NOW + timedelta(days=2), NOW + timedelta(days=2))
        assert link.find_code(on, "hash1") is None

    await db.run(unit)


async def test_two_who_link_at_once_wait_for_each_other(db: Database) -> None:
    await db.run(a_life)

    async def once(one: int, other: int) -> bool:
        return await db.run(partial(link.lock_both, one=one, other=other))

    assert await asyncio.gather(*(once(*pair) for pair in ((1, 2), (2, 1)) * 10)) == [True] * 20
    assert not await db.run(partial(link.lock_both, one=1, other=99))
    assert not await db.run(partial(link.has_links, member_id=1))


def test_every_row_that_moves_has_a_key_that_can_be_noted() -> None:
    assert FEATURES
    for table in metadata.sorted_tables:
        if table.name not in link_moves.APART and any(key.column is people.member.c.id for key in table.foreign_keys):
            assert all(isinstance(column.type, Integer | String) for column in table.primary_key), table.name


def digested(db: Connection, member_id: int, state: State = State.PENDING) -> int:
    """This week's digest as the scheduler writes it, with one line about a person of the same number."""
    week = "2026-W47"
    digest.win(db, member_id, week, NOW)
    digest.settle(db, member_id, week, Decided.SENT)
    digest.remember(db, member_id, [Item(Kind.PERSON, member_id)], NOW)
    row = outbox.put(db, NOW, "send", "{}", Purpose.DIGEST, member_id=member_id, once=digest.once(member_id, week))
    assert row
    db.execute(update(rows).where(rows.c.id == row.id).values(state=str(state)))
    return row.id


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        (State.PENDING, State.PENDING, ("pending", "cancelled")),
        (State.SENT, State.PENDING, ("sent", "cancelled")),
        (State.PENDING, State.SENT, ("cancelled", "sent")),
        (State.PENDING, State.UNCERTAIN, ("cancelled", "uncertain")),
        (State.SENT, State.SENT, ("sent", "sent")),
        (State.FAILED, State.PENDING, ("failed", "pending")),
    ],
)
async def test_two_who_become_one_get_one_digest_a_week(
    db: Database, mine: State, theirs: State, after: tuple[str, str]
) -> None:
    def linked(on: Connection) -> tuple[list[str], set[str]]:
        ann, desk, other = person(on, "Ann"), person(on, "Ann at work", platform="slack"), person(on, "Kostas")
        before = outbox.put(on, NOW, "send", "{}", Purpose.DIGEST, member_id=desk, once=digest.once(desk, "2026-W46"))
        weeks = [digested(on, ann, mine), digested(on, desk, theirs)]
        others = digested(on, other)
        link_moves.join(on, ann, desk, NOW)
        found = {row.id: row.state for row in on.execute(select(rows.c.id, rows.c.state))}
        assert before
        assert [found[before.id], found[others]] == ["pending", "pending"], "another week, another person"
        return [found[row] for row in weeks], {ref for _, ref in digest.told(on, ann)}

    states, told = await db.run(linked)
    assert tuple(states) == after
    assert len(told) == 2 - states.count("cancelled"), "what nobody has read may come again"
