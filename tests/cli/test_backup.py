"""`tertulia backup` and `restore` as an operator meets them: what they print, and what they refuse in one sentence."""

import json
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from storage import people, privacy
from storage.backups import journal
from storage.db import Database
from storage.people import member
from tests.cli.conftest import Tertulia
from tests.journeys.world import NOON


def members(db: Database) -> int:
    return db.read_now(lambda on: on.execute(select(func.count()).select_from(member)).scalar_one())


@pytest.fixture
def village(held: Database) -> Database:
    """A community with three people."""

    def unit(db: Connection) -> None:
        home = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOON)
        for name in ("Ann", "Kostas", "Zoe"):
            people.add_member(db, name, "en", "Europe/Madrid", home, NOON)

    held.run_now(unit)
    return held


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another machine: commands that follow work on a database that is not there yet."""
    (tmp_path / "there").mkdir()
    monkeypatch.setenv("TERTULIA_DATABASE_URL", f"sqlite:///{tmp_path}/there/tertulia.db")
    return tmp_path / "there"


def test_a_backup_says_what_it_holds(tertulia: Tertulia, village: Database, tmp_path: Path) -> None:
    ended = tertulia("backup", "file")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("file: 4 rows in ")
    told = json.loads(tertulia("backup", "file", "--json").out)
    assert (told["rows"], told["tables"]["member"], told["running"]) == (4, 3, False)
    assert told["bytes"] == (tmp_path / "file").stat().st_size


def test_it_is_restored_elsewhere(tertulia: Tertulia, village: Database, elsewhere: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as here:
        here.setenv("TERTULIA_DATABASE_URL", f"sqlite:///{tmp_path}/tertulia.db")
        assert tertulia("backup", "file").code == 0
    assert "empty: there is nothing to back up" in tertulia("backup", "other").sentence
    ended = tertulia("restore", "file", "--moved")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("4 rows of ")
    assert json.loads(tertulia("restore", "file", "--replace", "--json").out)["rows"] == 4
    there = Database(f"sqlite:///{elsewhere}/tertulia.db")
    assert members(there) == 3
    there.close()


def test_refusals_are_one_sentence_and_touch_nothing(tertulia: Tertulia, village: Database, tmp_path: Path) -> None:
    assert "There is no file nowhere" in tertulia("restore", "nowhere").sentence
    (tmp_path / "letter").write_text("Dear Ann")
    assert "letter is no backup of Tertulia" in tertulia("restore", "letter", "--replace").sentence
    assert "letter is there and is no backup" in tertulia("backup", "letter").sentence
    assert "tertulia.db is there and is no backup" in tertulia("backup", "tertulia.db").sentence
    assert "cannot be written" in tertulia("backup", "no/such/folder/file").sentence
    assert tertulia("backup", "file").code == 0
    assert "--replace" in tertulia("restore", "file").sentence
    assert "There is no file old" in tertulia("restore", "file", "--erasures", "old").sentence
    (tmp_path / "file").write_bytes((tmp_path / "file").read_bytes()[:-4096])
    assert "damaged or cut short" in tertulia("restore", "file", "--replace").sentence
    assert tertulia("backup").code == 2
    assert members(village) == 3


def test_an_erasure_is_kept_outside_the_database_at_once(
    tertulia: Tertulia, village: Database, tmp_path: Path, elsewhere: Path
) -> None:
    with pytest.MonkeyPatch.context() as here:
        here.setenv("TERTULIA_DATABASE_URL", f"sqlite:///{tmp_path}/tertulia.db")
        assert tertulia("backup", "file").code == 0
        assert tertulia("erase", "Ann", "--yes").code == 0
    assert journal.read(tmp_path / "erasures").keys() == village.read_now(privacy.erasures).keys()
    assert (
        "Erased again, as they were after the backup: 1." in tertulia("restore", "file", "--erasures", "erasures").out
    )
    there = Database(f"sqlite:///{elsewhere}/tertulia.db")
    assert members(there) == 2
    there.close()
    assert journal.read(elsewhere / "erasures")


def test_a_journal_that_cannot_be_written_is_said(tertulia: Tertulia, village: Database, tmp_path: Path) -> None:
    (tmp_path / "erasures").mkdir()
    assert "erasures cannot be written" in tertulia("erase", "Ann", "--yes").sentence
    assert members(village) == 2


def test_long_work_says_how_far_it_is_in_plain_lines(tertulia: Tertulia, held: Database) -> None:
    row = {"name": "n", "language": "en", "zone": "UTC", "created": NOON}
    held.run_now(lambda on: on.execute(insert(member), [row] * 2000))
    lines = tertulia("backup", "file").out.splitlines()
    assert "member: 1,000 of 2,000 rows" in lines
    assert "checking member: 2,000 of 2,000 rows" in lines
    assert len(tertulia("backup", "file", "--json").out.splitlines()) == 1
    assert len(tertulia("restore", "file", "--replace", "--json").out.splitlines()) == 1


def test_a_database_at_its_first_step_is_backed_up_as_it_stands(
    tertulia: Tertulia, village: Database, elsewhere: Path
) -> None:
    """A new release makes the backup before it changes anything."""
    assert tertulia("migrate", "up", "--to", "0001").code == 0
    there = Database(f"sqlite:///{elsewhere}/tertulia.db")
    values = {"language": "en", "zone": "UTC", "quiet_from": 20, "quiet_until": 8, "budget": 5, "digest": "weekly"}
    there.run_now(lambda on: on.execute(insert(member).values(name="Ann", created=NOON, **values)))
    assert json.loads(tertulia("backup", "file", "--json").out)["revision"] == "0001"
    assert tertulia("restore", "file", "--replace").code == 0
    assert there.read_now(partial(people.get, member_id=1)) is not None
    there.close()
