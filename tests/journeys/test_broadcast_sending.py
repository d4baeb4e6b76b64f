"""Journeys of a broadcast that leaves: later, again and again until a day, stopped, changed, taken back, exported."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import tablib
from sqlalchemy import select

from bot import wire
from bot.ui import File, Message
from domain.broadcasts import State
from domain.delivery import State as Stands
from storage import privacy
from storage.outbox import outbox
from tests.journeys.test_broadcasts import (
    ANN,
    KOSTAS,
    WORDS,
    glanced,
    house,
    ledger_of,
    sent_to_all,
    set_member,
    stands,
)
from tests.journeys.world import NOON, World, opened


async def resting(world: World, *members: int) -> None:
    """They are quiet at noon, until six: what is for them waits."""
    for member in members:
        await set_member(world, member, quiet_from=12, quiet_until=18)


async def test_it_is_planned_for_later_and_can_be_called_off(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await mara.says(f"broadcast {WORDS}")
    await mara.taps("More")
    await mara.taps("Send later…")
    await mara.fills(day="tomorrow", hour="9:30", repeats="", until="")
    await mara.fills(people="2")
    mara.sees("Planned for Thursday 19 November, 09:30 (Europe/Madrid): Pizza on Friday")
    await mara.taps("More")
    await mara.taps("Not yet after all")
    mara.sees("Draft: Pizza on Friday")
    await world.jump(days=1)
    ann.sees_nothing_of("Pizza")
    await mara.taps("More")
    await mara.taps("Send later…")
    await mara.fills(day="friday", hour="9", repeats="", until="")
    await mara.fills(people="2")
    await world.jump(to=NOON + timedelta(days=1, hours=19, minutes=59))
    ann.sees_nothing_of("Pizza")
    await world.jump(minutes=2)
    ann.sees("Pizza on Friday")
    await glanced(world)
    mara.sees("Sent: Pizza on Friday")


async def test_it_comes_every_week_until_its_last_day(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await mara.says("broadcast Open forum at noon")
    await mara.taps("More")
    await mara.taps("Send later…")
    await mara.fills(day="20 November", hour="10:00", repeats="weekly", until="4 December")
    await mara.fills(people="2")
    mara.sees("Every week until December 4, 2026")
    counts = []
    for week in range(5):
        await world.jump(to=datetime(2026, 11, 20, 9, 1, tzinfo=UTC) + timedelta(weeks=week))
        await glanced(world)
        counts.append(ann.screen().count("Open forum at noon"))
    assert counts == [1, 2, 3, 3, 3]
    assert [stands(world, number).state for number in (1, 2, 3)] == [State.SENT] * 3
    await mara.says("broadcast x")
    await mara.taps("More")
    await mara.taps("Send later…")
    await mara.fills(day="tomorrow", hour="10:00", repeats="weekly", until="")
    mara.sees("A broadcast that repeats has an end")


async def test_what_was_missed_by_a_day_is_asked_about(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await mara.says(f"broadcast {WORDS}")
    await mara.taps("More")
    await mara.taps("Send later…")
    await mara.fills(day="tomorrow", hour="9", repeats="", until="")
    await mara.fills(people="2")
    await world.jump(days=4)
    ann.sees_nothing_of("Pizza")
    mara.sees("“Pizza on Friday” did not go out.", "It is a draft again")


async def test_stopped_in_the_middle_the_rest_is_cancelled_and_can_follow(world: World) -> None:
    mara, ann, kostas, bilal = await house(world, "Ann", "Kostas", "Bilal")
    await resting(world, KOSTAS, KOSTAS + 1)
    await sent_to_all(world, mara, count=4)
    mara.sees("On its way: Pizza on Friday · 2 of 4", "4 in all: sent 2 · waiting 2", "[Stop]")
    assert ledger_of(world).still_open == 2
    await mara.taps("Stop")
    await glanced(world)
    mara.sees("Stopped: Pizza on Friday", "4 in all: sent 2 · stopped 2", "[Send to the other 2]")
    await world.jump(hours=8)
    kostas.sees_nothing_of("Pizza")
    assert ledger_of(world).states == {"sent": 2, "cancelled": 2}
    await mara.taps("Send to the other 2")
    await glanced(world)
    for person in (kostas, bilal):
        person.sees("Pizza on Friday")
    assert ann.screen().count("Come hungry") == 1
    assert ledger_of(world, 2).states == {"sent": 2}
    await mara.says("broadcast")
    await mara.taps("2  Pizza")
    await mara.taps("Send to the other")
    mara.sees("It was sent again to them already")


async def test_who_is_not_written_to_has_a_row_that_says_why(world: World) -> None:
    mara, ann, kostas, bilal = await house(world, "Ann", "Kostas", "Bilal")
    await set_member(world, ANN, snoozed_until=NOON + timedelta(days=3))
    await set_member(world, KOSTAS, budget=0)
    await mara.says(f"broadcast {WORDS}")
    mara.sees("For everybody: 4 people", "1 is away and will not get it")
    await mara.taps("Send…")
    await mara.fills(people="4")
    await glanced(world)
    found = ledger_of(world)
    assert found.states == {"sent": 2, "skipped": 2}
    assert found.reasons == {"snoozed": 1, "over budget": 1}
    mara.sees("4 in all: sent 2 · left out 2 (in their digest 1, away 1)")
    bilal.sees("Pizza on Friday")
    for person in (ann, kostas):
        person.sees_nothing_of("Pizza")
    await kostas.says("digest")
    kostas.sees("There was no room for this during the week: “Pizza on Friday”", "[1 Read]")
    await kostas.taps("1 Read")
    kostas.sees("At seven, in the kitchen", "[Fewer of these]")


async def test_what_was_sent_is_changed_where_it_stands(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await sent_to_all(world, mara, count=2)
    await mara.taps("Change")
    await mara.fills(text="Pizza on Saturday\nAt eight.")
    await glanced(world)
    ann.sees("Pizza on Saturday", "At eight.")
    ann.sees_nothing_of("Friday")
    mara.sees("Sent: Pizza on Saturday", "Changed for 2 of 2.")
    assert ledger_of(world).states == {"sent": 2}, "a change is no send"


async def test_what_waits_leaves_with_the_new_words(world: World) -> None:
    mara, ann, kostas = await house(world, "Ann", "Kostas")
    await resting(world, KOSTAS)
    await sent_to_all(world, mara)
    mara.sees("waiting 1", "[Change]")
    await mara.taps("Change")
    await mara.fills(text="Pizza on Sunday")
    await glanced(world)
    ann.sees("Pizza on Sunday")
    await world.jump(hours=8)
    kostas.sees("Pizza on Sunday")
    for person in (ann, kostas):
        person.sees_nothing_of("Friday")


async def test_it_is_taken_back_from_every_screen(world: World) -> None:
    mara, ann = await house(world, "Ann")
    await sent_to_all(world, mara, count=2)
    ann.sees("Come hungry")
    await mara.taps("Take back…")
    mara.sees("Take it back from everybody's screen?")
    await mara.taps("Yes, take it back")
    await glanced(world)
    ann.sees_nothing_of("Come hungry")
    mara.sees("Taken back: Pizza on Friday", "Taken back from 2 of 2.")


async def test_the_table_is_safe_in_a_spreadsheet(world: World) -> None:
    mara, _ = await house(world, "Ann")
    await set_member(world, ANN, name='=HYPERLINK("https://evil.example")')
    await sent_to_all(world, mara, count=2)
    await mara.taps("CSV")
    mara.sees("The table of 2 people", "[broadcast-1.csv]")
    await mara.taps("XLSX")
    mara.sees("[broadcast-1.xlsx]")
    for cells in (tables(world)["broadcast-1.csv"], tables(world)["broadcast-1.xlsx"]):
        assert '\'=HYPERLINK("https://evil.example")' in cells
        assert "Mara" in cells
        assert not any(str(cell).startswith(("=", "+", "-", "@")) for cell in cells)


def tables(world: World) -> dict[str, list[object]]:
    """The cells of each table that was handed out, as a spreadsheet reads them."""
    rows = world.db.read_now(lambda db: list(db.execute(select(outbox.c.message)).scalars()))
    letters = [letter for row in rows if '"files"' in row and isinstance(letter := wire.loads(row), Message)]
    return {file.name: cells_of(file) for letter in letters for file in letter.files}


def cells_of(file: File) -> list[object]:
    kind = file.name.rpartition(".")[2]
    content = file.content if kind == "xlsx" else file.content.decode("utf-8-sig")
    return [cell for line in tablib.Dataset().load(content, format=kind) for cell in line]


async def test_who_is_erased_leaves_a_number_and_nothing_else(world: World) -> None:
    mara, *_ = await house(world, "Ann", "Kostas")
    await sent_to_all(world, mara)
    await world.db.run(partial(privacy.erase, member_id=ANN, now=world.clock()))
    found = ledger_of(world)
    assert (found.audience, found.erased, found.states) == (3, 1, {"sent": 2})
    await mara.says("broadcast")
    await mara.taps("1  Pizza")
    mara.sees("3 in all: sent 2 · erased 1")


async def test_who_blocks_the_bot_is_counted_and_the_others_get_it(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram") as world:
        mara, ann, kostas = await house(world, "Ann", "Kostas")
        telegram = world.platforms["telegram"]
        telegram.emulator.blocks(telegram.id_of("Ann"))  # type: ignore[attr-defined]  # Telegram's own gesture
        await mara.says(f"broadcast {WORDS}")
        await mara.taps("Send…")
        await mara.fills(people="3")
        await glanced(world)
        found = ledger_of(world)
        assert found.of(Stands.SENT) == 2
        assert found.of(Stands.FAILED) + found.of(Stands.SKIPPED) == 1
        kostas.sees("Pizza on Friday")
        ann.sees_nothing_of("Pizza")


async def test_after_two_days_nothing_can_be_taken_back_and_the_card_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram") as world:
        mara, ann = await house(world, "Ann")
        await sent_to_all(world, mara, count=2)
        await world.jump(days=3)
        await mara.taps("Take back…")
        await mara.taps("Yes, take it back")
        await glanced(world)
        mara.sees("2 keep it: it cannot be taken back there.")
        ann.sees("Come hungry")
