"""A community's Monday: everybody's time is shared out among all that is open, and then people are asked as ever."""

from datetime import UTC, datetime
from functools import partial

from sqlalchemy import func, select

from storage import matches, needs
from storage.ticks import slot
from tests.journeys.couples import REQUEST, ann, asks, id_of, with_profile
from tests.journeys.world import World

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Ten in Madrid, after the digests of the night."""


async def waits(world: World, name: str, text: str = REQUEST) -> int:
    """Something stands open for which nobody has been looked for yet."""
    values = {
        "side": "need", "state": "open", "kind": "skill", "wanted": 1, "remote": True, "place": "", "language": "",
        "effort": "", "gives": "", "community_id": 1, "member_id": id_of(world, name),
    }  # fmt: skip
    return await world.db.run(lambda db: needs.add(db, world.clock(), text=text, **values))


async def week(world: World) -> None:
    """The run itself, whatever the day."""
    await world.bot.office.run(lambda desk: desk.later("match_week.run", "1"))
    await world.bot.settle()


async def test_two_who_need_the_same_get_different_people(world: World) -> None:
    one, bo = await ann(world, capacity=1), await ann(world, "Bo", capacity=1)
    for name in ("Kostas", "Lena"):
        await with_profile(world, name, headline="Chair maker", city="Thessaloniki")
        await waits(world, name)
    await week(world)
    one.sees("Someone could use what you do", "You offer “catalogue design”", "[Yes, ask]")
    bo.sees("Someone could use what you do", "You offer “catalogue design”", "[Yes, ask]")
    await one.taps("Yes, ask")
    one.sees("You said yes. I have asked there too.")


async def test_a_week_that_runs_twice_asks_once(world: World) -> None:
    one = await ann(world)
    await with_profile(world, "Kostas", headline="Chair maker")
    need = await waits(world, "Kostas")
    await week(world)
    await week(world)
    assert one.screen().count("[Yes, ask]") == 1
    assert len(world.db.read_now(lambda db: matches.of_need(db, need))) == 1


async def test_a_run_that_broke_off_goes_on_with_what_is_left(world: World) -> None:
    """As after a crash between two units: for the first need somebody has been asked by then."""
    one, bo = await ann(world, capacity=1), await ann(world, "Bo", capacity=1)
    for name in ("Kostas", "Lena"):
        await with_profile(world, name, headline="Chair maker", city="Thessaloniki")
    await asks(world, "Kostas")
    second = await waits(world, "Lena")
    await week(world)
    await week(world)
    assert [one.screen().count("[Yes, ask]"), bo.screen().count("[Yes, ask]")] == [1, 1]
    assert len(world.db.read_now(partial(matches.of_need, need_id=second))) == 1


async def test_each_monday_begins_one_week(world: World) -> None:
    one = await ann(world)
    await with_profile(world, "Kostas", headline="Chair maker")
    await waits(world, "Kostas")
    await world.jump(to=MONDAY)
    one.sees("[Yes, ask]")
    await world.jump(hours=2)
    held = select(func.count()).select_from(slot).where(slot.c.work == "match_week")
    assert world.db.read_now(lambda db: db.execute(held).scalar()) == 1
