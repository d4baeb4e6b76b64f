"""Needs in both databases: kept, listed, released when their owner is let in, and dropped."""

from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert

from storage import introductions, matches, needs, people, projects
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def community(db: Connection, name: str = "Àgora") -> int:
    return people.add_community(db, name, "approval", "en", "Europe/Madrid", NOW)


def member(db: Connection, name: str, community_id: int, state: str = "in") -> int:
    member_id = people.add_member(db, name, "en", "Europe/Madrid", community_id, NOW)
    if state:
        people.set_membership(db, community_id, member_id, state, NOW)
    return member_id


def add(db: Connection, community_id: int, member_id: int, state: str = "open", **values: object) -> int:
    row: dict[str, object] = {"side": "need", "text": "web designer"} | values
    return needs.add(db, NOW, community_id=community_id, member_id=member_id, state=state, **row)


async def test_a_need_is_kept_as_it_was_understood(db: Database) -> None:
    def unit(on: Connection) -> needs.Need | None:
        here = community(on)
        ann = member(on, "Ann", here)
        need_id = add(on, here, ann, tags=("muebles", "diseño"), until=date(2027, 6, 30), effort="3h", remote=False)
        needs.change(on, need_id, NOW, tags=("catálogo",), place="Valencia")
        return needs.get(on, need_id, lock=True)

    need = await db.run(unit)
    assert need is not None
    assert (need.tags, need.place, need.remote, need.until) == (("catálogo",), "Valencia", False, date(2027, 6, 30))
    assert (need.kind, need.gives, need.met_by, need.project_id) == ("skill", "", None, None)


async def test_what_was_held_opens_only_where_its_owner_is_in(db: Database) -> None:
    def unit(on: Connection) -> tuple[list[int], list[int], int, int, str]:
        here, there = community(on), community(on, "La Lonja")
        ann = member(on, "Ann", here, state="asked")
        first, elsewhere = add(on, here, ann, "held"), add(on, there, ann, "held")
        before = needs.release_held(on, ann, NOW)
        people.set_membership(on, here, ann, "in", NOW)
        after = needs.release_held(on, ann, NOW)
        waiting = needs.get(on, elsewhere)
        assert needs.release_held(on, ann, NOW) == []
        return before, after, first, elsewhere, waiting.state if waiting else ""

    before, after, first, _, state = await db.run(unit)
    assert before == []
    assert after == [first]
    assert state == "held"


async def test_lists_hold_what_they_say(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, there = community(on), community(on, "La Lonja")
        ann = member(on, "Ann", here)
        one, two = add(on, here, ann), add(on, here, ann, "draft")
        offer, other = add(on, here, ann, side="offer"), add(on, there, ann, "expired")
        assert [n.id for n in needs.of_member(on, ann, "need")] == [one]
        assert [n.id for n in needs.of_member(on, ann, "need", ("draft", "expired"))] == [two, other]
        assert [n.id for n in needs.open_in(on, [here], "offer")] == [offer]
        needs.drop(on, two)
        assert needs.get(on, two) is None

    await db.run(unit)


async def test_a_projects_needs_go_on_when_it_is_dropped(db: Database) -> None:
    def unit(on: Connection) -> None:
        here = community(on)
        ann = member(on, "Ann", here)
        project_id = projects.add(on, NOW, community_id=here, owner_id=ann, title="A catalogue", stage="idea")
        need_id, over = add(on, here, ann, project_id=project_id), add(on, here, ann, "expired", project_id=project_id)
        assert [n.id for n in needs.of_project(on, project_id)] == [need_id]
        projects.drop(on, project_id)
        left = needs.get(on, need_id)
        assert left is not None
        assert left.project_id is None
        assert needs.get(on, over) is not None

    await db.run(unit)


async def test_who_was_introduced_for_a_need(db: Database) -> None:
    def unit(on: Connection) -> None:
        here = community(on)
        ann, kostas = member(on, "Ann", here), member(on, "Kostas", here)
        need_id, other = add(on, here, ann), add(on, here, ann)
        row = {"need_id": need_id, "helper_id": kostas, "owner_id": ann, "created": NOW}
        match = on.execute(
            insert(matches.match).values(rank=1, score=1.0, parts="{}", reasons="[]", state="introduced", **row)
        )
        on.execute(insert(introductions.introduction).values(match_id=match.inserted_primary_key[0], **row))  # type: ignore[index]  # an insert has one
        assert needs.introduced(on, need_id) == [(kostas, "Kostas")]
        assert needs.introduced(on, other) == []

    await db.run(unit)
