"""The log of the real process at its most talkative: one reference from a message to its sends, and nobody's words."""

import json
from typing import Any

import pytest

from emulators.slack import Fault as SlackFault
from emulators.telegram.faults import Fault as TelegramFault
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.process.command import Running, until
from tests.process.conftest import Start
from tests.process.far import SECRET, TOKEN, Far, reached
from tests.process.test_restarts import PLACES, place

WORDS = "a zebrafish translator for Xanthippe"
PRIVATE = ("zebrafish", "Xanthippe", TOKEN, TOKEN.partition(":")[2], SECRET, "xoxb-test")
ROW = "SELECT reference FROM outbox WHERE id = ?"


def lines(bot: Running) -> list[dict[str, Any]]:
    """Everything that was logged; each line is JSON whoever wrote it."""
    return [json.loads(line) for line in bot.said().splitlines() if line.startswith("{")]


async def brought_again(platform: TelegramPlatform | SlackPlatform) -> None:
    """What was not taken in time on a slow machine, Slack brings once more a minute later: here at once."""
    while isinstance(platform, SlackPlatform) and platform.emulator.mail.retries:
        await platform.emulator.tick(ahead=600)


@pytest.mark.parametrize("name", PLACES)
async def test_a_message_can_be_followed_to_its_sends_and_nobodys_words_are_told(name: str, running: Start) -> None:
    async with place(name) as (platform, settings):
        bot = running(LOG_LEVEL="debug", **settings)
        reached(platform, bot)
        await bot.start()
        ann = Far("Ann", platform)
        for words in ("/start", f"/need {WORDS}", "/find a first word"):  # what a first search reads takes its time
            await ann.says(words)
            await brought_again(platform)
        await ann.comes_to_see("zebrafish")
        await bot.quiet()
        faults: Any = platform.emulator.faults
        faults.next(SlackFault.TOO_MANY if name == "slack" else TelegramFault.TOO_MANY)
        await ann.says(f"/find {WORDS}")
        await until(lambda: any(line["event"] == "not sent" for line in lines(bot)), bot.said)
        await bot.quiet()
        await bot.stop()
    told = lines(bot)
    arrived = [line["reference"] for line in told if line["event"] == "arrived"]
    assert len(arrived) == len(set(arrived)) >= 4
    late = sum(line["event"] == "not stored in time" for line in told)
    carried = [line for line in told if line["event"] in {"sent", "not sent"}]
    assert len({line["reference"] for line in carried} & set(arrived)) >= len(arrived) - late
    for line in carried:
        assert bot.rows(ROW, line["row"]) == [(line["reference"],)]
    assert not [word for word in PRIVATE if word in bot.said()]
    assert {line["level"] for line in told} <= {"debug", "info", "warning"}, bot.said()
