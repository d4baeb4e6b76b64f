"""Journeys of drafts that make themselves: each once, told to whoever edits, and never more than a draft."""

from datetime import UTC, datetime, timedelta
from functools import partial

from scheduler import post_drafts as scheduled
from storage import post_sources
from tests.journeys.couples import with_profile
from tests.journeys.gatherings import published
from tests.journeys.test_post_sources import editor, stands, words
from tests.journeys.world import World

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
"""Half past nine in Madrid."""
FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


async def test_a_series_is_drafted_ahead_each_time_once(world: World) -> None:
    eleni = await editor(world)
    await eleni.says("post series")
    await eleni.taps("Begin one")
    await eleni.fills(when="every Monday 9:30", text="Good morning, week {week}, from {community}.")
    eleni.sees("It recurs.", "Monday 23 November, 09:30")
    assert stands(world) is None
    await world.jump(to=MONDAY - timedelta(days=1))
    await scheduled.look_around(world.bot.office, "")
    await world.jump(minutes=30)
    eleni.sees("A draft waits for you.", "It is meant for Monday 23 November, 09:30.")
    assert words(world).startswith("Good morning, week 48, from ")
    assert stands(world, 2) is None
    await world.jump(days=7)
    assert "week 49" in words(world, 2)
    await eleni.says("post series")
    await eleni.taps("End “Good morning")
    eleni.sees("That recurs no more.")
    await world.jump(days=7)
    assert stands(world, 3) is None


async def test_the_month_and_the_week_draft_themselves_where_a_community_wants_it(world: World) -> None:
    mara = await world.manager()
    await with_profile(world, "Ann")
    for source in ("digest", "numbers"):
        await world.db.run(partial(post_sources.keep_automatic, community_id=1, source=source, on=True))
    await scheduled.look_around(world.bot.office, "")
    assert stands(world) is None
    await world.jump(to=MONDAY)
    await scheduled.look_around(world.bot.office, "")
    await scheduled.look_around(world.bot.office, "")
    mara.sees("A draft waits for you.")
    await world.jump(to=FIRST)
    for _ in range(2):
        await scheduled.look_around(world.bot.office, "")
    assert [stands(world, number) is not None for number in (1, 2, 3)] == [True, True, False]
    assert "November 2026" in words(world, 2)


async def test_a_community_words_its_drafts_and_has_them_made(world: World) -> None:
    mara = await published(world)
    await mara.says("post templates")
    await mara.taps("An event")
    mara.sees("{title}", "when somebody asks for one")
    await mara.taps("Change")
    await mara.fills(text="{helped} comes")
    mara.sees("I cannot fill in {helped} there.")
    await mara.fills(text="Come to {title}!")
    await mara.taps("Draft it by itself")
    mara.sees("a week before each event")
    await scheduled.look_around(world.bot.office, "")
    await scheduled.look_around(world.bot.office, "")
    await world.jump(minutes=5)
    mara.sees("A draft waits for you.")
    assert words(world) == "Come to pizza and pitches!"
    assert stands(world, 2) is None
