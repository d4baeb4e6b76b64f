"""The same delivery again, byte for byte: whatever its kind, it had its effect once."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from storage.tables import metadata
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.journeys.world import World, opened


def counted(db: Connection) -> dict[str, Any]:
    """How many rows each table has."""
    return {
        name: db.execute(select(func.count()).select_from(table)).scalar() for name, table in metadata.tables.items()
    }


async def plays_again(world: World, platform: SlackPlatform) -> None:
    """Whoever caught the last request sends it twice more while its signature holds."""
    await world.bot.settle()
    before = await world.db.read(counted)
    for _ in range(2):
        assert (await platform.emulator.redeliver()).ok
    await world.bot.settle()
    assert await world.db.read(counted) == before


async def test_events_commands_taps_and_forms_of_slack_have_one_effect(tmp_path: Path) -> None:
    async with opened(tmp_path, "slack") as world:
        platform = world.platforms["slack"]
        assert isinstance(platform, SlackPlatform)
        ann, there = await world.member("Ann"), platform.emulator
        user = platform.id_of("Ann")
        await there.says(user, "need a ladder for two days")
        await plays_again(world, platform)
        await platform.taps("Ann", "Yes")
        await plays_again(world, platform)
        assert len(platform.sees("Ann")) == 3, "hello, one answer to what was said, and what the tap brought"
        await there.commands(user, "/tertulia", "need")
        await plays_again(world, platform)
        await ann.taps("New need")
        await platform.opened(user)
        await ann.fills(text="A second ladder for two days")
        await plays_again(world, platform)
        ann.sees("second ladder")


async def test_messages_and_taps_of_telegram_have_one_effect(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram") as world:
        platform = world.platforms["telegram"]
        assert isinstance(platform, TelegramPlatform)
        ann = await world.member("Ann")
        for gesture in (ann.says("/need a ladder for two days"), ann.taps("Yes")):
            await gesture
            before = await world.db.read(counted)
            platform.emulator.redeliver()
            await platform.delivered()
            await world.bot.settle()
            assert await world.db.read(counted) == before
