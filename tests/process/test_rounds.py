"""A round whose process is killed between any two of its steps: every group is told once, and there is one round."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.process.command import OPEN, Running, until
from tests.process.conftest import Start
from tests.process.far import Far, telegram

WEDNESDAY, MONDAY = "2026-11-18T12:00:00+00:00", "2026-11-23T09:00:00+00:00"
NAMES = ("Ann", "Bo", "Cy", "Di", "Eva")
TOLD = "Your coffee this round"
DEATH = 137


async def company(platform: object, bot: Running) -> list[Far]:
    """Five people who take part, and weekly rounds."""
    people = [Far(name, platform) for name in NAMES]  # type: ignore[arg-type]  # an emulated platform
    for person in people:
        await person.says("/start")
        await person.comes_to_see("I am the host here")
        await person.says("/round join")
        await person.comes_to_see("You take part in the rounds")
    await people[0].says("/claim open-sesame")
    await people[0].comes_to_see("You own Tertulia now")
    await people[0].says("/round every week")
    await people[0].comes_to_see("Round 1: Mon, Nov 23, 10:00")
    await bot.quiet(WEDNESDAY)
    return people


async def lives_until(bot: Running, point: str) -> bool:
    """Start it with a point at which it dies; False where it came to rest without passing that point."""
    bot.settings["FAILPOINT"] = point
    await bot.begin()
    starts = bot.said().count("Tertulia is listening") + 1

    def over() -> bool:
        dead = bot._process is not None and bot._process.returncode is not None
        rested = bot.said().count("Tertulia is listening") >= starts and bot.rows(OPEN, MONDAY) == [(0,)]
        return dead or (rested and held(bot) == 1)

    await until(over, bot.said)
    dead = bot._process is not None and bot._process.returncode == DEATH
    if not dead:
        await bot.kill()
    return dead


def held(bot: Running) -> int:
    ((count,),) = bot.rows("SELECT count(*) FROM round_held")
    return int(str(count))


@pytest.mark.parametrize("point", ["clock.half_way", "outbox.claimed", "outbox.after_sent"])
async def test_a_kill_between_seating_and_sending_sends_each_group_once(
    point: str, running: Start, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    clock.write_text(WEDNESDAY, encoding="utf-8")
    async with telegram() as (platform, settings):
        more = {"ADMISSION": "open", "TEST": "1", "CLOCK_FILE": str(clock), "OWNER_CODE": "open-sesame"}
        bot = running(**settings, **more)
        await bot.start()
        people = await company(platform, bot)
        await bot.stop()
        clock.write_text(MONDAY, encoding="utf-8")
        deaths = 0
        while deaths < 40 and await lives_until(bot, point):
            deaths += 1
        del bot.settings["FAILPOINT"]
        await bot.start()
        for person in people:
            await person.comes_to_see(TOLD)
        await bot.quiet(MONDAY)
        assert deaths > 0, "the point was never passed"
        assert [person.has(TOLD) for person in people] == [1] * len(people)
        assert held(bot) == 1
        assert bot.rows("SELECT count(*) FROM round_group") == [(2,)]
        assert bot.rows("SELECT count(*) FROM round_seat WHERE group_id IS NOT NULL") == [(len(people),)]
        assert datetime.fromisoformat(str(bot.rows("SELECT at FROM round_plan")[0][0])).replace(
            tzinfo=UTC
        ) == datetime.fromisoformat("2026-11-30T09:00:00+00:00")
