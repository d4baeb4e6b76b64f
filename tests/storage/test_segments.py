"""Segments in both databases: what filters see of people, and what is saved."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from domain import segments as rules
from domain.roles import Role
from storage import people, profile, projects, segments
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def peopled(db: Connection) -> None:
    here = people.add_community(db, "Here", "open", "en", "UTC", NOW)
    for number, name in enumerate(("Ann", "Kostas", "Gone"), 1):
        people.add_member(db, name, "el" if number == 2 else "en", "UTC", here, NOW)
        people.set_membership(
            db, here, number, "in" if number < 3 else "left", NOW, Role.MENTOR if number == 1 else None
        )
        people.add_account(
            db, number, "telegram", "", str(number), str(number), NOW - timedelta(days=40 * (number - 1))
        )
    people.add_account(db, 2, "slack", "T", "k", "k", NOW - timedelta(days=90))
    profile.change(db, 1, NOW, city="València", space="La Lonja", sectors=("furniture",), offers=("design",))
    own = projects.add(db, NOW, community_id=here, owner_id=1, title="Chairs", summary="", stage="building")
    projects.put_person(db, own, 2, "in", NOW)


async def test_what_filters_see(db: Database) -> None:
    def unit(on: Connection) -> None:
        peopled(on)
        found = segments.people(on, 1)
        assert [person.name for person in found] == ["Ann", "Kostas"]
        ann, kostas = found
        assert (ann.city, ann.space, ann.sectors, ann.skills, ann.role) == (
            "València", "La Lonja", ("furniture",), ("design",), "mentor",
        )  # fmt: skip
        assert (ann.stages, kostas.stages, kostas.languages) == (("building",), ("building",), ("el",))
        for filters, names in (("active 30", "Ann"), ("quiet 30", "Kostas"), ("stage building; language el", "Kostas")):
            assert [p.name for p in rules.audience(rules.read(filters), found, NOW)] == [names]
        ids = [1, 2]
        assert segments.platforms(on, 1, ids) == {"telegram": 2}
        assert segments.languages(on, 1, ids) == {"en": 1, "el": 1}
        people.set_member(on, 2, snoozed_until=NOW + timedelta(days=1))
        assert segments.away(on, 1, ids, NOW) == 1

    await db.run(unit)


async def test_a_segment_is_one_communitys_and_has_one_name(db: Database) -> None:
    def unit(on: Connection) -> None:
        peopled(on)
        one = segments.save(on, 1, "Makers", "skill wood")
        assert segments.save(on, 1, "Makers", "skill metal") == one
        assert [saved.filters for saved in segments.of(on, 1)] == ["skill metal"]
        assert segments.get(on, one, 2) is None
        assert not segments.drop(on, one, 2)
        assert segments.drop(on, one, 1)
        assert segments.of(on, 1) == []

    await db.run(unit)
