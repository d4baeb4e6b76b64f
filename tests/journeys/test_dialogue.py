"""Forms in a chat: one question at a time, kept over restarts and weeks, with ways back, past and out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.incoming import Commanded, Who
from bot.ui import Sheet
from storage.db import Database
from tests.journeys.stage import Stage


@pytest.fixture
def stage(sqlite: Database) -> Stage:
    return Stage(sqlite)


async def test_a_form_is_asked_one_question_at_a_time(stage: Stage) -> None:
    assert "What is it called?*  _1/4_ [Cancel]" in await stage.says("cat")
    assert "Which kind?" in await stage.says("Tom")
    assert "What does it like?" in await stage.taps("Wild")
    assert "[✓ Fish]" in await stage.taps("Fish")
    assert "[✓ Milk]" in await stage.taps("Milk")
    assert "[Fish]" in await stage.taps("✓ Fish")
    assert "Its story?" in await stage.taps("Done")
    assert await stage.taps("Skip") == "Kept Tom"
    assert stage.notes() == ["Tom/wild/milk//7"]


async def test_a_half_filled_form_survives_a_restart_and_a_week(stage: Stage) -> None:
    await stage.says("cat")
    await stage.says("Tom")
    after = Stage(stage.db, now=stage.now + timedelta(days=8))
    assert "What does it like?" in await after.says("2")
    assert "Its story?" in await after.says("fish, milk")
    assert await after.says("Long ago.") == "Kept Tom"
    assert after.notes() == ["Tom/wild/fish,milk/Long ago./7"]


async def test_one_can_go_back_and_see_what_was_said(stage: Stage) -> None:
    await stage.says("cat")
    await stage.says("Tom")
    assert "Now: Tom" in await stage.taps("Back")
    assert "Which kind?" in await stage.says("Tim")
    assert "What is it called?" in await stage.says("back")
    assert "What is it called?" in await stage.says("back"), "nothing lies before the first"
    await stage.says("Tim")
    await stage.says("house")
    assert "Now: House" in await stage.says("back")


async def test_an_answer_that_does_not_do_is_asked_again(stage: Stage) -> None:
    await stage.says("cat")
    await stage.says("Tom")
    answer = await stage.says("tame")
    assert answer.startswith("Please choose one of: House, Wild.")
    assert "Which kind?" in answer
    assert "Which kind?" in await stage.says("skip"), "only what is optional can be skipped"
    await stage.says("wild")
    assert "What does it like?" in await stage.taps("Done"), "one choice at least"


@pytest.mark.parametrize("way", ["cancel", "/cancel", "CANCEL"])
async def test_cancel_drops_the_form(stage: Stage, way: str) -> None:
    await stage.says("cat")
    assert "Nothing was saved" in await stage.says(way)
    assert "I do not know" in await stage.says("Tom")
    assert "I do not know" in await stage.says(way), "there is nothing to cancel"


async def test_cancel_is_a_button_and_a_command_too(stage: Stage) -> None:
    await stage.says("cat")
    assert "Nothing was saved" in await stage.taps("Cancel")
    await stage.says("cat")
    who = Who("letters", "ann", chat="ann")
    assert "Nothing was saved" in await stage.takes(Commanded(who=who, key="c1", name="cancel"))
    assert stage.notes() == []


async def test_a_tap_on_an_old_question_answers_no_new_one(stage: Stage) -> None:
    await stage.says("cat")
    await stage.says("Tom")
    old = stage.pressed("~p:kind:0")
    await stage.takes(old)
    assert "What does it like?" in await stage.takes(stage.pressed("~p:kind:1"))
    assert "What does it like?" in await stage.takes(stage.pressed("~:b:name"))
    assert "What does it like?" in await stage.takes(stage.pressed("~p:likes:99"))
    assert "What does it like?" in await stage.takes(stage.pressed("~:s:likes"))


async def test_a_command_in_between_leaves_the_form_where_it_is(stage: Stage) -> None:
    await stage.says("cat")
    assert await stage.says("/note milk") == "Noted: milk"
    assert "Which kind?" in await stage.says("note")
    assert await stage.says("note bread") == "Noted: bread", "it is no kind, and what one wrote is not lost"
    assert "What does it like?" in await stage.says("wild"), "the form waits where it was"


async def test_one_question_of_a_form_can_be_asked_alone(stage: Stage) -> None:
    answer = await stage.says("cat name")
    assert "_1/4_" not in answer
    assert await stage.says("back") == answer, "there is nowhere to go back to"
    assert await stage.says("Tom") == "Kept Tom"


async def test_a_platform_with_forms_shows_it_whole(stage: Stage) -> None:
    what = stage.said("cat", platform="panes")
    await stage.takes(replace(what, trigger="t1"))
    parcel = stage.parcel(stage.panes)
    assert (parcel.op, parcel.trigger) == ("open", "t1")
    assert isinstance(parcel.letter, Sheet)
    assert parcel.fallback
    values = {"name": "Tom", "kind": "wild", "likes": "milk"}
    await stage.takes(stage.filled(values, **parcel.letter.hidden))
    assert stage.last(stage.panes) == "Kept Tom"
    assert stage.notes() == ["Tom/wild/milk//7"]


async def test_without_a_trigger_the_form_waits_behind_a_button(stage: Stage) -> None:
    assert "[Open the form]" in await stage.says("cat", platform="panes")
    assert "I do not know" in await stage.says("Tom", platform="panes"), "what is typed meanwhile is no answer"
    await stage.takes(stage.pressed("~o", platform="panes", trigger="t2"))
    assert stage.last(stage.panes) == "<A cat>"


@pytest.mark.parametrize(
    "values",
    [{}, {"name": "x" * 999, "kind": "house", "likes": "milk"}, {"name": "Tom", "kind": "tame", "likes": "milk"}],
)
async def test_foreign_values_of_a_form_are_refused(stage: Stage, values: dict[str, str]) -> None:
    filled = stage.filled(values, number="7")
    assert stage.dispatch.wrong(filled, "en") or not values
    await stage.takes(filled)
    assert stage.last(stage.panes).startswith(("Please", "That is"))
    assert stage.notes() == []


async def test_names_that_a_form_does_not_know_are_dropped(stage: Stage) -> None:
    await stage.takes(stage.filled({"name": "Tom", "kind": "1", "likes": "milk", "__class__": "x"}, foreign="y"))
    assert stage.notes() == ["Tom/house/milk//"]


async def test_a_form_that_nobody_has_is_stale(stage: Stage) -> None:
    filled = stage.filled({"name": "Tom"}, form="dog")
    assert stage.dispatch.wrong(filled, "en") == {}
    await stage.takes(filled)
    assert "no longer in use" in stage.last(stage.panes)
