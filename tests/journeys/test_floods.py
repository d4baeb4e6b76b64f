"""A flood from one person: it has no effect, they hear so once, and everybody else is served as ever."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from structlog.testing import capture_logs

from bot import newcomers
from bot.floods import BURST, Gate
from bot.incoming import Incoming
from domain.errors import Unavailable
from storage import people
from storage.db import Database
from storage.inbox import inbox
from storage.people import account, member
from tests.databases import fresh, made
from tests.journeys.stage import Pet, Stage
from tests.journeys.world import opened

TOO_MUCH = "*That was too much at once.*\nThe last ones had no effect. Wait a moment, then go on."


class Time:
    """Seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def stage(sqlite: Database, time: Time) -> Stage:
    stage = Stage(sqlite)
    stage.dispatch._gate = Gate(time)
    return stage


def rows(stage: Stage, table: object = inbox) -> int:
    return int(stage.db.read_now(lambda db: db.execute(select(func.count()).select_from(table)).scalar()))  # type: ignore[arg-type]  # a table


async def test_what_is_over_the_limit_has_no_effect_and_one_notice(stage: Stage) -> None:
    await stage.takes(*(stage.said(f"note {n}") for n in range(BURST + 200)))
    assert stage.notes() == [str(n) for n in range(BURST)]
    assert stage.letters.texts("ann").count(TOO_MUCH) == 1
    assert rows(stage) == BURST + 1, "what is dropped leaves no row"


async def test_taps_count_as_words_do_and_others_are_served(stage: Stage) -> None:
    flood: list[Incoming] = [stage.pressed(Pet("tom").pack()) for _ in range(BURST + 50)]
    await stage.takes(*flood, stage.said("note milk", "kim"))
    assert stage.notes().count("pet tom") == BURST
    assert "milk" in stage.notes()
    assert stage.letters.texts("kim") == ["Noted: milk"]


async def test_groups_too(stage: Stage) -> None:
    values = [stage.said(f"note {n}") for n in range(BURST + 50)]
    await stage.takes(*(replace(value, who=replace(value.who, group=f"g{n % 5}")) for n, value in enumerate(values)))
    assert len(stage.notes()) == BURST


async def test_a_notice_a_minute_whatever_the_number_of_machines(stage: Stage, time: Time) -> None:
    other = Stage(stage.db, letters=stage.letters)
    other.dispatch._gate = Gate(time)
    for machine in (stage, other):
        await machine.takes(*(machine.said("note x") for _ in range(BURST + 20)))
    assert stage.letters.texts("ann").count(TOO_MUCH) == 1
    time.now += 60
    stage.now += timedelta(seconds=60)
    await stage.takes(*(stage.said("note x") for _ in range(BURST + 20)))
    assert stage.letters.texts("ann").count(TOO_MUCH) == 2


async def test_what_was_dropped_has_no_effect_when_it_is_delivered_again(stage: Stage, time: Time) -> None:
    flood = [stage.said(f"note {n}") for n in range(BURST + 5)]
    await stage.takes(*flood)
    time.now += 3600
    await stage.takes(*flood)
    assert len(stage.notes()) == BURST


async def test_a_notice_that_cannot_be_stored_comes_with_the_next_value(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(unit: object, deadline: float | None = None) -> None:
        raise Unavailable("disk full")

    await stage.takes(*(stage.said("note x") for _ in range(BURST)))
    with monkeypatch.context() as patch:
        patch.setattr(stage.db, "run", full)
        await stage.dispatch(stage.said("note x"))
    assert await stage.says("note x") == TOO_MUCH


async def test_a_crowd_of_strangers_leaves_no_rows(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what a full hall brings, whoever nobody knows is turned away; members are served as ever."""
    monkeypatch.setattr(newcomers, "ARRIVALS", ((20, timedelta(minutes=10)),))
    stage.now += timedelta(hours=1)
    with capture_logs() as logs:
        for number in range(60):
            await stage.dispatch(stage.said("hello", f"stranger{number}"))
    known = rows(stage, account)
    assert known == 4 + 20
    assert rows(stage, member) == 2 + 20
    assert rows(stage) == 20
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["newcomers are turned away"]
    assert await stage.says("note milk") == "Noted: milk"
    assert "is for its members" in await stage.says("again", "stranger3")
    stage.now += timedelta(minutes=11)
    assert "is for its members" in await stage.says("hello", "stranger59")


async def test_managers_are_not_flooded_with_requests(tmp_path: Path) -> None:
    async with opened(tmp_path, "console") as world:
        mara = await world.manager()
        await world.db.run(_by_approval)
        for number in range(60):
            await world.person(f"Stranger{number}").says("hello")
        cards = [text for text in mara._platform.sees("Mara") if "would like to join" in text]
        assert len(cards) == 50
        await mara.says("people")
        mara.sees("60 wait at the door")


def _by_approval(db: Connection) -> None:
    people.set_community(db, people.communities(db)[0].id, admission="approval")


@pytest.mark.parametrize("language", ["es", "it"])
async def test_the_notice_is_in_the_persons_language(stage: Stage, language: str) -> None:
    await stage.db.run(lambda db: people.set_member(db, 1, language=language))
    await stage.takes(*(stage.said("note x") for _ in range(BURST + 1)))
    assert stage.letters.texts("ann")[-1] != TOO_MUCH
    assert "The last ones" not in stage.letters.texts("ann")[-1]


async def test_on_postgresql_a_flood_slows_nobody(tmp_path: Path, request: pytest.FixtureRequest, time: Time) -> None:
    stage = Stage(made(fresh("postgresql", tmp_path, request)))
    stage.dispatch._gate = Gate(time)
    await stage.takes(*(stage.said("note x") for _ in range(BURST + 100)), stage.said("note milk", "kim"))
    assert len(stage.notes()) == BURST + 1
    assert stage.letters.texts("ann").count(TOO_MUCH) == 1
    stage.db.close()
