"""After a restore the bot makes up for the time since the backup, and nothing of that leaves by itself."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.context import Desk, Setting
from bot.i18n import Catalogues, Translator
from bot.ui import Message
from domain.delivery import Purpose
from scheduler import WORKS, restored
from scheduler.works import Office, Works
from storage import people, ticks
from storage.db import Database
from storage.outbox import outbox
from storage.ticks import due

THEN = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NOW = THEN + timedelta(hours=8)


def hello(t: Translator) -> Message:
    return Message(t("Hello"))


class Post:
    """Work that writes a match and an answer, then asks for more of itself and for something tomorrow."""

    def __init__(self, db: Database) -> None:
        self.moments: list[tuple[str, datetime]] = []
        works = Works()
        works.due("write")(self.write)
        works.every(timedelta(hours=1), "look")(self.look)
        works.due("break")(self.breaks)
        self.works = restored.added(works)
        self.office = Office(db, Setting(Catalogues(), lambda: NOW), lambda: None)
        self.ann = db.run_now(lambda on: people.add_member(on, "Ann", "en", "UTC", None, THEN))

    async def write(self, office: Office, key: str) -> None:
        await office.run(partial(self._written, key))

    async def look(self, office: Office, key: str) -> None:
        self.moments.append((f"look {key}", office.setting.clock()))

    async def breaks(self, office: Office, key: str) -> None:
        raise ValueError(office, key)

    def _written(self, key: str, desk: Desk) -> None:
        self.moments.append((key, desk.now))
        desk.send(self.ann, hello, Purpose.MATCH, once=f"match:{key}")
        desk.send(self.ann, hello, Purpose.SEAT, once=f"seat:{key}")
        if key == "1":
            desk.later("write", "2")
            desk.later("write", "tomorrow", desk.now + timedelta(days=1))


@pytest.fixture
def post(db: Database) -> Post:
    return Post(db)


async def test_what_was_due_is_done_as_of_the_restore_and_nothing_of_it_leaves(post: Post) -> None:
    db = post.office.db
    db.run_now(lambda on: ticks.plan_in_doubt(on, "write", "1", THEN))
    db.run_now(lambda on: ticks.plan_in_doubt(on, "look", "period 7", THEN))
    assert await restored.catch_up(post.office, post.works) == 3
    assert sorted(post.moments) == [("1", THEN), ("2", THEN), ("look period 7", THEN)]
    query = select(outbox.c.once, outbox.c.state, outbox.c.error)
    assert sorted(tuple(row) for row in db.read_now(lambda on: on.execute(query).all())) == [
        ("match:1", "uncertain", "restored"), ("match:2", "uncertain", "restored"),
        ("seat:1", "expired", "restored"), ("seat:2", "expired", "restored"),
    ]  # fmt: skip
    waits = db.read_now(lambda on: on.execute(select(due.c.work, due.c.key, due.c.at)).all())
    assert [tuple(row) for row in waits] == [("write", "tomorrow", THEN + timedelta(days=1))]
    assert await restored.catch_up(post.office, post.works) == 0


async def test_later_work_sends_as_ever(post: Post) -> None:
    await post.write(post.office, "1")
    states = post.office.db.read_now(lambda on: on.execute(select(outbox.c.state).distinct()).scalars().all())
    assert states == ["pending"]


async def test_a_piece_that_breaks_holds_up_no_other_and_is_kept(post: Post) -> None:
    db = post.office.db
    for work in ("break", "write"):
        db.run_now(partial(ticks.plan_in_doubt, work=work, key="7", restored=THEN))
    with capture_logs() as logs:
        assert await restored.catch_up(post.office, post.works) == 1
    assert [line["log_level"] for line in logs] == ["error", "warning"]
    (kept,) = db.read_now(ticks.doubts)
    assert ticks.in_doubt(kept) == (THEN, "break", "7")


async def test_work_that_no_release_knows_is_said_and_forgotten(post: Post) -> None:
    post.office.db.run_now(lambda on: ticks.plan_in_doubt(on, "old.work", "a key with spaces", THEN))
    with capture_logs() as logs:
        await restored.catch_up(post.office, post.works)
    assert [line.get("key") for line in logs if line["log_level"] == "error"] == ["a key with spaces"]
    assert post.office.db.read_now(ticks.doubts) == []


def test_work_about_the_house_has_no_part_in_it() -> None:
    names = restored.periods(Works.together(WORKS), NOW)
    assert "digest.scan" in names
    assert not [name for name in names if name.startswith(("backups", "housekeeping"))]
