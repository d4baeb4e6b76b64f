"""The emulated Slack behaves towards the real Bolt and the real client as Slack does."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from emulators.slack import NotVisible, Slack
from tests.emulators.slack_bot import Bot, Clock, asks, bot_with_ann, button, error, modal, until, words

Json = dict[str, Any]


async def test_a_word_to_the_bot_is_answered_in_the_same_chat() -> None:
    async with bot_with_ann() as bot:

        @bot.app.event("message")
        async def heard(event: Json, say: Any) -> None:
            bot.heard.append(event)
            await say(text=f"You said {event['text']}")

        await bot.slack.says("U1", "need <web> & more at https://example.com.")
        await until(lambda: len(bot.slack.sees("U1")) == 2)
        assert bot.heard[0]["text"] == "need &lt;web&gt; &amp; more at <https://example.com>."
        assert bot.heard[0]["channel_type"] == "im"
        asked, answered = bot.slack.sees("U1")
        assert asked.plain == "need <web> & more at https://example.com."
        assert answered.from_bot
        assert answered.plain.startswith("You said need <web> & more")
        assert not bot.slack.violations


async def test_a_mention_reaches_the_bot_only_where_it_is_a_member() -> None:
    async with bot_with_ann() as bot:

        @bot.app.event("app_mention")
        async def heard(event: Json) -> None:
            bot.heard.append(event)

        inside = bot.slack.channel("general", ["U1"])
        outside = bot.slack.channel("private", ["U1"], with_bot=False)
        await bot.slack.mentions("U1", inside, "help")
        await bot.slack.mentions("U1", outside, "help")
        assert [event["text"] for event in bot.heard] == ["<@UBOT> help"]
        await bot.slack.says("U1", "just talking", inside)
        assert len(bot.heard) == 1
        with pytest.raises(NotVisible):
            await bot.slack.says("U2", "hello", inside)


async def test_a_wrong_secret_is_refused_by_the_app() -> None:
    async with bot_with_ann() as bot:
        bot.slack.signing_secret = "another"
        ack = await bot.slack.commands("U1", "/tertulia", "need")
        assert ack.status == 401
        assert bot.slack.notices("U1")[0].text == '/tertulia failed with the error "dispatch_failed"'
        assert len(bot.requests) == 1  # a command is never tried again


async def test_the_address_is_verified_with_a_challenge() -> None:
    async with bot_with_ann() as bot:
        assert await bot.slack.verifies_url()


async def test_a_command_is_answered_privately_and_its_address_can_be_used_five_times_in_half_an_hour() -> None:
    async with bot_with_ann() as bot:

        @bot.app.command("/tertulia")
        async def typed(ack: Any, body: Json) -> None:
            bot.heard.append(body)
            await ack("Looking…")

        place = bot.slack.channel("general", ["U1", "U2"])
        await bot.slack.commands("U1", "/tertulia", "find designer", place)
        assert bot.heard[0]["text"] == "find designer"
        assert [shown.text for shown in bot.slack.channel_sees(place, "U1")] == ["Looking…"]
        assert bot.slack.channel_sees(place, "U1")[0].ephemeral
        assert bot.slack.channel_sees(place, "U2") == []
        url = bot.heard[0]["response_url"]
        assert [await respond(url, f"found {n}") for n in range(6)] == ["ok"] * 5 + ["used_url"]
        await bot.slack.commands("U1", "/tertulia", "find designer", place)
        bot.clock.advance(30 * 60 + 1)
        assert await respond(bot.heard[1]["response_url"], "late") == "expired_url"


async def test_only_a_button_in_the_last_version_can_be_tapped() -> None:
    async with bot_with_ann() as bot:

        @bot.app.action("yes")
        async def tapped(ack: Any, body: Json, respond: Any) -> None:
            await ack()
            bot.heard.append(body)
            await respond(text="Noted", replace_original=True)

        row = {"type": "actions", "elements": [button("Interested", "yes", "7"), button("Not now", "no", "7")]}
        sent = await bot.client.chat_postMessage(channel="U1", text="A match", blocks=[words("A match"), row])
        shown = bot.slack.sees("U1")[0]
        assert (shown.plain, shown.labels()) == ("A match", ["Interested", "Not now"])
        await bot.slack.taps("U1", None, sent["ts"], "Interested")
        await until(lambda: bot.slack.sees("U1")[0].text == "Noted")
        assert bot.heard[0]["actions"][0]["value"] == "7"
        assert bot.heard[0]["message"]["text"] == "A match"
        with pytest.raises(NotVisible, match="Interested"):
            await bot.slack.taps("U1", None, sent["ts"], "Interested")
        with pytest.raises(NotVisible):
            await bot.slack.taps("U1", None, "1.000001", "yes")


async def test_a_modal_is_opened_filled_refused_and_submitted() -> None:
    async with bot_with_ann() as bot:
        kinds = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Skill", "Partner")]
        view = modal(
            asks("what", {"type": "plain_text_input", "max_length": 40}),
            asks("kind", {"type": "static_select", "options": kinds}),
            asks("tags", {"type": "checkboxes", "options": kinds}, optional=True),
            asks("by", {"type": "datepicker", "initial_date": "2027-06-30"}),
            asks("who", {"type": "users_select"}, optional=True),
        )

        @bot.app.command("/tertulia")
        async def typed(ack: Any, body: Json, client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=view)

        @bot.app.view("need")
        async def submitted(ack: Any, view: Json) -> None:
            bot.heard.append(view["state"]["values"])
            too_short = len(view["state"]["values"]["what"]["value"]["value"]) < 5
            await (ack(response_action="errors", errors={"what": "Say a little more."}) if too_short else ack())

        await bot.slack.commands("U1", "/tertulia", "need")
        await until(lambda: bot.slack.modal("U1") is not None)
        missing = await bot.slack.fills("U1", {"Kind": "Skill"})
        assert missing == {"what": "Please complete this required field."}
        assert not bot.heard
        assert await bot.slack.fills("U1", {"What": "web", "kind": "skill"}) == {"what": "Say a little more."}
        assert bot.slack.modal("U1") is not None
        assert await bot.slack.fills("U1", {"what": "web designer", "tags": ["Partner"], "Who": "U2"}) is None
        assert bot.slack.modal("U1") is None
        values = bot.heard[-1]
        assert values["kind"]["value"]["selected_option"]["value"] == "skill"
        assert [one["value"] for one in values["tags"]["value"]["selected_options"]] == ["partner"]
        assert values["by"]["value"] == {"type": "datepicker", "selected_date": "2027-06-30"}
        assert values["who"]["value"]["selected_user"] == "U2"
        assert not bot.slack.violations


async def test_a_modal_is_updated_pushed_and_closed_by_answers() -> None:
    async with bot_with_ann() as bot:
        steps: list[Json] = [
            {"response_action": "update", "view": modal(asks("two", {"type": "plain_text_input"}))},
            {"response_action": "push", "view": modal(asks("three", {"type": "plain_text_input"}))},
            {"response_action": "errors", "errors": {"no such block": "x"}},
            {"response_action": "clear"},
        ]

        @bot.app.view("need")
        async def submitted(ack: Any) -> None:
            await ack(**steps.pop(0))

        await open_modal(bot, modal(asks("one", {"type": "plain_text_input"})))
        assert await bot.slack.fills("U1", {"one": "a"}) is None
        assert await bot.slack.fills("U1", {"two": "b"}) is None
        assert await bot.slack.fills("U1", {"three": "c"}) == {"": "We had some trouble connecting. Try again?"}
        assert len(bot.slack.view_stack("U1")) == 2
        assert await bot.slack.fills("U1", {"three": "c"}) is None
        assert bot.slack.modal("U1") is None


async def test_a_trigger_lives_three_seconds_and_opens_one_modal() -> None:
    async with bot_with_ann() as bot:
        view = modal(asks("one", {"type": "plain_text_input"}), notify_on_close=True)
        trigger = await open_modal(bot, view)
        assert await error(bot.client.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
        late = await a_trigger(bot)
        bot.clock.advance(3.5)
        assert await error(bot.client.views_open(trigger_id=late, view=view)) == "expired_trigger_id"
        assert await error(bot.client.views_open(trigger_id="1.2.3", view=view)) == "invalid_trigger_id"
        await bot.slack.closes("U1")
        assert json.loads(str((await bot.requests[-1].form())["payload"]))["type"] == "view_closed"
        with pytest.raises(NotVisible):
            await bot.slack.closes("U1")


async def test_the_home_is_published_and_tapped() -> None:
    async with bot_with_ann() as bot:
        row = {"type": "actions", "elements": [button("New need", "new")]}

        @bot.app.event("app_home_opened")
        async def opened(event: Json, client: Any) -> None:
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [words("Hi"), row]})

        @bot.app.action("new")
        async def tapped(ack: Any, body: Json) -> None:
            await ack()
            bot.heard.append(body)

        await bot.slack.opens_home("U1")
        await until(lambda: bot.slack.home("U1") is not None)
        await bot.slack.taps_in_home("U1", "New need")
        await until(lambda: bool(bot.heard))
        assert bot.heard[0]["container"]["type"] == "view"
        assert bot.slack.home("U2") is None


async def test_a_failed_event_is_tried_again_at_once_after_a_minute_and_after_five() -> None:
    async with bot_with_ann() as bot:

        @bot.app.event("message")
        async def heard(event: Json) -> None:
            bot.heard.append(event)

        bot.refuse[:] = [500, 503, 500]
        await bot.slack.says("U1", "hello")
        assert len(bot.requests) == 2
        assert await bot.slack.tick() == 0
        bot.clock.advance(60)
        assert await bot.slack.tick() == 1
        bot.clock.advance(300)
        await bot.slack.tick()
        await until(lambda: bool(bot.heard))
        numbers = [request.headers.get("x-slack-retry-num") for request in bot.requests]
        assert numbers == [None, "1", "2", "3"]
        assert bot.requests[1].headers["x-slack-retry-reason"] == "http_error"
        assert len({await request.body() for request in bot.requests}) == 1


async def test_the_last_request_can_come_again_byte_for_byte() -> None:
    async with bot_with_ann() as bot:
        await bot.slack.commands("U1", "/tertulia", "need")
        await bot.slack.redeliver()
        first, again = [await request.body() for request in bot.requests]
        assert first == again
        assert "x-slack-retry-num" not in bot.requests[1].headers
        await bot.slack.says("U1", "hello")
        await bot.slack.redeliver()
        assert bot.requests[-1].headers["x-slack-retry-num"] == "1"


async def test_joining_arriving_and_uninstalling_are_told() -> None:
    async with bot_with_ann() as bot:
        place = bot.slack.channel("general", ["U1"])
        await bot.slack.joins("U2", place)
        await bot.slack.arrives("U3", "Cleo", tz="Europe/Paris")
        await bot.slack.changes("U3", tz="Europe/Rome")
        await bot.slack.uninstalls("T1")
        kinds = [json.loads(await request.body())["event"]["type"] for request in bot.requests[::1]]
        expected = ["member_joined_channel", "team_join", "user_change", "tokens_revoked", "app_uninstalled"]
        assert list(dict.fromkeys(kinds)) == expected
        assert await error(bot.client.auth_test()) == "token_revoked"
        with pytest.raises(NotVisible):
            await bot.slack.commands("U1", "/tertulia")


async def test_an_app_that_hangs_is_given_up_on() -> None:
    async with bot_with_ann() as bot:
        never = asyncio.Event()

        @bot.app.command("/tertulia")
        async def typed(ack: Any) -> None:
            await never.wait()
            await ack()

        bot.slack.patience = 0.05
        await bot.slack.commands("U1", "/tertulia")
        assert bot.slack.notices("U1")[0].text == '/tertulia failed with the error "operation_timeout"'
        never.set()


def test_what_was_dumped_goes_on_after_a_restart() -> None:
    clock = Clock()
    slack = Slack(now=clock)
    slack.person("U1", "Ann")
    slack.channel("general", ["U1"])
    again = Slack.load(json.loads(json.dumps(slack.dump())), now=clock)
    assert again.world == slack.world
    assert again.number("C") == slack.number("C")


async def respond(url: str, text: str) -> str:
    async with aiohttp.ClientSession() as session, session.post(url, json={"text": text}) as answer:
        return "ok" if answer.status == 200 else str((await answer.json())["error"])


async def a_trigger(bot: Bot) -> str:
    await bot.slack.commands("U1", "/unknown")
    return str((await bot.requests[-1].form())["trigger_id"])


async def open_modal(bot: Bot, view: Json) -> str:
    trigger = await a_trigger(bot)
    await bot.client.views_open(trigger_id=trigger, view=view)
    return trigger
