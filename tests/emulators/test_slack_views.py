"""Modals on the emulated Slack: stacks, updates that keep what was typed, and taps inside them."""

from typing import Any

import pytest

from emulators.slack import NotVisible
from tests.emulators.slack_bot import Bot, asks, bot_with_ann, button, error, modal, until

Json = dict[str, Any]
TEXT = {"type": "plain_text_input"}


async def a_trigger(bot: Bot) -> str:
    """Any interaction gives one; nobody listens to this command."""
    await bot.slack.commands("U1", "/unknown")
    return str((await bot.requests[-1].form())["trigger_id"])


async def test_three_views_fit_on_the_stack() -> None:
    async with bot_with_ann() as bot:
        push = bot.client.views_push
        assert await error(push(trigger_id=await a_trigger(bot), view=modal(asks("one", TEXT)))) == "not_found"
        first = await bot.client.views_open(trigger_id=await a_trigger(bot), view=modal(asks("one", TEXT)))
        second = await push(trigger_id=await a_trigger(bot), view=modal(asks("two", TEXT)))
        assert second["view"]["previous_view_id"] == first["view"]["id"] == second["view"]["root_view_id"]
        await push(trigger_id=await a_trigger(bot), view=modal(asks("three", TEXT)))
        full = push(trigger_id=await a_trigger(bot), view=modal(asks("four", TEXT)))
        assert await error(full) == "push_limit_reached"
        await bot.slack.closes("U1")
        shown = bot.slack.modal("U1")
        assert shown is not None
        assert shown["id"] == second["view"]["id"]


async def test_an_update_needs_the_hash_of_the_version_it_changes() -> None:
    async with bot_with_ann() as bot:
        view = modal(asks("one", TEXT), external_id="draft-7")
        opened = (await bot.client.views_open(trigger_id=await a_trigger(bot), view=view))["view"]
        update = bot.client.views_update
        await update(external_id="draft-7", hash=opened["hash"], view=modal(asks("two", TEXT)))
        stale = update(view_id=opened["id"], hash=opened["hash"], view=view)
        assert await error(stale) == "hash_conflict"
        assert await error(update(view_id="V404", view=view)) == "not_found"
        published = await bot.client.views_publish(user_id="U1", view={"type": "home", "blocks": [{"type": "divider"}]})
        assert published["view"]["type"] == "home"


async def test_a_tap_in_a_modal_carries_what_was_typed_and_an_update_keeps_it() -> None:
    async with bot_with_ann() as bot:
        view = modal(asks("what", TEXT), {"type": "actions", "block_id": "row", "elements": [button("More", "more")]})

        @bot.app.action("more")
        async def tapped(ack: Any, body: Json, client: Any) -> None:
            await ack()
            bot.heard.append(body)
            longer = modal(asks("what", TEXT), asks("why", TEXT))
            await client.views_update(view_id=body["view"]["id"], view=longer)

        @bot.app.view("need")
        async def submitted(ack: Any, body: Json) -> None:
            await ack()
            bot.heard.append(body)

        await bot.client.views_open(trigger_id=await a_trigger(bot), view=view)
        bot.slack.types("U1", {"what": "a designer"})
        await bot.slack.taps_in_modal("U1", "More")
        await until(lambda: len((bot.slack.modal("U1") or view)["blocks"]) == 2 and bool(bot.heard))
        await until(lambda: "why" in str(bot.slack.modal("U1")))
        assert bot.heard[0]["view"]["state"]["values"]["what"]["value"]["value"] == "a designer"
        assert await bot.slack.fills("U1", {"why": "a catalogue"}) is None
        await until(lambda: len(bot.heard) == 2)
        values = bot.heard[1]["view"]["state"]["values"]
        assert [values[name]["value"]["value"] for name in ("what", "why")] == ["a designer", "a catalogue"]
        assert not bot.slack.violations


async def test_only_what_stands_in_the_modal_can_be_filled_or_chosen() -> None:
    async with bot_with_ann() as bot:
        options = [{"text": {"type": "plain_text", "text": "Skill"}, "value": "skill"}]
        view = modal(asks("kind", {"type": "radio_buttons", "options": options}))
        await bot.client.views_open(trigger_id=await a_trigger(bot), view=view)
        with pytest.raises(NotVisible, match="colour"):
            await bot.slack.fills("U1", {"colour": "red"})
        with pytest.raises(NotVisible, match="Partner"):
            await bot.slack.fills("U1", {"kind": "Partner"})
        with pytest.raises(NotVisible):
            await bot.slack.taps_in_modal("U1", "More")
        with pytest.raises(NotVisible):
            await bot.slack.fills("U2", {"kind": "Skill"})
