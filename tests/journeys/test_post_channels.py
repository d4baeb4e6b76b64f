"""A member's story reaches four channels, written and decided on Telegram or on Slack, and is taken back from each."""

from pathlib import Path

import pytest

from tests.journeys.readers import FOUR, STORY, everywhere, planned


@pytest.mark.parametrize("here", ["telegram", "slack"])
async def test_a_story_from_chat_to_four_channels_and_back(tmp_path: Path, here: str) -> None:
    async with everywhere(tmp_path) as readers:
        world = readers.world
        _, _, ann, kostas = await planned(readers, here)
        assert readers.read() == {name: [] for name in FOUR}
        await world.jump(hours=2)
        await world.jump(seconds=5)
        assert readers.read() == {name: [STORY] for name in FOUR}
        out = "Read it on Mastodon, Bluesky, News on telegram, News on slack."
        ann.sees("It is out: Kostas needed a catalogue", out)
        await kostas.taps("I take it back")
        for _ in range(4):
            await world.jump(seconds=5)
        assert readers.read() == {name: [] for name in FOUR}
