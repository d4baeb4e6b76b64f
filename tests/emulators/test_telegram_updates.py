"""Updates, groups and commands of the emulated Telegram, and its state over a restart."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, BotCommand
from telegram.error import ChatMigrated, Conflict, Forbidden

from emulators.serve import serving
from emulators.telegram import Telegram, telegram_app
from emulators.telegram.updates import Signal
from tests.emulators.telegram_stage import ANN, BO, Clock, client, connected, two_people


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    return two_people(clock)


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with connected(telegram) as bot:
        yield bot


async def polling_began(telegram: Telegram) -> None:
    """Return when a waiting poll has confirmed everything there was."""
    while telegram.updates.pending:  # noqa: ASYNC110 - nothing but the emptied queue tells it from outside
        await asyncio.sleep(0.001)


async def test_polling_confirms_by_offset_and_waits_for_news(telegram: Telegram, bot: Bot) -> None:
    (start,) = await bot.get_updates()
    assert start.message is not None
    assert [entity.type for entity in start.message.entities] == ["bot_command"]
    waiting = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=10))
    await polling_began(telegram)
    telegram.says(ANN, "news")
    (news,) = await waiting
    assert news.message is not None
    assert (news.message.text, news.update_id > start.update_id) == ("news", True)
    telegram.redeliver()
    assert {u.update_id for u in await bot.get_updates(news.update_id + 1)} == {start.update_id}


async def test_two_pollers_and_a_webhook_exclude_each_other(telegram: Telegram) -> None:
    async with serving(telegram_app(telegram)) as address, client(address) as bot, client(address) as other:
        (start,) = await bot.get_updates()
        first = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=10))
        await polling_began(telegram)
        assert await other.get_updates() == ()
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await bot.set_webhook("http://127.0.0.1:1/nobody")
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert (await bot.get_webhook_info()).url == ""


async def test_a_place_and_an_own_edit_reach_the_bot(telegram: Telegram, bot: Bot) -> None:
    telegram.shares_location(ANN, 41.4, 2.17)
    said = telegram.says(ANN, "I can wled")
    telegram.edits_own(ANN, said.id, "I can weld")
    _, place, _, edit = await bot.get_updates()
    assert place.message is not None
    assert place.message.location is not None
    assert place.message.location.latitude == 41.4
    assert edit.edited_message is not None
    assert edit.edited_message.text == "I can weld"
    assert telegram.sees(ANN)[-1].edited


async def test_in_a_group_the_bot_gets_what_is_meant_for_it(telegram: Telegram, bot: Bot) -> None:
    group = telegram.group("Makers", [ANN, BO])
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group, "Hello")
    telegram.adds_bot(group, by=ANN)
    said = await bot.send_message(group, "Hello all")
    telegram.says(BO, "talk among ourselves", group)
    telegram.says(BO, "/need@tertulia_bot a drill", group)
    telegram.says(BO, "/need@other_bot a drill", group)
    telegram.says(ANN, "hello bot", group, reply_to=said.message_id)
    updates = await bot.get_updates()
    assert updates[1].my_chat_member is not None
    texts = [u.message.text for u in updates if u.message and u.message.text]
    assert texts == ["/start", "/need@tertulia_bot a drill", "hello bot"]
    assert (await bot.get_chat_member(group, ANN)).status == "creator"
    assert len(telegram.group_sees(group)) == 6
    await bot.leave_chat(group)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(group, "Bye")


async def test_a_group_that_became_a_supergroup_says_where_it_went(telegram: Telegram, bot: Bot) -> None:
    group = telegram.group("Makers", [ANN])
    telegram.adds_bot(group, by=ANN)
    new = telegram.migrates(group)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group, "Hello")
    assert moved.value.new_chat_id == new
    await bot.send_message(new, "Hello")
    told = [u.message.migrate_to_chat_id for u in await bot.get_updates() if u.message]
    assert new in told


async def test_commands_are_offered_in_the_persons_language(telegram: Telegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await bot.set_my_commands([BotCommand("help", "Qué sé hacer")], language_code="es")
    assert [c.description for c in await bot.get_my_commands(language_code="es")] == ["Qué sé hacer"]
    assert telegram.menu(BO)[0]["description"] == "Qué sé hacer"
    assert telegram.menu(ANN)[0]["description"] == "What I can do"
    await bot.set_my_name("Tertulia")
    assert (await bot.get_my_name()).name == telegram.sees(ANN)[0].sender.replace("Ann Lee", "Tertulia")


def test_a_dumped_telegram_goes_on_after_a_restart(telegram: Telegram, clock: Clock) -> None:
    status, answer = telegram.call(
        "sendMessage",
        {
            "chat_id": ANN,
            "text": "Tea?",
            "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
        },
    )
    assert status == 200
    again = Telegram.load(json.loads(json.dumps(telegram.dump())), now=clock)
    assert again.sees(ANN) == telegram.sees(ANN)
    assert again.taps(ANN, ANN, answer["result"]["message_id"], "Yes")
    ids = [update["update_id"] for update in again.updates.pending]
    assert len(ids) == len(set(ids)) == 2
    assert again.dump() != telegram.dump()


async def test_a_ring_while_somebody_looks_is_not_missed() -> None:
    signal, looks = Signal(), list[int]()

    def news() -> bool:
        looks.append(len(looks))
        if len(looks) == 1:
            signal.ring()  # what was just looked at changes before anybody waits
        return len(looks) > 1

    client = asyncio.get_running_loop().create_future()
    async with asyncio.timeout(10):
        await signal.until(news, seconds=3600, gone=client)
    assert looks == [0, 1]
