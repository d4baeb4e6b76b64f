"""The emulated Telegram answers the real client library as the platform does."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, MenuButtonCommands, Message
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from emulators.serve import serving
from emulators.telegram import NotVisible, Telegram, telegram_app
from tests.strict.telegram import check

ANN, BO = 7, 8
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x20\x00\x00\x00\x10"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    """Ann has started the bot, Bo has only an account."""
    telegram = Telegram(now=clock, checker=check)
    telegram.person(ANN, "Ann Lee", username="ann_lee")
    telegram.person(BO, "Bo", language="es")
    telegram.says(ANN, "/start")
    return telegram


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    """The real client library, pointed at the emulator."""
    async with serving(telegram_app(telegram)) as address, _bot(address) as bot:
        yield bot


def _bot(address: str, token: str = "1234:test") -> Bot:
    return Bot(token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")


def rows(*labels: str) -> InlineKeyboardMarkup:
    """One row of buttons whose data is their label in lower case."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label.lower()) for label in labels]])


async def card(bot: Bot) -> Message:
    """A card with two buttons, for Ann."""
    return await bot.send_message(ANN, "<b>Coffee?</b>", parse_mode="HTML", reply_markup=rows("Yes", "No"))


async def test_a_message_arrives_as_people_read_it(telegram: Telegram, bot: Bot) -> None:
    sent = await bot.send_message(ANN, "  <b>Hi 😀 &amp; <i>you</i></b> &lt;b&gt; ", parse_mode="HTML")
    shown = telegram.sees(ANN)[-1]
    assert (shown.text, shown.from_bot) == ("Hi 😀 & you <b>", True)
    assert shown.html == "<b>Hi 😀 &amp; <i>you</i></b> &lt;b&gt;"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 11), ("italic", 8, 3)]
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é < 3", 'Unsupported start tag "" at byte offset 3'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_broken_markup_is_refused_in_the_platforms_words(text: str, says: str) -> None:
    telegram = Telegram()
    telegram.person(ANN, "Ann")
    telegram.says(ANN, "/start")
    status, answer = telegram.call("sendMessage", {"chat_id": ANN, "text": text, "parse_mode": "HTML"})
    assert (status, answer["description"]) == (400, f"Bad Request: can't parse entities: {says}")


async def test_length_counts_utf16_units_after_the_markup_is_read(telegram: Telegram, bot: Bot) -> None:
    telegram.checker = None
    await bot.send_message(ANN, f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="[Mm]essage is too long"):
        await bot.send_message(ANN, "😀" * 2048 + "x")
    with pytest.raises(BadRequest, match="[Mm]essage text is empty"):
        await bot.send_message(ANN, "<b> </b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ANN, PNG, caption="x" * 1025)


async def test_keyboards_are_refused_as_on_the_platform(telegram: Telegram, bot: Bot) -> None:
    telegram.checker = None
    for button, says in (
        ({"text": "x"}, "Text buttons are unallowed"),
        ({"text": "x", "callback_data": "ñ" * 33}, "BUTTON_DATA_INVALID|[Bb]utton_data_invalid"),
        ({"text": "x", "url": "http://localhost/"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "https://a.example", "callback_data": "x"}, "exactly one action"),
    ):
        with pytest.raises(BadRequest, match=says):
            await bot.do_api_request(
                "sendMessage",
                {"chat_id": ANN, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}},
            )
    assert len(telegram.sees(ANN)) == 1


async def test_who_never_wrote_or_blocked_or_left_cannot_be_written_to(telegram: Telegram, bot: Bot) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(BO, "Hello")
    telegram.starts(BO, "invite-1")
    await bot.send_message(BO, "Hello")
    telegram.blocks(BO)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(BO, "Hello again")
    with pytest.raises(NotVisible):
        telegram.says(BO, "anybody?")
    telegram.starts(BO)
    await bot.send_message(BO, "Welcome back")
    telegram.deactivates(BO)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(BO, "Hello")
    with pytest.raises(BadRequest, match="[Cc]hat not found"):
        await bot.send_message(99, "Hello")
    assert [s.text for s in telegram.sees(BO)] == ["/start invite-1", "Hello", "/start", "Welcome back"]


async def test_a_wrong_token_and_an_unknown_method_are_refused(telegram: Telegram) -> None:
    async with serving(telegram_app(telegram)) as address:
        with pytest.raises(InvalidToken):
            await _bot(address, "1234:other").initialize()
        async with _bot(address) as bot:
            with pytest.raises(InvalidToken, match="[Nn]ot [Ff]ound"):  # the library reports any 404 like this
                await bot.do_api_request("sendTelepathy")


async def test_edits_show_the_last_version_and_the_same_again_is_an_error(telegram: Telegram, bot: Bot) -> None:
    sent = await card(bot)
    await bot.edit_message_text("Tea?", ANN, sent.message_id, reply_markup=rows("Yes"))
    shown = telegram.sees(ANN)[-1]
    assert (shown.text, shown.edited, shown.labels) == ("Tea?", True, ("Yes",))
    with pytest.raises(BadRequest, match="[Mm]essage is not modified"):
        await bot.edit_message_text("Tea?", ANN, sent.message_id, reply_markup=rows("Yes"))
    await bot.edit_message_reply_markup(ANN, sent.message_id)
    assert telegram.sees(ANN)[-1].labels == ()
    await bot.delete_message(ANN, sent.message_id)
    with pytest.raises(BadRequest, match="[Mm]essage to edit not found"):
        await bot.edit_message_text("Water?", ANN, sent.message_id)
    with pytest.raises(BadRequest, match="[Mm]essage to delete not found"):
        await bot.delete_message(ANN, sent.message_id)
    with pytest.raises(BadRequest, match="[Mm]essage can't be edited"):
        await bot.edit_message_text("Not mine", ANN, telegram.sees(ANN)[0].message_id)


async def test_only_a_visible_button_can_be_tapped(telegram: Telegram, bot: Bot) -> None:
    sent = await card(bot)
    await bot.edit_message_text("Coffee!", ANN, sent.message_id, reply_markup=rows("Cancel"))
    with pytest.raises(NotVisible, match="visible: Cancel"):
        telegram.taps(ANN, ANN, sent.message_id, "Yes")
    with pytest.raises(NotVisible):
        telegram.taps(BO, ANN, sent.message_id, "Cancel")
    telegram.taps(ANN, ANN, sent.message_id, "Cancel")
    update = (await bot.get_updates())[-1]
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("cancel", ANN)


async def test_a_tap_is_answered_once_and_in_time(telegram: Telegram, bot: Bot, clock: Clock) -> None:
    sent = await card(bot)
    first = telegram.taps(ANN, ANN, sent.message_id, "Yes")
    await bot.answer_callback_query(first, "See you there", show_alert=True)
    assert [(toast.text, toast.alert) for toast in telegram.toasts(ANN)] == [("See you there", True)]
    late = telegram.taps(ANN, ANN, sent.message_id, "no")
    assert [query.id for query in telegram.unanswered()] == [late]
    clock.time += 120
    for query in (first, late, "invented"):
        with pytest.raises(BadRequest, match="[Qq]uery is too old"):
            await bot.answer_callback_query(query)


async def test_polling_confirms_by_offset_and_waits_for_news(telegram: Telegram, bot: Bot) -> None:
    (start,) = await bot.get_updates()
    assert start.message is not None
    assert [entity.type for entity in start.message.entities] == ["bot_command"]
    waiting = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=10))
    while telegram.updates.pending:  # until the poll has confirmed the first one
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
    telegram.says(ANN, "news")
    (news,) = await waiting
    assert news.message is not None
    assert (news.message.text, news.update_id > start.update_id) == ("news", True)
    telegram.redeliver()
    assert {u.update_id for u in await bot.get_updates(news.update_id + 1)} == {start.update_id}


async def test_two_pollers_and_a_webhook_exclude_each_other(telegram: Telegram, bot: Bot) -> None:
    await bot.get_updates(offset=-1)
    (last,) = await bot.get_updates()
    first = asyncio.create_task(bot.get_updates(offset=last.update_id + 1, timeout=10))
    while telegram.updates.pending:
        await asyncio.sleep(0.001)
    assert await bot.get_updates() == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await bot.set_webhook("http://127.0.0.1:1/nobody")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_files_go_up_and_come_down(telegram: Telegram, bot: Bot) -> None:
    sent = await bot.send_document(
        ANN, io.BytesIO(b"id,name\n"), filename="people.csv", caption="<i>all</i>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("people.csv", "all")
    photo = await bot.send_photo(ANN, PNG)
    assert [(size.width, size.height) for size in photo.photo] == [(32, 16)]
    await bot.send_document(ANN, sent.document.file_id)
    telegram.sends_document(ANN, "mine.csv", b"a,b\n", "text/csv")
    mine = (await bot.get_updates())[-1].message
    assert mine is not None
    assert mine.document is not None
    assert bytes(await (await mine.document.get_file()).download_as_bytearray()) == b"a,b\n"
    assert [file.name for shown in telegram.sees(ANN) for file in shown.files][0::2] == ["people.csv", "people.csv"]
    with pytest.raises(BadRequest, match="IMAGE_PROCESS_FAILED|[Ii]mage_process_failed"):
        await bot.send_photo(ANN, b"no picture")
    with pytest.raises(BadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(ANN, (await card(bot)).message_id, caption="x")


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


async def test_the_published_limits_are_kept_on_the_given_clock(clock: Clock) -> None:
    telegram = Telegram(now=clock, limits=True)
    for user_id in range(1, 40):
        telegram.person(user_id, f"P{user_id}")
        telegram.says(user_id, "/start")
    group = telegram.group("All", [1])
    telegram.adds_bot(group, by=1)
    async with serving(telegram_app(telegram)) as address, _bot(address) as bot:
        await bot.send_message(1, "one")
        with pytest.raises(RetryAfter):
            await bot.send_message(1, "two in a second")
        for user_id in range(2, 31):
            await bot.send_message(user_id, "to each")
        with pytest.raises(RetryAfter):
            await bot.send_message(31, "the 31st in a second")
        for _ in range(20):
            clock.time += 1
            await bot.send_message(group, "to all")
        clock.time += 1
        with pytest.raises(RetryAfter) as told:
            await bot.send_message(group, "the 21st in a minute")
    assert told.value.retry_after == 40
    assert telegram.delivered[1, "one"] == 1
    assert telegram.delivered[1, "two in a second"] == 0


async def test_commands_are_offered_in_the_persons_language(telegram: Telegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await bot.set_my_commands([BotCommand("help", "Qué sé hacer")], language_code="es")
    assert [c.description for c in await bot.get_my_commands(language_code="es")] == ["Qué sé hacer"]
    assert telegram.menu(BO)[0]["description"] == "Qué sé hacer"
    assert telegram.menu(ANN)[0]["description"] == "What I can do"
    await bot.set_my_name("Tertulia")
    assert (await bot.get_my_name()).name == telegram.sees(ANN)[0].sender.replace("Ann Lee", "Tertulia")
    with pytest.raises(InvalidToken, match="[Nn]ot [Ff]ound"):
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def test_a_violation_found_by_the_checker_is_kept_and_refused(telegram: Telegram, bot: Bot) -> None:
    with pytest.raises(BadRequest):
        await bot.send_message(ANN, "x", api_kwargs={"colour": "red"})
    assert len(telegram.violations) == 1
    assert telegram.violations[0].startswith("sendMessage: ")
    assert telegram.calls[-1].outcome.startswith("Bad Request")


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
    again = Telegram.load(telegram.dump(), now=clock)
    assert again.sees(ANN) == telegram.sees(ANN)
    assert again.taps(ANN, ANN, answer["result"]["message_id"], "Yes")
    ids = [update["update_id"] for update in again.updates.pending]
    assert len(ids) == len(set(ids)) == 2
    assert again.dump() != telegram.dump()
