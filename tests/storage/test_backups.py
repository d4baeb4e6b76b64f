"""Backups on both databases and from one to the other: what comes back is what was there, or the file is refused."""

import os
import sqlite3
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from domain.delivery import Purpose
from storage import migrate, outbox, people, revisions
from storage.backups import archive, making, restoring, shape
from storage.backups.archive import NoBackup
from storage.backups.making import NotMade
from storage.backups.restoring import Wanted
from storage.db import Database
from storage.people import member
from tests.databases import KINDS
from tests.storage.backed_up import MADE, NOW, back_up, empty, full, restored, rows

FLEETING = {"link_code", "install_state", "secret_key"}


@pytest.mark.parametrize("there", KINDS)
@pytest.mark.parametrize("here", KINDS)
def test_what_comes_back_is_what_was_there(
    here: str, there: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source, target = full(here, tmp_path / "a", request), empty(there, tmp_path / "b", request)
    before = rows(source)
    header = back_up(source, tmp_path / "file")
    done = restored(target, tmp_path / "file")
    after = rows(target)
    assert all(before.values()), "every table is filled"
    assert done.rows == header.rows == sum(map(len, before.values())) - sum(len(before[name]) for name in FLEETING)
    for name, held in before.items():
        assert after[name] == ([] if name in FLEETING else held), name


@pytest.mark.parametrize("kind", KINDS)
def test_new_rows_have_numbers_that_nobody_had(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source = full(kind, tmp_path / "a", request)
    back_up(source, tmp_path / "file")

    def said(on: Connection) -> int:
        ann = people.add_member(on, "Ann", "en", "Europe/Madrid", None, NOW)
        item = outbox.put(on, NOW, "send", "hello", Purpose.NOTICE, member_id=ann)
        assert item
        return item.id

    since = {source.run_now(said) for _ in range(5)}
    restored(source, tmp_path / "file", replace=True)
    assert source.run_now(said) > max(since)


def test_a_file_is_for_this_user_alone_and_appears_whole(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source, file = full("sqlite", tmp_path / "a", request), tmp_path / "file"
    back_up(source, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file"]
    (tmp_path / ".file.part").write_bytes(b"what a killed process left")
    source.run_now(lambda on: people.add_member(on, "Zoe", "en", "Europe/Madrid", None, NOW))
    assert back_up(source, file).rows > 0
    with archive.opened(file) as found:
        found.check(making.silent)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file"]


def test_a_file_of_somebody_else_is_not_written_over(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source = full("sqlite", tmp_path / "a", request)
    letter, database = tmp_path / "letter", Path(source.url.database or "")
    letter.write_text("Dear Ann")
    for file in (letter, database, tmp_path):
        with pytest.raises(NotMade, match="is no backup"):
            back_up(source, file)
    assert letter.read_text() == "Dear Ann"
    with pytest.raises(NotMade, match="cannot be written"):
        back_up(source, tmp_path / "nowhere" / "file")


def test_an_empty_database_has_nothing_to_back_up(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/t.db")
    with pytest.raises(NotMade, match="empty"):
        back_up(db, tmp_path / "file")
    assert not (tmp_path / "file").exists()
    db.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_one_instant_while_others_write(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source, file = full(kind, tmp_path / "a", request), tmp_path / "file"
    before = rows(source)

    def written_meanwhile(step: str, done: int, total: int) -> None:
        source.run_now(lambda on: people.add_community(on, step, "open", "en", "Europe/Madrid", NOW))
        source.run_now(lambda on: people.add_member(on, f"{done}/{total}", "en", "Europe/Madrid", None, NOW))

    making.make(source, file, MADE, "1.2", running=True, told=written_meanwhile)
    target = empty(kind, tmp_path / "b", request)
    restored(target, file, moved=True)
    after = rows(target)
    assert {name: held for name, held in before.items() if name not in FLEETING} == {
        name: held for name, held in after.items() if name not in FLEETING
    }
    assert len(rows(source)["member"]) > len(before["member"])


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2 // 4096 * 4096)


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def changed(file: Path) -> None:
    on = sqlite3.connect(file)
    on.execute("UPDATE member SET name = 'Eve' WHERE id = 1")
    on.commit()
    on.close()


def a_row_more(file: Path) -> None:
    on = sqlite3.connect(file)
    on.execute("INSERT INTO member SELECT * FROM member LIMIT 1")
    on.commit()
    on.close()


def lied(file: Path) -> None:
    on = sqlite3.connect(file)
    on.execute("UPDATE tertulia_backup SET body = replace(body, '2026', '2036')")
    on.commit()
    on.close()


def scratched(file: Path) -> None:
    """A few bytes of the disk went bad, somewhere behind the header."""
    content = bytearray(file.read_bytes())
    for at in range(4200, len(content), 1000):
        content[at : at + 16] = b"\x07" * 16
    file.write_bytes(content)


def of_others(file: Path) -> None:
    file.unlink()
    on = sqlite3.connect(file)
    on.execute("CREATE TABLE letters (words)")
    on.commit()
    on.close()


def text_file(file: Path) -> None:
    file.write_text("Dear Ann, " * 1000)


def newer_format(file: Path) -> None:
    on = sqlite3.connect(file)
    on.execute("PRAGMA user_version = 99")
    on.close()


SPOILT: dict[Callable[[Path], None], str] = {
    cut: "damaged or cut short", emptied: "is no backup", changed: "damaged", a_row_more: "damaged", lied: "damaged",
    scratched: "damaged", of_others: "is no backup", text_file: "is no backup", newer_format: "newer release",
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda spoilt: spoilt.__name__)
def test_a_spoilt_file_is_refused_before_anything_is_touched(
    spoilt: Callable[[Path], None], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source, target = full("sqlite", tmp_path / "a", request), full("sqlite", tmp_path / "b", request)
    file = tmp_path / "file"
    back_up(source, file)
    before = rows(target)
    spoilt(file)
    with pytest.raises(NoBackup, match=SPOILT[spoilt]):
        restored(target, file, replace=True)
    assert rows(target) == before


def test_a_file_of_a_newer_release_is_refused(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source, file = full("sqlite", tmp_path / "a", request), tmp_path / "file"
    target = empty("sqlite", tmp_path / "b", request)
    back_up(source, file)
    with archive.opened(file) as found:
        header = archive.Header(**(vars(found.header) | {"revision": "9999"}))
        newer = archive.Archive(file, found._connection, header)
        with pytest.raises(NoBackup, match="newer release"):
            restoring.restore(target, newer, NOW, Wanted(True, False, {}, {}, tmp_path))


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_with_rows_is_kept_unless_it_may_go(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source, target = full("sqlite", tmp_path / "a", request), full(kind, tmp_path / "b", request)
    back_up(source, tmp_path / "file")
    target.run_now(lambda on: people.add_member(on, "Zoe", "en", "Europe/Madrid", None, NOW))
    before = rows(target)
    with pytest.raises(NoBackup, match="--replace"):
        restored(target, tmp_path / "file")
    assert rows(target) == before
    restored(target, tmp_path / "file", replace=True)
    assert rows(target)["member"] == rows(source)["member"]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_do_not_fit_together_leave_the_old_ones(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source, target = full("sqlite", tmp_path / "a", request), full(kind, tmp_path / "b", request)
    with sqlite3.connect(source.url.database or "") as raw:
        raw.execute("UPDATE account SET member_id = 4711")
    raw.close()
    back_up(source, tmp_path / "file")
    before = rows(target)
    with pytest.raises((NoBackup, DBAPIError)):
        restored(target, tmp_path / "file", replace=True)
    assert rows(target) == before


@pytest.mark.parametrize("kind", KINDS)
def test_texts_that_one_of_them_cannot_hold_do_not_stop_a_move(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source, target = empty("sqlite", tmp_path / "a", request), empty(kind, tmp_path / "b", request)
    name = "Zoë 'Ω' \u202e👩‍👩‍👧 \\ \n\t \x00;"
    source.run_now(lambda on: people.add_member(on, name, "en", "Europe/Madrid", None, NOW))
    back_up(source, tmp_path / "file")
    restored(target, tmp_path / "file")
    (row,) = rows(target)["member"]
    assert row["name"] == (name if kind == "sqlite" else name.replace("\x00", ""))


def test_old_steps_are_known_by_their_migrations(tmp_path: Path) -> None:
    """The shape of each revision comes from its migrations, of the newest from the code; the two agree."""
    for revision in revisions.known():
        assert shape.at(revision).tables
    db = Database(f"sqlite:///{tmp_path}/t.db")
    migrate.up(db.engine)
    made = db.read_now(
        lambda on: set(on.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    )
    assert made - {"alembic_version"} == set(shape.at(revisions.newest()).tables)
    db.close()


def test_many_rows_go_through_in_chunks(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source, target = empty("sqlite", tmp_path / "a", request), empty("postgresql", tmp_path / "b", request)
    people_ = [
        {"name": f"n{n}", "language": "en", "zone": "UTC", "created": MADE + timedelta(seconds=n)} for n in range(2345)
    ]
    source.run_now(lambda on: on.execute(insert(member), people_))
    told: list[tuple[int, int]] = []
    making.make(
        source, tmp_path / "file", MADE, "1", running=False, told=lambda _, done, all_: told.append((done, all_))
    )
    assert told[0] == (500, 2345)
    restored(target, tmp_path / "file")
    assert rows(target)["member"] == rows(source)["member"]
