"""Searches are their member's own and are forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from storage import find, people
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def member(db: Connection, name: str) -> int:
    return people.add_member(db, name, "en", "Europe/Madrid", None, NOW)


def test_a_question_is_its_members_own(db: Database) -> None:
    def unit(c: Connection) -> None:
        ann, bea = member(c, "Ann"), member(c, "Bea")
        search = find.ask(c, ann, "web shops", NOW)
        assert find.asked(c, ann, search) == "web shops"
        assert find.asked(c, bea, search) == ""
        assert find.asked(c, ann, search + 1) == ""

    db.run_now(unit)


def test_old_questions_are_forgotten(db: Database) -> None:
    def unit(c: Connection) -> None:
        ann, bea = member(c, "Ann"), member(c, "Bea")
        mine, hers = find.ask(c, ann, "web", NOW), find.ask(c, bea, "wood", NOW)
        later = NOW + find.KEPT + timedelta(hours=1)
        newer = find.ask(c, ann, "bricks", later)
        assert find.asked(c, ann, mine) == ""
        assert find.asked(c, bea, hers) == "wood"
        assert find.forget(c, later - find.KEPT) == 1
        assert find.asked(c, bea, hers) == ""
        assert find.asked(c, ann, newer) == "bricks"

    db.run_now(unit)
