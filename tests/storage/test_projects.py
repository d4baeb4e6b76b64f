"""Projects in both databases: pages, owners and people."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from storage import people, projects
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def ground(db: Connection) -> tuple[int, int, int]:
    """A community with Ann and Kostas in it."""
    here = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    ann, kostas = (people.add_member(db, name, "en", "UTC", here, NOW) for name in ("Ann", "Kostas"))
    return here, ann, kostas


def add(db: Connection, community: int, owner: int, title: str, minutes: int = 0) -> int:
    at = NOW + timedelta(minutes=minutes)
    return projects.add(db, at, community_id=community, owner_id=owner, title=title, stage="idea")


async def test_the_last_changed_comes_first_on_the_pages(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, ann, kostas = ground(on)
        elsewhere = people.add_community(on, "La Lonja", "open", "en", "UTC", NOW)
        ids = [add(on, here, ann, f"Project {n}", n) for n in range(3)]
        add(on, elsewhere, kostas, "Not here")
        projects.change(on, ids[0], NOW + timedelta(hours=1), summary="Chairs", stage="building")
        assert projects.count(on, here) == 3
        assert [p.id for p in projects.page(on, here, 0, 2)] == [ids[0], ids[2]]
        assert [p.id for p in projects.page(on, here, 2, 2)] == [ids[1]]
        changed = projects.get(on, ids[0], lock=True)
        assert changed is not None
        assert (changed.summary, changed.stage) == ("Chairs", "building")

    await db.run(unit)


async def test_what_one_person_started_here(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, ann, kostas = ground(on)
        one = add(on, here, ann, "A catalogue")
        add(on, here, kostas, "A fair")
        assert [p.id for p in projects.owned(on, ann, here)] == [one]
        assert projects.owned(on, ann, here + 1) == []
        projects.drop(on, one)
        assert projects.get(on, one) is None

    await db.run(unit)


async def test_a_person_is_asked_once_and_then_in(db: Database) -> None:
    def unit(on: Connection) -> None:
        here, ann, kostas = ground(on)
        one = add(on, here, ann, "A catalogue")
        projects.put_person(on, one, kostas, "asked", NOW)
        projects.put_person(on, one, kostas, "in", NOW + timedelta(days=1))
        assert [tuple(row) for row in projects.people_in(on, one)] == [(kostas, "Kostas", "in")]
        projects.drop(on, one)
        assert projects.people_in(on, one) == []

    await db.run(unit)
