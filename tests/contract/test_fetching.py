"""Files that people sent: fetched from each platform's own address, no further than asked, the token nowhere else."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.adapters.base import SendFailed
from domain.delivery import Outcome
from emulators.telegram import Fault, Faults
from tests.journeys.picture_files import png
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.journeys.world import MAKERS, Clock


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramPlatform]:
    async with AsyncExitStack() as stack:
        platform = await MAKERS["telegram"](stack, Clock(), "")
        assert isinstance(platform, TelegramPlatform)
        yield platform
        await platform.chat.close()


@pytest.fixture
async def slack() -> AsyncIterator[SlackPlatform]:
    async with AsyncExitStack() as stack:
        platform = await MAKERS["slack"](stack, Clock(), "")
        assert isinstance(platform, SlackPlatform)
        yield platform
        await platform.chat.close()


async def failed(platform: TelegramPlatform | SlackPlatform, file: str, most: int = 10_000) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await platform.chat.fetch("T1", file, most)
    return caught.value


def on_telegram(platform: TelegramPlatform) -> str:
    """Ann's photo; its id on the platform."""
    said = platform.emulator.sends_photo(platform.id_of("Ann"), png())
    return str(said.content["file_id"])


async def on_slack(platform: SlackPlatform) -> str:
    """Ann's file; its id on the platform."""
    await platform.emulator.shares(platform.id_of("Ann"), "plan.png", png(), "image/png")
    return next(reversed(platform.emulator.world.files))


async def test_a_photo_comes_from_telegram_whole(telegram: TelegramPlatform) -> None:
    assert await telegram.chat.fetch("", on_telegram(telegram), 10_000) == png()


async def test_a_file_comes_from_slack_whole(slack: SlackPlatform) -> None:
    assert await slack.chat.fetch("T1", await on_slack(slack), 10_000) == png()


async def test_what_is_too_large_is_not_read(telegram: TelegramPlatform, slack: SlackPlatform) -> None:
    for failure in (await failed(telegram, on_telegram(telegram), 20), await failed(slack, await on_slack(slack), 20)):
        assert (failure.outcome, failure.reason) == (Outcome.STOP, "too_large")


async def test_who_may_not_read_files_is_told_so_for_good(slack: SlackPlatform) -> None:
    file = await on_slack(slack)
    slack.emulator.world.teams["T1"].scopes.remove("files:read")
    assert (await failed(slack, file)).outcome is Outcome.STOP


async def test_a_page_to_log_in_is_no_picture(slack: SlackPlatform) -> None:
    file = await on_slack(slack)
    slack.emulator.world.files[file].complete = False
    failure = await failed(slack, file)
    assert (failure.outcome, failure.reason) == (Outcome.STOP, "the file is not given (302)")


async def test_the_token_goes_to_slack_alone(slack: SlackPlatform) -> None:
    file = await on_slack(slack)
    await slack.chat.fetch("T1", file, 10_000)
    slack.emulator.base_url = "https://evil.example"
    assert (await failed(slack, file)).reason == "a file without an address"


async def test_a_file_that_telegram_forgot_is_lost_for_good(telegram: TelegramPlatform) -> None:
    assert (await failed(telegram, "unknown")).outcome is Outcome.STOP


async def test_a_telegram_that_stumbles_is_asked_again_later(telegram: TelegramPlatform) -> None:
    telegram.emulator.faults = Faults(methods={"getFile"})
    telegram.emulator.faults.next(Fault.TOO_MANY)
    assert (await failed(telegram, on_telegram(telegram))).outcome is Outcome.RETRY


async def test_no_failure_tells_the_token(telegram: TelegramPlatform) -> None:
    file = on_telegram(telegram)
    telegram.emulator.files.clear()
    assert "a-token-nobody-may-see" not in str(await failed(telegram, file))
