"""A journey through a bot that dies between every two steps: nothing is lost and nothing comes twice."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.process.command import until
from tests.process.conftest import Start
from tests.process.far import Far, reached, slack, telegram

Step = Callable[[Far], Awaitable[None]]
NEEDS = "SELECT count(*) FROM need"
PLACES = ("telegram by webhook", "telegram by polling", "slack")


async def comes(ann: Far) -> None:
    await ann.says("/start")
    await ann.comes_to_see("Hello Ann. I am the host here.", "[Tell me]")


async def opens_the_profile(ann: Far) -> None:
    await ann.says("/profile")
    await ann.comes_to_see("Open the form" if on_slack(ann) else "1/6")


async def tells(ann: Far) -> None:
    answers = {"offers": "web shops", "headline": "Web designer", "city": "Valencia"}
    if on_slack(ann):
        await ann.fills(**answers)
    else:
        for answer in ("web shops", "Web designer", "skip", "skip", "Valencia", "skip"):
            await answers_the_next_question(ann, answer)
    await ann.comes_to_see("Web designer", "[Publish]")


async def answers_the_next_question(ann: Far, answer: str) -> None:
    before = ann.screen()
    await ann.says(answer)
    await until(lambda: ann.screen() != before, lambda: f"nothing follows {answer!r}:\n{before}")


async def publishes(ann: Far) -> None:
    await ann.taps("Publish")
    await ann.comes_to_see("Public:", "[Make private]")


async def needs(ann: Far) -> None:
    await ann.says("/need 3 h of a translator into Greek until 20 December")
    await ann.comes_to_see("translator into Greek")


async def asks_for_the_settings(ann: Far) -> None:
    await ann.says("/settings")
    await ann.comes_to_see("Madrid")


async def asks_what_is_held(ann: Far) -> None:
    await ann.says("/mydata")
    await ann.comes_to_see("Everything I hold on you", "[tertulia-my-data.json]")


STEPS: tuple[Step, ...] = (
    comes, opens_the_profile, tells, publishes, needs, asks_for_the_settings, asks_what_is_held,
)  # fmt: skip
"""One after the other, the bot killed and started again in between; a new feature adds its step here."""


def on_slack(ann: Far) -> bool:
    return ann._platform.name == "slack"


@asynccontextmanager
async def place(name: str) -> AsyncIterator[tuple[TelegramPlatform | SlackPlatform, dict[str, str]]]:
    opened = slack() if name == "slack" else telegram(polling="polling" in name)
    async with opened as found:
        yield found


@pytest.mark.parametrize("name", PLACES)
async def test_a_bot_that_is_killed_between_any_two_steps_loses_and_doubles_nothing(name: str, running: Start) -> None:
    async with place(name) as (platform, settings):
        bot = running(**settings)
        reached(platform, bot)
        ann = Far("Ann", platform)
        await bot.start()
        for step in STEPS:
            await step(ann)
            await bot.quiet()
            await bot.restart()
        messages = platform.sees("Ann")
        assert len(messages) == len(set(messages)), messages
        assert bot.rows("SELECT headline, city, published FROM profile") == [("Web designer", "Valencia", 1)]
        assert bot.rows("SELECT count(*) FROM need") == [(1,)]
        assert bot.rows("SELECT count(*) FROM outbox WHERE state NOT IN ('sent')") == [(0,)]
        assert (await bot.stop())[0] == 0


async def test_a_bot_that_is_killed_at_any_moment_takes_each_word_once(running: Start) -> None:
    """The answer may come twice, it is harmless; what was said is neither lost nor taken for two."""
    chance, count = random.Random(7), 8
    async with telegram() as (platform, settings):
        bot = running(**settings)
        await bot.start()
        ann = Far("Ann", platform)
        await ann.says("/start")
        for number in range(count):
            platform.emulator.says(platform.id_of("Ann"), f"/need a translator of book {number} into Greek")
            if number % 4 == 1:
                await asyncio.sleep(chance.random() / 10)  # whatever it is doing by then
                await bot.kill()
            elif number % 4 == 3:
                await bot.start()
        await until(lambda: bot.rows(NEEDS) == [(count,)], lambda: f"{bot.rows(NEEDS)}\n{bot.said()[-2000:]}")
        await bot.quiet()
        assert bot.rows("SELECT count(*) FROM need") == [(count,)]
        for number in range(count):
            assert ann.has(f"book {number} ") in {1, 2}
        assert bot.rows("SELECT count(*) FROM outbox WHERE state != 'sent'") == [(0,)]
