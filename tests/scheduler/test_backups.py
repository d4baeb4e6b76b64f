"""Nightly backups: one a night, the newest stay, files of others are left alone, and a failure can be seen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.context import Setting
from bot.i18n import Catalogues
from bot.watching import Watch
from domain import backups as rules
from scheduler import backups
from scheduler.works import Office
from storage import migrate, people, privacy
from storage.backups import archive, folder, journal, making
from storage.backups.folder import Shelf, State
from storage.db import Database
from tests.databases import fresh
from web import app, metrics

MADRID = "Europe/Madrid"
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class House:
    """A database with a nightly backup, and a clock that moves."""

    def __init__(self, db: Database, path: Path, keep: int = 2) -> None:
        self.db, self.now, self.shelf = db, NOON, Shelf(path / "backups", keep)
        journals = (path / "erasures", self.shelf.journal)
        setting = Setting(Catalogues(), lambda: self.now, shelf=self.shelf, journals=journals, zone=MADRID)
        self.office = Office(db, setting, lambda: None)

    async def hours(self, count: int) -> None:
        for _ in range(count):
            self.now += timedelta(hours=1)
            await backups.night(self.office, "")

    def files(self) -> list[str]:
        return sorted(path.name for path in self.shelf.folder.iterdir())


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    db = Database(fresh("sqlite", tmp_path, request))
    migrate.up(db.engine)
    yield House(db, tmp_path)
    db.close()


async def test_the_first_is_made_at_once_and_then_one_a_night(house: House) -> None:
    await house.hours(1)
    assert house.files() == ["tertulia-20261118T130000Z.backup"]
    await house.hours(12)
    assert len(house.files()) == 1
    await house.hours(60)
    assert house.files() == ["tertulia-20261120T020000Z.backup", "tertulia-20261121T020000Z.backup"]
    assert (house.shelf.folder.stat().st_mode & 0o777) == 0o700
    for name in house.files():
        with archive.opened(house.shelf.folder / name) as found:
            found.check(making.silent)
            assert found.header.running


async def test_a_night_that_was_slept_through_is_made_up_for(house: House) -> None:
    await house.hours(1)
    house.now += timedelta(days=5)
    await house.hours(1)
    assert house.files()[-1] == "tertulia-20261123T140000Z.backup"


async def test_files_of_others_stay(house: House) -> None:
    house.shelf.ready()
    others = {
        "letter.txt": b"Dear Ann", "tertulia-20200101T020000Z.backup": b"not ours, whatever its name says",
        "tertulia-before-the-move.backup": b"by hand", "tertulia-20209999T020000Z.backup": b"",
    }  # fmt: skip
    for name, content in others.items():
        (house.shelf.folder / name).write_bytes(content)
    await house.hours(24 * 6)
    assert set(others) < set(house.files())
    assert len(house.files()) == len(others) + 2


async def test_a_failure_is_an_error_in_the_log_and_tried_again(house: House) -> None:
    house.shelf.folder.write_text("a file stands where the folder should be")
    with capture_logs() as logs:
        await house.hours(1)
    assert [(line["log_level"], line["event"]) for line in logs] == [("error", "the nightly backup failed")]
    house.shelf.folder.unlink()
    await house.hours(1)
    assert len(house.files()) == 1


async def test_the_state_tells_how_old_the_newest_good_one_is(house: House) -> None:
    assert folder.state(None, NOON) == State(set_up=False)
    assert folder.state(house.shelf, NOON) == State(set_up=True, old=True)
    await house.hours(1)
    made = house.now
    assert folder.state(house.shelf, made + timedelta(hours=5)) == State(True, made, 5 * 3600.0, old=False)
    assert folder.state(house.shelf, made + rules.OLD + timedelta(seconds=1)).old
    await house.hours(24)
    (house.shelf.folder / house.files()[-1]).write_bytes(b"cut short")
    assert folder.state(house.shelf, house.now).newest == made, "a spoilt one is no good one"


async def test_without_a_folder_nothing_is_made(house: House, tmp_path: Path) -> None:
    office = replace(house.office, setting=replace(house.office.setting, shelf=None, journals=()))
    await backups.night(office, "")
    await backups.write_journal(office, "all")
    assert not house.shelf.folder.exists()


async def test_an_erasure_is_written_down_outside_the_database(house: House, tmp_path: Path) -> None:
    def unit(on: Connection) -> None:
        ann = people.add_member(on, "Ann", "en", MADRID, None, NOON)
        people.add_account(on, ann, "telegram", "", "1001", "1001", NOON)
        privacy.erase(on, ann, NOON)

    house.db.run_now(unit)
    await backups.write_journal(house.office, "all")
    for file in (tmp_path / "erasures", house.shelf.journal):
        assert privacy.fingerprint("telegram", "", "1001") in journal.read(file)
        assert "1001" not in file.read_text().replace(privacy.fingerprint("telegram", "", "1001"), "")


@pytest.mark.parametrize("now", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)])
def test_the_night_of_the_autumn_change_has_one_moment(now: datetime) -> None:
    assert rules.last_night(now, MADRID) == datetime(2026, 10, 24, 1, tzinfo=UTC)
    assert rules.last_night(now + timedelta(hours=2), MADRID) == datetime(2026, 10, 25, 2, tzinfo=UTC)


async def test_the_metrics_tell_the_age_and_an_endless_one_where_there_is_none(house: House) -> None:
    async def age(shelf: Shelf | None) -> list[float]:
        routes = metrics.routes(house.db, lambda: house.now, Watch(), "", shelf=shelf)
        to = httpx.ASGITransport(app.build(routes))
        async with httpx.AsyncClient(transport=to, base_url="http://here") as http:
            lines = (await http.get("/metrics")).text.splitlines()
        return [float(line.split()[1]) for line in lines if line.startswith("tertulia_backup_age_seconds")]

    assert await age(house.shelf) == [float("inf")]
    await house.hours(1)
    house.now += timedelta(hours=1)
    assert await age(house.shelf) == [3600.0]
    assert await age(None) == []
