"""People on emulated platforms whose bot is another process: what they do is waited for, never how long it takes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from emulators import slack as emulated_slack
from emulators import telegram as emulated_telegram
from emulators.serve import serving
from tests.journeys.people import Person
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.process.command import Running, until
from tests.strict import slack as strict_slack
from tests.strict import telegram as strict_telegram

TOKEN = "12345:a-token-nobody-may-see"
SECRET = "a-secret-of-the-webhook"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-test", "SLACK_SIGNING_SECRET": "secret"}
ADAPTER = cast("Any", None)  # it lives in the other process


class Far(Person):
    """A person whose bot answers in its own time."""

    def __init__(self, name: str, platform: TelegramPlatform | SlackPlatform) -> None:
        super().__init__(name, platform, lambda: None)

    async def comes_to_see(self, *texts: str) -> None:
        """Wait until each text stands in the newest messages."""

        def seen() -> bool:
            recent = "\n\n".join(self._platform.sees(self.name)[-3:])
            return all(text in recent for text in texts)

        await until(seen, lambda: f"{self.name} never sees {texts} but:\n{self.screen()}")

    def has(self, text: str) -> int:
        """How many messages say it."""
        return sum(text in message for message in self._platform.sees(self.name))


@asynccontextmanager
async def telegram(
    *, polling: bool = False, limits: bool = False
) -> AsyncIterator[tuple[TelegramPlatform, dict[str, str]]]:
    """An emulated Telegram, and the settings that point a bot at it."""
    emulator = emulated_telegram.Telegram(TOKEN, checker=strict_telegram.check, limits=limits)
    async with serving(emulated_telegram.telegram_app(emulator)) as api:
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api}
        platform = TelegramPlatform(emulator, ADAPTER)
        yield platform, settings if polling else settings | {"TELEGRAM_WEBHOOK_SECRET": SECRET}
    platform.check()


@asynccontextmanager
async def slack() -> AsyncIterator[tuple[SlackPlatform, dict[str, str]]]:
    """An emulated Slack, and the settings that point a bot at it; it writes to the bot once `reached` was called."""
    emulator = emulated_slack.Slack(checker=strict_slack.check)
    async with serving(emulated_slack.slack_app(emulator)) as base:
        emulator.base_url = base
        platform = SlackPlatform(emulator, ADAPTER)
        yield platform, SLACK | {"SLACK_API": f"{base}/api/"}
    platform.check()


def reached(platform: TelegramPlatform | SlackPlatform, bot: Running) -> None:
    """Tell Slack where the bot is, as its app page does; Telegram is told by the bot itself."""
    if isinstance(platform, SlackPlatform):
        platform.emulator.request_url = f"{bot.url}/slack"
