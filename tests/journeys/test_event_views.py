"""Journeys of one card in several places: a group on each platform and private chats, edited where they stand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.roles import Role
from tests.journeys.gatherings import answers, changes
from tests.journeys.picture_files import png
from tests.journeys.slack_platform import SlackPlatform
from tests.journeys.telegram_platform import TelegramPlatform
from tests.journeys.world import World, opened

LINE = "event Friday 18:30 pizza and pitches, 2 places, Space A"


@dataclass
class Groups:
    """A community on both platforms, with a group on each that has the event's card."""

    world: World
    telegram: TelegramPlatform
    slack: SlackPlatform
    group: int
    channel: str

    def in_group(self) -> list[str]:
        return [shown.text for shown in self.telegram.emulator.group_sees(self.group) if shown.from_bot]

    def in_channel(self) -> list[str]:
        seen = self.slack.emulator.channel_sees(self.channel, self.slack.id_of("Sol"))
        return [shown.plain for shown in seen if shown.from_bot]

    async def taps_in_group(self, name: str, label: str) -> None:
        card = [shown for shown in self.telegram.emulator.group_sees(self.group) if label in shown.labels][-1]
        self.telegram.emulator.taps(self.telegram.id_of(name), self.group, card.message_id, label)
        await self.telegram.delivered()
        await self.world.bot.settle()

    async def taps_in_channel(self, name: str, label: str) -> None:
        user = self.slack.id_of(name)
        seen = [shown for shown in self.slack.emulator.channel_sees(self.channel, user) if label in shown.labels()]
        await self.slack.emulator.taps(user, self.channel, seen[-1].ts, label)
        await self.world.bot.settle()


@pytest.fixture
async def groups(tmp_path: Path) -> AsyncIterator[Groups]:
    async with opened(tmp_path, "telegram", "slack") as world:
        telegram, slack = world.platforms["telegram"], world.platforms["slack"]
        assert isinstance(telegram, TelegramPlatform)
        assert isinstance(slack, SlackPlatform)
        mara = await world.manager()
        for name in ("Ann", "Kim"):
            await world.member(name)
        await world.member("Sol", on="slack")
        ids = [telegram.id_of(name) for name in ("Mara", "Ann", "Kim")]
        group = telegram.emulator.group("Àgora", ids)
        telegram.emulator.adds_bot(group, ids[0])
        telegram.emulator.says(ids[0], f"/community@{telegram.emulator.username} here", group)
        await telegram.delivered()
        channel = slack.emulator.channel("events", [slack.id_of("Sol")])
        await mara.says(LINE)
        await mara.taps("Publish")
        await world.promote("Sol", Role.MANAGER)
        yield Groups(world, telegram, slack, group, channel)


async def test_one_card_is_edited_in_all_its_places(groups: Groups) -> None:
    world = groups.world
    assert groups.in_group()[-1].startswith("pizza and pitches")
    await groups.slack.emulator.mentions(groups.slack.id_of("Sol"), groups.channel, "event 1 here")
    await world.bot.settle()
    assert groups.in_channel()[-1].startswith("pizza and pitches")
    before = len(groups.in_group()), len(groups.in_channel())
    await groups.taps_in_group("Ann", "Going")
    ann = world.person("Ann")
    ann.sees("You are going")
    await groups.taps_in_channel("Sol", "Going")
    world.person("Sol", on="slack").sees("You are going")
    await world.jump(seconds=4)
    for shown in (groups.in_group()[-1], groups.in_channel()[-1]):
        assert "2 of 2 seats taken" in shown
    assert (len(groups.in_group()), len(groups.in_channel())) == before, "edited, not sent again"
    await groups.taps_in_group("Kim", "Join the line")
    world.person("Kim").sees("You are number 1 in line")
    await changes(world.person("Mara"), "What", title_="Pasta and pitches")
    await world.jump(seconds=4)
    for shown in (groups.in_group()[-1], groups.in_channel()[-1]):
        assert "Pasta and pitches" in shown
        assert "1 in line" in shown
    assert (len(groups.in_group()), len(groups.in_channel())) == before


async def test_a_picture_reaches_the_cards_that_stand_in_groups(groups: Groups) -> None:
    world, mara = groups.world, groups.world.person("Mara")
    await groups.slack.emulator.mentions(groups.slack.id_of("Sol"), groups.channel, "event 1 here")
    await world.bot.settle()
    before = len(groups.in_group()), len(groups.in_channel())
    await mara.says("event 1")
    for label in ("More", "Change", "Picture"):
        await mara.taps(label)
    await mara.shares(png(), "An oven", mime="image/png")
    await world.jump(seconds=6)
    in_group = groups.telegram.emulator.group_sees(groups.group)[-1]
    in_channel = groups.slack.emulator.channel_sees(groups.channel, groups.slack.id_of("Sol"))[-1]
    names = [file.name for file in in_group.files] + [file.name for file in in_channel.files]
    assert names == ["picture.png"] * 2
    assert (len(groups.in_group()), len(groups.in_channel())) == before, "edited, not sent again"


async def test_many_answers_make_one_edit(groups: Groups) -> None:
    world = groups.world
    edits = sum(call.method == "editMessageText" for call in groups.telegram.emulator.calls)
    for _ in range(5):
        for label in ("Going", "Not"):
            await groups.taps_in_group("Ann", label)
    await world.jump(seconds=4)
    made = sum(call.method == "editMessageText" for call in groups.telegram.emulator.calls) - edits
    assert made <= 1


async def test_a_press_from_a_group_answers_in_private(groups: Groups) -> None:
    await groups.taps_in_group("Ann", "Maybe")
    groups.world.person("Ann").sees("You may come")
    assert "1 maybe" not in groups.in_group()[-1]
    await groups.world.jump(seconds=4)
    assert "1 maybe" in groups.in_group()[-1]
    assert "You may come" not in groups.in_group()[-1]
    await answers(groups.world, "Kim", "Going")
