"""The platforms of the contract suite; another adapter joins with one more entry here."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from types import MappingProxyType
from typing import Any

import pytest

from tests.contract.platforms import Platform
from tests.contract.slack_side import SlackSide, slack_side
from tests.contract.telegram_side import TelegramSide, telegram_side

PLATFORMS: Mapping[str, Callable[[], AbstractAsyncContextManager[Any]]] = MappingProxyType(
    {"telegram": telegram_side, "slack": slack_side}
)


@pytest.fixture(params=PLATFORMS)
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    """Each platform in turn; whatever a test does, no call may break the platform's rules."""
    async with PLATFORMS[request.param]() as side:
        yield side
        assert side.violations() == []


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramSide]:
    """Telegram alone, for what only Telegram has."""
    async with telegram_side() as side:
        yield side
        assert side.violations() == []


@pytest.fixture
async def slack() -> AsyncIterator[SlackSide]:
    """Slack alone, for what only Slack has."""
    async with slack_side() as side:
        yield side
        assert side.violations() == []
