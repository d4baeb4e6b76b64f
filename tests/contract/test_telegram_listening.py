"""How Telegram's updates reach us: by webhook and by polling, hostile ones included; nothing stored is lost."""

import asyncio
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.adapters.telegram import Telegram
from bot.adapters.telegram_incoming import KINDS
from bot.incoming import Happened, Incoming, Pressed, Said
from bot.ui import Button, Message, Run, row
from emulators.telegram import Fault, Faults
from tests.contract.platforms import Inbox
from tests.contract.telegram_side import ANN, TOKEN, TelegramSide, no_pause, telegram_side, until
from tests.contract.test_telegram_sending import to

SECRET = "a-secret-of-enough-letters"
HEADER = (b"X-Telegram-Bot-Api-Secret-Token", SECRET.encode())
HELLO: dict[str, Any] = {
    "update_id": 1,
    "message": {
        "message_id": 5,
        "date": 1,
        "text": "hello",
        "chat": {"id": ANN, "type": "private"},
        "from": {"id": ANN, "is_bot": False, "first_name": "Ann"},
    },
}


async def hooked() -> tuple[Telegram, Inbox]:
    """A bot that listens at a webhook, though no Telegram is there to be told."""
    adapter, inbox = Telegram(TOKEN, "http://127.0.0.1:9", SECRET, "https://bot.example", pause=asyncio.sleep), Inbox()
    await adapter.listen(inbox)
    return adapter, inbox


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([HEADER], 200),
        ([(HEADER[0].lower(), HEADER[1]), (b"host", b"bot.example")], 200),
        ([], 403),
        ([(HEADER[0], b"")], 403),
        ([(HEADER[0], b"wrong")], 403),
        ([(HEADER[0], HEADER[1] + b" ")], 403),
        ([(HEADER[0], HEADER[1].upper())], 403),
        ([(HEADER[0], b"\xff\xfe")], 403),
        ([HEADER, HEADER], 403),
        ([HEADER, (HEADER[0].lower(), b"wrong")], 403),
    ],
)
async def test_only_telegram_itself_is_let_in(headers: list[tuple[bytes, bytes]], status: int) -> None:
    adapter, inbox = await hooked()
    assert await adapter.hook(headers, json.dumps(HELLO).encode()) == status
    assert len(inbox.values) == (status == 200)
    await adapter.close()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"{}", 400),
        (b'{"update_id": "1"}', 400),
        (b"[" * 100_000, 400),
        (b" " * (1024 * 1024 + 1), 413),
        (b'{"update_id": 1}', 200),
        (b'{"update_id": 1, "message": 7}', 200),
        (b'{"update_id": 1, "message": {"message_id": 1}}', 200),
        (b'{"update_id": 1, "callback_query": {"id": 3}}', 200),
        (json.dumps(HELLO).replace('"is_bot": false, ', "").encode(), 200),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_a_spoilt_body_breaks_nothing_and_writes_nothing(body: bytes, status: int) -> None:
    adapter, inbox = await hooked()
    assert await adapter.hook([HEADER], body) == status
    assert await adapter.hook([HEADER], json.dumps(HELLO).encode()) == 200
    assert [value.key for value in inbox.values] == [f"m{ANN}/5"]
    await adapter.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(HELLO["message"])), inner),
    max_leaves=12,
)


@given(st.sampled_from([*KINDS, "edited_message", "poll"]), JSON)
def test_no_update_whatever_its_shape_raises(kind: str, body: Any) -> None:
    listener = Telegram(TOKEN)._listener
    if isinstance(body, dict):
        body = HELLO["message"] | body
    assert isinstance(listener._understood({"update_id": 1, kind: body}), list)


async def test_what_cannot_be_stored_is_not_acknowledged() -> None:
    adapter, inbox = await hooked()
    body = json.dumps(HELLO).encode()
    inbox.unavailable = 1
    assert [await adapter.hook([HEADER], body) for _ in range(3)] == [503, 200, 200]
    assert len(inbox.values) == 1
    await adapter.close()


async def test_before_the_start_and_without_a_secret_nothing_is_taken() -> None:
    body = json.dumps(HELLO).encode()
    starting, polling = Telegram(TOKEN, webhook_secret=SECRET), Telegram(TOKEN)
    assert await starting.hook([HEADER], body) == 503
    assert await polling.hook([(HEADER[0], b"")], body) == 403


async def test_an_update_that_breaks_dispatch_is_dropped_with_a_line() -> None:
    class Broken(Inbox):
        async def __call__(self, what: Incoming) -> None:
            raise RuntimeError(f"a bug at {what.key}")

    adapter, _ = await hooked()
    await adapter.listen(Broken())
    with capture_logs() as logs:
        assert await adapter.hook([HEADER], json.dumps(HELLO).encode()) == 200
    assert "an update that breaks us is dropped" in [line["event"] for line in logs]
    await adapter.close()


async def test_telegram_is_told_of_the_webhook_even_after_a_refusal(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with telegram_side(webhook_secret=SECRET, public_url="https://bot.example/") as side:
        side.world.faults = Faults(methods=["setWebhook"])
        side.world.faults.next(Fault.SERVER_ERROR)
        await side.adapter.listen(side.inbox)
        await until(lambda: side.world.updates.webhook)
        hook = side.world.updates.webhook
        assert hook is not None
        assert (hook.url, hook.secret) == ("https://bot.example/telegram", SECRET)
        side.world.updates.remove_webhook()
    assert SECRET not in caplog.text


async def test_the_little_clock_stops_once_the_tap_is_stored(telegram: TelegramSide) -> None:
    await telegram.listen()
    await telegram.adapter.send(to(ANN, Message("Choose", row(Button("Go", Run("go"))))))
    telegram.inbox.unavailable = 2
    await telegram.taps("Go")
    assert len([value for value in telegram.inbox.values if isinstance(value, Pressed)]) == 1
    await until(lambda: not telegram.world.unanswered())


async def test_a_restart_loses_nothing_and_repeats_with_the_same_key() -> None:
    async with telegram_side() as side:
        await side.listen()
        await side.says("one")
        await side.adapter.close()
        side.world.says(ANN, "two")
        api = side.api
        again, inbox = Telegram(TOKEN, api, patience=0.3, pause=no_pause), Inbox()
        await again.listen(inbox)
        await until(lambda: any(isinstance(value, Said) and value.text == "two" for value in inbox.values))
        keys = {value.key for value in side.inbox.values} | {value.key for value in inbox.values}
        await again.close()
    assert len(keys) == 2


async def test_polling_survives_every_trouble(telegram: TelegramSide) -> None:
    with capture_logs() as logs:
        telegram.world.updates.set_webhook("https://elsewhere.example/", "", 40)
        await telegram.listen()
        telegram.world.faults = Faults(methods=["getUpdates"])
        await telegram.says("one")
        telegram.world.updates.set_webhook("https://elsewhere.example/", "", 40)
        await until(lambda: telegram.world.updates.webhook is None)
        await telegram.says("two")
    assert [value.text for value in telegram.inbox.values if isinstance(value, Said)] == ["one", "two"]
    assert "Telegram gives no updates now" in [line["event"] for line in logs]


async def test_a_second_poller_is_named_in_plain_words(telegram: TelegramSide) -> None:
    with capture_logs() as logs:
        await telegram.listen()
        await until(lambda: telegram.world.updates.poller)
        telegram.world.updates.begin_poll()
        await until(lambda: [line for line in logs if "reason" in line])
    assert "another process polls with the same token" in next(line["reason"] for line in logs if "reason" in line)
    await telegram.says("still here")


async def test_a_wrong_token_waits_and_does_not_die() -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        await asyncio.sleep(0)

    async with telegram_side() as side:
        api = side.api
        wrong = Telegram("1:wrong", api, pause=pause)
        with capture_logs() as logs:
            await wrong.listen(Inbox())
            await until(lambda: len(waited) >= 7)
        await wrong.close()
    assert waited[:7] == [1, 2, 4, 8, 16, 30, 30]
    assert "@BotFather" in logs[0]["reason"]


async def test_one_persons_updates_stay_in_order_while_others_go_on(telegram: TelegramSide) -> None:
    telegram.world.person(20, "Bea")
    for text in ("a1", "a2"):
        telegram.world.says(ANN, text)
    telegram.world.says(20, "b1")
    telegram.inbox.unavailable = 1
    await telegram.listen()
    await until(lambda: len(telegram.inbox.values) == 3)
    said = [(value.who.user, value.text) for value in telegram.inbox.values if isinstance(value, Said)]
    assert said.index(("7", "a1")) < said.index(("7", "a2"))
    assert ("20", "b1") in said


async def test_update_ids_that_begin_anew_are_not_lost(telegram: TelegramSide) -> None:
    await telegram.listen()
    await telegram.says("before")
    await until(lambda: not telegram.world.updates.pending)
    telegram.world.updates.next_id = 3
    await telegram.says("after")
    assert [value.text for value in telegram.inbox.values if isinstance(value, Said)] == ["before", "after"]


async def test_blocking_and_coming_back_is_noticed(telegram: TelegramSide) -> None:
    await telegram.listen()
    telegram.world.blocks(ANN)
    telegram.world.unblocks(ANN)
    await until(lambda: len(telegram.inbox.values) == 2)
    assert [value.what for value in telegram.inbox.values if isinstance(value, Happened)] == ["blocked", "unblocked"]
