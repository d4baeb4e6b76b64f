"""A real process beside emulated platforms that live in the test."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.process.command import Running

Start = Callable[..., Running]


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Start]:
    """`running(TELEGRAM_TOKEN=…)` is a bot that is not started yet; whatever still runs at the end is killed."""
    async with AsyncExitStack() as stack:

        def made(**settings: str) -> Running:
            bot = Running(tmp_path, settings)
            stack.push_async_callback(bot.close)
            return bot

        yield made
