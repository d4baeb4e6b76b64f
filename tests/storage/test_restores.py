"""After a restore: nothing leaves twice, nobody who was erased comes back, and a bot at work is not run over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from domain.delivery import Purpose, State
from storage import migrate, outbox, people, privacy, revisions, ticks
from storage.backups import journal, presence, shape
from storage.backups.presence import Occupied
from storage.db import Database
from storage.outbox import outbox as table
from tests.databases import KINDS, fresh
from tests.storage.backed_up import MADE, NOW, back_up, empty, restored, rows

HOUR = timedelta(hours=1)


@pytest.fixture(params=KINDS)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A migrated database, and the folder for its files."""
    return empty(request.param, tmp_path / "a", request)


def person(on: Connection, name: str, user: str = "", at: datetime = MADE) -> int:
    member = people.add_member(on, name, "en", "Europe/Madrid", None, at)
    if user:
        people.add_account(on, member, "telegram", "", user, user, at)
    return member


def said(on: Connection, purpose: Purpose, state: State = State.PENDING, **columns: Any) -> None:
    item = outbox.put(on, MADE, "send", f"{purpose} words", purpose, **columns)
    assert item
    on.execute(update(table).where(table.c.id == item.id).values(state=str(state), lease="dead", leased_until=MADE))


def sends(db: Database) -> dict[str, tuple[str, str | None, str]]:
    """By key: state, error, words."""
    query = select(table.c.once, table.c.state, table.c.error, table.c.message).where(table.c.once.is_not(None))
    return {row.once: (row.state, row.error, row.message) for row in db.read_now(lambda on: on.execute(query).all())}


def waiting(on: Connection) -> None:
    said(on, Purpose.DIGEST, once="due")
    said(on, Purpose.MATCH, State.SENDING, once="under way", due=NOW + HOUR)
    said(on, Purpose.REMINDER, once="tomorrow", due=NOW + HOUR)
    said(on, Purpose.ANSWER, once="answer")
    said(on, Purpose.LOGIN, State.SENT, once="link")
    said(on, Purpose.BROADCAST, State.SENT, once="sent")


def test_what_may_have_left_is_in_doubt_and_what_cannot_have_left_still_waits(db: Database, tmp_path: Path) -> None:
    db.run_now(waiting)
    back_up(db, tmp_path / "file", running=True)
    done = restored(db, tmp_path / "file", replace=True, moved=False).settled
    assert (done.uncertain, done.expired) == (2, 1)
    assert sends(db) == {
        "due": ("uncertain", "restored", "digest words"),
        "under way": ("uncertain", "restored", "match words"),
        "tomorrow": ("pending", None, "reminder words"),
        "answer": ("expired", "restored", "answer words"),
        "link": ("sent", None, ""),
        "sent": ("sent", None, "broadcast words"),
    }
    held = select(table.c.once).where(table.c.lease.is_not(None)).order_by(table.c.once)
    assert db.read_now(lambda on: on.execute(held).scalars().all()) == ["link", "sent"], "what still waits is free"


def test_after_a_move_everything_still_waits(db: Database, tmp_path: Path) -> None:
    db.run_now(waiting)
    before = sends(db)
    back_up(db, tmp_path / "file")
    restored(db, tmp_path / "file", replace=True, moved=True)
    assert sends(db) == before | {"link": ("sent", None, "")}


def test_no_backup_holds_the_words_of_an_answer_that_left(db: Database, tmp_path: Path) -> None:
    db.run_now(waiting)
    back_up(db, tmp_path / "file")
    assert b"login words" not in (tmp_path / "file").read_bytes()
    assert b"broadcast words" in (tmp_path / "file").read_bytes()


def test_work_that_may_have_been_done_is_done_again_in_doubt(db: Database, tmp_path: Path) -> None:
    def planned(on: Connection) -> None:
        ticks.plan(on, "matches.lapse", "7", MADE)
        ticks.plan(on, "needs.tend", "8", NOW + HOUR)
        ticks.plan(on, "digest.scan", "held", MADE)
        ticks.take(on, MADE, 1, timedelta(days=9))
        ticks.win(on, "digest.scan", "period 1", MADE)
        ticks.win(on, "matches.look_again", "day 1", MADE)

    db.run_now(planned)
    back_up(db, tmp_path / "file", running=True)
    periods = {"digest.scan": "period 2", "matches.look_again": "day 1"}
    restored(db, tmp_path / "file", replace=True, moved=False, periods=periods)
    doubts = [ticks.in_doubt(key) for key in db.read_now(ticks.doubts)]
    assert {moment for moment, _, _ in doubts} == {NOW}
    assert sorted((work, key) for _, work, key in doubts) == [
        ("digest.scan", "held"), ("digest.scan", "period 2"), ("matches.lapse", "7"),
    ]  # fmt: skip
    assert ("needs.tend", "8") in [(row["work"], row["key"]) for row in rows(db)["due"]]
    assert not db.run_now(partial(ticks.win, work="digest.scan", period="period 2", now=NOW))


def test_whoever_was_erased_after_the_backup_stays_erased(db: Database, tmp_path: Path) -> None:
    """One who spoke, one from a list who never did, one who came as two; who came back since is somebody new."""
    who = {name: db.run_now(partial(person, name=name, user=name)) for name in ("Ann", "Bob", "Cid", "Zoe")}
    who["list"] = db.run_now(partial(person, name="From a list"))
    again = db.run_now(partial(person, name="Bob's other self", user="other", at=MADE + HOUR))
    back_up(db, tmp_path / "file")
    for one in ("Ann", "list", "Bob"):
        db.run_now(partial(privacy.erase, member_id=who[one], now=MADE + 2 * HOUR))
    erased = db.read_now(journal.of_database)
    other = privacy.fingerprint("telegram", "", "other")
    done = restored(db, tmp_path / "file", replace=True, erased={other: MADE + 2 * HOUR})
    assert done.erased == 4
    assert [row["name"] for row in rows(db)["member"]] == ["Cid", "Zoe"]
    assert erased.keys() <= db.read_now(privacy.erasures).keys()
    assert again


def test_an_empty_database_learns_of_erasures_from_the_journal(
    db: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ann = db.run_now(partial(person, name="Ann", user="1001"))
    db.run_now(partial(person, name="Zoe", user="1002"))
    back_up(db, tmp_path / "file")
    db.run_now(partial(privacy.erase, member_id=ann, now=MADE + HOUR))
    assert journal.keep(db.read_now(privacy.erasures), [tmp_path / "erasures"]) == 2
    assert journal.keep(db.read_now(privacy.erasures), [tmp_path / "erasures"]) == 0
    target = empty("sqlite", tmp_path / "b", request)
    assert restored(target, tmp_path / "file", erased=journal.read(tmp_path / "erasures")).erased == 1
    assert [row["name"] for row in rows(target)["member"]] == ["Zoe"]


def test_who_was_erased_and_came_back_before_the_backup_stays(db: Database, tmp_path: Path) -> None:
    ann = db.run_now(partial(person, name="Ann", user="1001"))
    db.run_now(partial(privacy.erase, member_id=ann, now=MADE + HOUR))
    db.run_now(partial(person, name="Ann again", user="1001", at=MADE + 2 * HOUR))
    back_up(db, tmp_path / "file")
    assert restored(db, tmp_path / "file", replace=True).erased == 0
    assert [row["name"] for row in rows(db)["member"]] == ["Ann again"]
    again = db.run_now(lambda on: on.execute(select(people.member.c.id)).scalar_one())
    db.run_now(partial(privacy.erase, member_id=again, now=NOW))
    assert restored(db, tmp_path / "file", replace=True).erased == 1
    assert rows(db)["member"] == []


def test_a_torn_journal_is_read_and_written_on(tmp_path: Path) -> None:
    file = tmp_path / "erasures"
    whole = {"a" * 128: MADE, "b" * 64: NOW}
    journal.keep(whole, [file])
    file.write_bytes(file.read_bytes()[:-20] + b"\xff")
    assert journal.read(file) == {"a" * 128: MADE}
    journal.keep(whole, [file])
    assert journal.read(file) == whole
    assert journal.read(tmp_path / "none") == {}


def test_a_bot_at_work_is_not_run_over(db: Database) -> None:
    bot, second = presence.Presence(db), presence.Presence(db)
    assert not presence.somebody(db)
    assert bot.take()
    assert second.take()
    second.give()
    with pytest.raises(Occupied, match="stop it first"), presence.alone(db):
        raise AssertionError("it is not alone")
    bot.renew()
    assert presence.somebody(db)
    bot.give()
    with presence.alone(db):
        assert not second.take()
    assert second.take()
    second.give()


OLD: Callable[[str], dict[str, Any]] = lambda name: {"name": name, "language": "en", "zone": "UTC", "created": MADE}  # noqa: E731


@pytest.mark.parametrize("revision", revisions.known())
def test_a_backup_of_each_release_comes_up_to_this_one(
    revision: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    older = Database(fresh("sqlite", tmp_path, request))
    request.addfinalizer(older.close)
    migrate.up(older.engine, revision)
    then = shape.at(revision).tables
    columns = {"quiet_from": 20, "quiet_until": 8, "budget": 5, "digest": "weekly"}
    older.run_now(lambda on: on.execute(insert(then["member"]).values(OLD("Ann") | columns)))
    back_up(older, tmp_path / "file")
    target = empty("postgresql", tmp_path / "b", request)
    restored(target, tmp_path / "file")
    assert [(row["name"], row["created"]) for row in rows(target)["member"]] == [("Ann", MADE)]
    assert target.read_now(revisions.is_current)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
