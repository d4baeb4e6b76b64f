"""Journeys of channels on Telegram and Slack that a community names as its own."""

from tests.journeys.world import World


async def test_a_manager_names_a_channel_and_posts_go_there(world: World) -> None:
    mara = await world.manager()
    await mara.says("post channels")
    await mara.taps("Add a channel")
    await mara.fills(kind="telegram", address="https://t.me/Tertulia_News", name="News")
    mara.sees("News is a channel of yours now.")
    mara.sees("Make me an administrator there")
    await mara.says("post channels")
    mara.sees("News: €0.00 this month")


async def test_what_is_no_channel_is_asked_about_again(world: World) -> None:
    mara = await world.manager()
    await mara.says("post channels")
    await mara.taps("Add a channel")
    await mara.fills(kind="slack", address="#general", name="")
    mara.sees("I read no Slack channel in “#general”.")


async def test_a_member_adds_no_channel(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("post channels")
    ann.sees("anager")
