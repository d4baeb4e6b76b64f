"""Journeys of lines that cannot stand as they are: a plain answer each, and nothing is lost."""

import pytest

from tests.journeys.gatherings import kept
from tests.journeys.world import World

LONG = {"console": 70_000, "telegram": 250, "slack": 2_000}
"""A megabyte where the platform takes one; else as much as it takes."""


@pytest.mark.parametrize(
    ("line", "said", "button", "when"),
    [
        (
            "pizza 31 November 18:30",
            "That day does not exist: “31 November”",
            "Monday 30 November",
            "30 November, 18:30",
        ),
        ("pizza Friday", "At what time?", "18:30", "Friday 20 November, 18:30–20:30"),
        ("pizza 28 March 2027 02:30", "That hour does not exist in Madrid", "03:30", "28 March 2027, 03:30"),
        ("pizza 31 October 2027 02:30", "That hour comes twice in Madrid", "The second 02:30", "2027, 02:30–04:30"),
    ],
)
async def test_what_a_moment_may_mean_is_a_button(world: World, line: str, said: str, button: str, when: str) -> None:
    mara = await world.manager()
    await mara.says(f"event {line}")
    mara.sees(said, "I have kept the rest: pizza", "[Another time] [Drop]")
    await mara.taps(button)
    mara.sees("pizza", when, "[Publish]")


async def test_next_friday_on_a_friday_is_asked(world: World) -> None:
    await world.jump(days=2)
    mara = await world.manager()
    await mara.says("event next Friday 18:30 pizza")
    mara.sees("Which day is “next Friday”?", "Friday 20 November, 18:30", "Friday 27 November, 18:30")
    await mara.taps("Friday 27 November")
    mara.sees("Friday 27 November, 18:30–20:30")


async def test_a_past_day_is_refused_and_asked_again(world: World) -> None:
    mara = await world.manager()
    await mara.says("event pizza today 9:00")
    mara.sees("That is in the past: “today”", "[Another time]")
    await mara.taps("Another time")
    await mara.fills(day="2026-11-19", begins="09:00", ends="10:30")
    mara.sees("Thursday 19 November, 09:00–10:30")


async def test_a_day_in_a_hundred_years_is_a_slip_of_the_pen(world: World) -> None:
    mara = await world.manager()
    await mara.says("event pizza 2126-11-20 18:30")
    mara.sees("That is more than two years away")


async def test_a_megabyte_is_kept_as_far_as_it_fits(world: World) -> None:
    mara = await world.manager()
    text = "event Friday 18:30 pizza\n" + "words and words " * LONG[world.here]
    await mara.says(text)
    await mara.taps("Publish")
    mara.sees("pizza", "Friday 20 November, 18:30–20:30")
    assert 2_000 < len(kept(world).description) <= 4_000


async def test_numbers_that_no_event_has(world: World) -> None:
    mara = await world.manager()
    await mara.says("event Friday 18:30 pizza, 0 places")
    mara.sees("An event has between 1 and 100000 seats")
    await mara.says("event Friday 18:30 pizza, 999999999 places")
    mara.sees("An event has between 1 and 100000 seats")


async def test_words_are_shown_as_they_were_written(world: World) -> None:
    mara = await world.manager()
    await mara.says("event Friday 18:30 *pizza* <b>&_pitches_ <!channel>, 30 places, Space [A](https://x.example)")
    mara.sees("*pizza* <b>&_pitches_ <!channel>", "Space [A]")


async def test_a_draft_whose_moment_has_passed_is_not_published(world: World) -> None:
    mara = await world.manager()
    await mara.says("event Friday 18:30 pizza")
    await world.jump(days=4)
    await mara.taps("Publish")
    mara.sees("That is in the past")


async def test_yesterday_is_read_and_asked_about(world: World) -> None:
    mara = await world.manager()
    for line in ("event yesterday 18:30 pizza", "event ayer 18:30 pizza", "event 2 November 2026 18:30 pizza"):
        await mara.says(line)
        mara.sees("That is in the past: “", "I have kept the rest: pizza")
        await mara.taps("Drop")


async def test_an_end_before_the_beginning_is_shown_with_its_day(world: World) -> None:
    mara = await world.manager()
    await mara.says("event Friday 18:30-17:00 pizza")
    mara.sees("Friday 20 November, 18:30 – Saturday 21 November, 17:00", "Is it right?")
