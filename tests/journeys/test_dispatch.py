"""What dispatch promises: one effect a delivery, in order within a person, all or nothing, and always an answer."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.dispatch import Dispatch
from bot.incoming import Happened, Incoming, Who
from bot.router import Router
from domain.errors import Unavailable
from storage import ticks
from storage.db import Database
from tests.databases import fresh, made
from tests.journeys.stage import Pet, Stage


@pytest.fixture
def stage(sqlite: Database) -> Stage:
    return Stage(sqlite)


async def test_a_redelivered_value_has_one_effect(stage: Stage) -> None:
    said = stage.said("note milk")
    await stage.takes(*[said] * 5)
    await stage.takes(said)
    assert stage.notes() == ["milk"]
    assert stage.letters.texts() == ["Noted: milk"]


async def test_what_one_person_says_takes_effect_in_order(stage: Stage) -> None:
    values = [stage.said(f"note {number}", user) for number in range(30) for user in ("ann", "kim")]
    await stage.takes(*values)
    assert stage.letters.texts("ann") == [f"Noted: {n}" for n in range(30)]
    assert len(stage.notes()) == 60
    assert not stage.dispatch._order, "nobody waits, nothing is kept"


async def test_two_people_are_answered_side_by_side(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    stage = Stage(made(fresh("postgresql", tmp_path, request)))
    await stage.takes(stage.said("meet"), stage.said("meet", "kim"))
    assert stage.letters.texts() == ["Met", "Met"]
    stage.db.close()


async def test_a_broken_handler_keeps_nothing_and_leaves_a_reference(stage: Stage) -> None:
    with capture_logs() as logs:
        answer = await stage.says("break this")
    (line,) = [line for line in logs if line["log_level"] == "error"]
    assert f"(ref {line['reference']})" in answer
    assert line["exc_info"]
    assert stage.notes() == []
    assert await stage.says("note after") == "Noted: after"


async def test_a_refusal_undoes_what_was_written_and_offers_a_step(stage: Stage) -> None:
    assert await stage.says("refuse *unicorn*") == r"There is no \*unicorn\*. [note]"
    assert stage.notes() == []


async def test_what_could_not_be_stored_has_no_effect(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(unit: Any, deadline: float | None = None) -> None:
        raise Unavailable("disk full")

    said = stage.said("note milk")
    with monkeypatch.context() as patch:
        patch.setattr(stage.db, "run", full)
        with pytest.raises(Unavailable):
            await stage.dispatch(said)
    assert stage.notes() == []
    await stage.takes(said)
    assert stage.notes() == ["milk"]


HOSTILE = [
    "", ":", "pet", "pet:a:b", "pet:" + "x" * 99, "nothing:1", "!:", "!:nothing:", "!:secret:", "~", "~:b:name",
    "~:z:name", "~p:kind:0", "~p:kind:x", "~o", "\ud800", "pet:\ud800", "pet:%ff", "pet:\x00", "🎨" * 30,
]  # fmt: skip


@pytest.mark.parametrize("packed", HOSTILE)
async def test_hostile_button_data_is_answered_and_does_nothing(stage: Stage, packed: str) -> None:
    with capture_logs() as logs:
        answer = await stage.takes(stage.pressed(packed))
    assert answer
    assert not [line for line in logs if line["log_level"] == "error"]
    assert stage.notes() == []


WORDS = [
    "",
    " ",
    "/",
    "//",
    "/nothing",
    "nothing at all",
    "\u202enote",
    "\ud800",
    "note \ud800 \x00",
    "*_`[",
    "{0}",
    "%s",
    "🎨" * 4096,
]


@pytest.mark.parametrize("text", WORDS)
async def test_any_words_are_answered(stage: Stage, text: str) -> None:
    with capture_logs() as logs:
        assert await stage.says(text)
    assert not [line for line in logs if line["log_level"] == "error"]


async def test_a_right_is_judged_by_who_presses(stage: Stage) -> None:
    assert "I do not know" in await stage.says("secret")
    assert "I do not know" in await stage.takes(stage.pressed("!:secret:"))


async def test_a_stranger_hears_where_they_stand(stage: Stage) -> None:
    for text in ("note milk", "nonsense", "secret"):
        assert "is for its members" in await stage.says(text, "bob")
    assert "is for its members" in await stage.takes(stage.pressed(Pet("tom").pack(), "bob"))
    assert stage.notes() == []


async def test_a_press_edits_its_card(stage: Stage) -> None:
    assert await stage.takes(stage.pressed(Pet("tom").pack())) == "Purr [again]"
    assert (stage.parcel().op, stage.parcel().target) == ("edit", "card")
    assert stage.notes() == ["pet tom"]


async def test_what_nobody_does_and_what_nobody_cares_about_is_silent(stage: Stage) -> None:
    who = Who("letters", "ann", chat="ann")
    await stage.dispatch(Happened(who=who, key="h1", what="unheard_of"))
    await stage.dispatch(Happened(who=who, key="h2", what="left"))
    await stage.dispatch(Happened(who=Who("letters", ""), key="h3", what="left"))
    await stage.dispatch(Incoming(who=who, key="h4"))
    await stage.sender.idle()
    assert stage.letters.sent == []
    assert stage.notes() == ["left"]


async def test_planned_work_wakes_the_engine(stage: Stage) -> None:
    await stage.dispatch(stage.said("note this"))
    assert stage.woken == []
    await stage.dispatch(stage.said("later this"))
    assert stage.woken == [1]
    assert stage.db.read_now(ticks.next_at) == stage.now


async def test_who_gives_up_waiting_leaves_no_trace(stage: Stage) -> None:
    lock_taken, go = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with stage.dispatch._order.turn(("letters", "", "ann")):
            lock_taken.set()
            await go.wait()

    holding = asyncio.create_task(hold())
    await lock_taken.wait()
    waiting = asyncio.create_task(stage.dispatch(stage.said("note milk")))
    await asyncio.sleep(0)
    waiting.cancel()
    go.set()
    await holding
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert stage.notes() == []
    assert await stage.says("note bread") == "Noted: bread"


async def test_a_value_that_breaks_even_the_apology_holds_up_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(self: Dispatch, what: Incoming, db: Connection) -> None:
        raise RuntimeError("who is that")

    with capture_logs() as logs, monkeypatch.context() as patch:
        patch.setattr(Dispatch, "_opened", lost)
        await stage.dispatch(stage.said("note milk"))
    broken = [line for line in logs if line["log_level"] == "error"]
    assert [line["event"] for line in broken] == ["a handler broke", "an apology broke"]
    assert len({line["reference"] for line in broken}) == 1
    assert stage.notes() == []


async def test_a_database_that_fails_during_the_apology_is_told_to_the_platform(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles = iter([RuntimeError("a bug"), Unavailable("disk full")])

    async def moody(unit: Any, deadline: float | None = None) -> None:
        raise next(troubles)

    monkeypatch.setattr(stage.db, "run", moody)
    with capture_logs(), pytest.raises(Unavailable):
        await stage.dispatch(stage.said("note milk"))


def test_the_menu_is_the_members_commands_with_their_help(stage: Stage) -> None:
    menu = stage.dispatch.menu("en")
    assert menu["note"] == "Write something down."
    assert "secret" not in menu


async def test_a_form_that_no_longer_exists_is_let_go(stage: Stage) -> None:
    await stage.says("cat")
    without = Router()
    without.routes = [route for route in stage.routers[0].routes if route.kind != "form"]
    after = Stage(stage.db, (without,))
    assert "no longer in use" in await after.takes(
        after.pressed(
            "~:b:name",
        )
    )
    assert "I do not know" in await after.says("Tom")
    assert "I do not know" in await after.says("Tom again")
    assert "no longer in use" in await after.takes(after.filled({"name": "Tom"}))
