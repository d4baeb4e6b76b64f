"""`tertulia import events`: a season in one list, all rows or none, and nothing twice."""

# ruff: noqa: DTZ001 – what a clock on a wall shows has no zone of its own

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import tablib
from sqlalchemy import Connection, select

from storage import event_series
from storage.db import Database
from storage.event_series import event_series as series_table
from storage.events import event
from storage.ticks import due
from tests.cli.conftest import Tertulia

HEAD = "title,start,zone,end,place,capacity,description,repeats\n"
ROWS = (
    "Pizza and pitches,2099-01-02 18:30,Europe/Madrid,2099-01-02 20:00,Space A,30,Bring an idea,every Friday\n"
    "=cmd|'/c calc'!A1,2099-01-03 10:00,Europe/Athens,,https://meet.example/x,,,\n"
    "Desayuno,2099-01-05T09:30+00:00,Europe/Madrid,,,,,\n"
)


@pytest.fixture
def season(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of events that are ahead on a clock that a test may set."""
    (tmp_path / "now").write_text("2098-12-01T12:00:00+00:00", "utf-8")
    monkeypatch.setenv("TERTULIA_TEST", "1")
    monkeypatch.setenv("TERTULIA_CLOCK_FILE", str(tmp_path / "now"))
    (tmp_path / "e.csv").write_text(HEAD + ROWS, "utf-8")
    return tmp_path


def found(db: Database) -> list[Any]:
    columns = (event.c.title, event.c.wall_begins, event.c.zone, event.c.place, event.c.link, event.c.capacity)
    return db.read_now(lambda on: list(on.execute(select(*columns, event.c.state).order_by(event.c.id))))


def test_every_row_becomes_an_event(tertulia: Tertulia, season: Path, held: Database) -> None:
    ended = tertulia("import", "events", "e.csv")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[0] == "line 2: new · Pizza and pitches · repeats"
    assert ended.out.splitlines()[-1] == "3 events imported."
    assert [tuple(row) for row in found(held)] == [
        ("Pizza and pitches", datetime(2099, 1, 2, 18, 30), "Europe/Madrid", "Space A", "", 30, "published"),
        (
            "=cmd|'/c calc'!A1",
            datetime(2099, 1, 3, 10),
            "Europe/Athens",
            "",
            "https://meet.example/x",
            None,
            "published",
        ),
        ("Desayuno", datetime(2099, 1, 5, 10, 30), "Europe/Madrid", "", "", None, "published"),
    ]
    planned = held.read_now(lambda on: {row.work for row in on.execute(select(due.c.work))})
    assert {"events.remind", "events.over", "event_series.begin"} <= planned


def test_a_row_that_repeats_is_a_series(tertulia: Tertulia, season: Path, held: Database) -> None:
    tertulia("import", "events", "e.csv")

    def look(on: Connection) -> Any:
        number = on.execute(select(series_table.c.id)).scalar_one()
        return event_series.get(on, number)

    series = held.read_now(look)
    assert (series.title, series.unit, series.first, series.minutes) == (
        "Pizza and pitches", "week", datetime(2099, 1, 2, 18, 30), 90,
    )  # fmt: skip


def test_the_same_list_again_doubles_nothing(tertulia: Tertulia, season: Path, held: Database) -> None:
    tertulia("import", "events", "e.csv")
    again = tertulia("import", "events", "e.csv", "--json")
    report = json.loads(again.out)
    assert [row["result"] for row in report["rows"]] == ["known"] * 3
    assert (report["imported"], len(found(held))) == (0, 3)


def test_a_dry_run_keeps_nothing(tertulia: Tertulia, season: Path, held: Database) -> None:
    ended = tertulia("import", "events", "e.csv", "--dry-run")
    assert ended.out.splitlines()[-1] == "3 events would be imported."
    assert found(held) == []


def test_a_workbook_keeps_its_hours(tertulia: Tertulia, season: Path, held: Database) -> None:
    sheet = tablib.Dataset(("Pizza", datetime(2099, 1, 2, 18, 30), "Europe/Madrid"), headers=["title", "start", "zone"])
    (season / "e.xlsx").write_bytes(sheet.export("xlsx"))
    assert tertulia("import", "events", "e.xlsx").code == 0
    assert found(held)[0].wall_begins == datetime(2099, 1, 2, 18, 30)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",2099-01-02 18:30,Europe/Madrid,,,,,", "the title is empty"),
        ("Party,2099-01-02,Europe/Madrid,,,,,", "start is '2099-01-02'; write it as 2026-11-27 18:30"),
        ("Party,tomorrow,Europe/Madrid,,,,,", "start is 'tomorrow'"),
        ("Party,2098-01-02 18:30,Europe/Madrid,,,,,", "that is past"),
        ("Party,2105-01-02 18:30,Europe/Madrid,,,,,", "more than two years away"),
        ("Party,2099-03-29 02:30,Europe/Madrid,,,,,", "that hour does not exist"),
        ("Party,2099-01-02 18:30,Madrid,,,,,", "zone is 'Madrid'"),
        ("Party,2099-01-02 18:30,Europe/Madrid,2099-01-02 17:00,,,,", "it comes after the start"),
        ("Party,2099-01-02 18:30,Europe/Madrid,,,0,,", "capacity is 0"),
        ("Party,2099-01-02 18:30,Europe/Madrid,,,many,,", "capacity is 'many'"),
        ("Party,2099-01-02 18:30,Europe/Madrid,,,,,now and then", "repeats is 'now and then'"),
        ("Party,2099-01-02 18:30,Europe/Madrid,,,,,every Monday", "the next that fits is 2099-01-05"),
        ("Party,2099-01-02 18:30,Europe/Madrid,,,,,every 99 weeks", "1 to 52 weeks"),
    ],
)
def test_one_wrong_row_and_nothing_is_kept(
    tertulia: Tertulia, season: Path, held: Database, row: str, says: str
) -> None:
    (season / "e.csv").write_text(HEAD + ROWS + row + "\n", "utf-8")
    ended = tertulia("import", "events", "e.csv")
    assert ended.code == 1
    assert ended.sentence.startswith("Nothing was imported: 1 of 4 rows")
    assert f"line 5: refused · {row.split(',', maxsplit=1)[0]}" in ended.out
    assert says in ended.out
    assert found(held) == []


def test_an_unknown_column_is_refused_by_name(tertulia: Tertulia, season: Path) -> None:
    (season / "e.csv").write_text("title,start,zone,price\nP,2099-01-02 18:30,Europe/Madrid,5\n", "utf-8")
    ended = tertulia("import", "events", "e.csv")
    assert ended.code == 1
    assert "unknown column price" in ended.sentence
