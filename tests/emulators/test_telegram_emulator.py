"""The emulated Telegram answers the real client library as the platform does."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from emulators.serve import serving
from emulators.telegram import NotVisible, Telegram, telegram_app
from tests.emulators.telegram_stage import ANN, BO, PNG, TOKEN, Clock, card, client, connected, rows, two_people


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
    with pytest.raises(BadRequest, match=r"(?i)Message is too long"):
        await bot.send_message(ANN, "😀" * 2048 + "x")
    with pytest.raises(BadRequest, match=r"(?i)Message text is empty"):
        await bot.send_message(ANN, "<b> </b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ANN, PNG, caption="x" * 1025)


async def test_keyboards_are_refused_as_on_the_platform() -> None:
    telegram = two_people(Clock())
    telegram.checker = None
    async with serving(telegram_app(telegram)) as address, httpx.AsyncClient(base_url=address) as http:
        for button, says in (
            ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
            ({"text": "x", "callback_data": "ñ" * 33}, "BUTTON_DATA_INVALID"),
            ({"text": "x", "url": "http://localhost/"}, "Wrong HTTP URL"),
            ({"text": "x", "url": "https://a.example", "callback_data": "x"}, "exactly one action"),
        ):
            body = {"chat_id": ANN, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}
            answer = await http.post(f"/bot{TOKEN}/sendMessage", json=body)
            assert answer.status_code == 400
            assert says in answer.json()["description"]
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
    with pytest.raises(BadRequest, match=r"(?i)Chat not found"):
        await bot.send_message(99, "Hello")
    assert [s.text for s in telegram.sees(BO)] == ["/start invite-1", "Hello", "/start", "Welcome back"]


async def test_a_wrong_token_and_an_unknown_method_are_refused(telegram: Telegram) -> None:
    async with serving(telegram_app(telegram)) as address:
        with pytest.raises(InvalidToken):
            await client(address, "1234:other").__aenter__()  # closes its connections when it is refused
        async with httpx.AsyncClient(base_url=address) as http:
            unauthorized = await http.get("/bot1:x/getMe")
            unknown = await http.get(f"/bot{TOKEN}/sendTelepathy")
            any_case = await http.get(f"/bot{TOKEN}/GETME")
    assert unauthorized.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found: method not found")
    assert any_case.json()["result"]["username"] == "tertulia_bot"


async def test_edits_show_the_last_version_and_the_same_again_is_an_error(telegram: Telegram, bot: Bot) -> None:
    sent = await card(bot)
    await bot.edit_message_text("Tea?", ANN, sent.message_id, reply_markup=rows("Yes"))
    shown = telegram.sees(ANN)[-1]
    assert (shown.text, shown.edited, shown.labels) == ("Tea?", True, ("Yes",))
    with pytest.raises(BadRequest, match=r"(?i)Message is not modified"):
        await bot.edit_message_text("Tea?", ANN, sent.message_id, reply_markup=rows("Yes"))
    await bot.edit_message_reply_markup(ANN, sent.message_id)
    assert telegram.sees(ANN)[-1].labels == ()
    await bot.delete_message(ANN, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)Message to edit not found"):
        await bot.edit_message_text("Water?", ANN, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)Message to delete not found"):
        await bot.delete_message(ANN, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)Message can't be edited"):
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
        with pytest.raises(BadRequest, match=r"(?i)Query is too old"):
            await bot.answer_callback_query(query)


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
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(ANN, b"no picture")
    with pytest.raises(BadRequest, match=r"(?i)there is no caption in the message to edit"):
        await bot.edit_message_caption(ANN, (await card(bot)).message_id, caption="x")


async def test_the_published_limits_are_kept_on_the_given_clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the library warns about its older type otherwise
    telegram = Telegram(now=clock, limits=True)
    for user_id in range(1, 40):
        telegram.person(user_id, f"P{user_id}")
        telegram.says(user_id, "/start")
    group = telegram.group("All", [1])
    telegram.adds_bot(group, by=1)
    async with connected(telegram) as bot:
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
    assert told.value.retry_after == timedelta(seconds=40)
    assert telegram.delivered[1, "one"] == 1
    assert telegram.delivered[1, "two in a second"] == 0


async def test_a_violation_found_by_the_checker_is_kept_and_refused(telegram: Telegram, bot: Bot) -> None:
    with pytest.raises(BadRequest):
        await bot.send_message(ANN, "x", api_kwargs={"colour": "red"})
    assert len(telegram.violations) == 1
    assert telegram.violations[0].startswith("sendMessage: ")
    assert telegram.calls[-1].outcome.startswith("Bad Request")
